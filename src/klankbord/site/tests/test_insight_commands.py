"""Commands that read texts and series without an installation."""

import csv
import datetime as dt
import io
import json

import pytest
from click.testing import CliRunner

from klankbord.core.text.understanding.encoder import has_encoder
from klankbord.site.cli import main

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(main, args, catch_exceptions=False)


@pytest.fixture
def series(tmp_path):
    """Twenty days of five minutes, with one burst on a Tuesday."""
    path = tmp_path / "brand.csv"
    times = [START + at * dt.timedelta(minutes=5) for at in range(20 * 288)]
    counts = [4 + at % 3 for at in range(len(times))]
    first = 15 * 288 + 108
    counts[first : first + 24] = [40] * 24
    rows = [f"{at:%Y-%m-%d %H:%M:%S},{n}" for at, n in zip(times, counts, strict=True)]
    path.write_text("timestamp,value\n" + "\n".join(rows))
    return path


def rows_of(done):
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_spikes_keep_every_row_and_explain_the_alert(run, series):
    done = run("spikes", str(series))
    rows = rows_of(done)
    assert done.exit_code == 0
    assert len(rows) == 20 * 288
    (alert,) = [row for row in rows if row["alert"] == "1"]
    assert alert["timestamp"] == "2026-03-17 09:00:00"
    assert alert["cause"] == "51 in 15 minutes: 3.4 times the usual 15 of a Tuesday around 09:00."
    assert float(alert["score"]) > 0.5
    assert all(row["cause"] == "" for row in rows if row["alert"] == "0")
    dutch = [row["cause"] for row in rows_of(run("spikes", str(series), "--lang", "nl"))]
    assert (
        "51 in 15 minuten: 3,4 keer zoveel als de gebruikelijke 15 op dinsdag rond 09:00." in dutch
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no column timestamp in an empty file"),
        ("a,b\n1,2", "no column timestamp in a, b"),
        ("timestamp,count\nyesterday,2", "2: a row needs a time and a number"),
        ("timestamp,count\n2026-01-01\n", "2: a row needs a time and a number"),
        ("timestamp,count\n2026-01-02,1\n2026-01-01,1", "times must rise"),
    ],
)
def test_a_series_that_cannot_be_read(run, tmp_path, text, reason):
    path = tmp_path / "series.csv"
    path.write_text(text)
    done = run("spikes", str(path))
    assert (done.exit_code, reason in done.stderr) == (2, True), done.stderr


def test_evaluate_spikes(run, series, tmp_path):
    labels = tmp_path / "labels.json"
    windows = [["2026-03-17 09:00:00", "2026-03-17 21:00:00"]]
    labels.write_text(json.dumps({series.name: {"windows": windows}}))
    values = json.loads(run("evaluate", "spikes", str(labels), "--json").stdout)
    assert values["score"] > 95
    assert (values["n_windows"], values["n_found"], values["n_false"]) == (1, 1, 0)
    assert values["series"][series.name]["false_a_week"] == 0
    assert "windows found   1.000" in run("evaluate", "spikes", str(labels)).stdout
    for wrong in ("{}", "[]", '{"nowhere.csv": {"windows": []}}'):
        labels.write_text(wrong)
        assert run("evaluate", "spikes", str(labels)).exit_code == 2


def test_evaluate_spikes_of_counts_alone(run, tmp_path):
    minutes = [[f"{START + at * dt.timedelta(minutes=15):%Y-%m-%dT%H:%MZ}", 2] for at in range(200)]
    began = START + 200 * dt.timedelta(minutes=15)
    minutes += [[f"{began + at * dt.timedelta(minutes=5):%Y-%m-%dT%H:%MZ}", 40] for at in range(9)]
    file = tmp_path / "volume.json"
    short = {"counts_per_minute": minutes[150:]}
    file.write_text(json.dumps({"fire": {"counts_per_minute": minutes}, "late": short, "none": {}}))
    values = json.loads(run("evaluate", "spikes", str(file), "--json").stdout)
    assert (values["n_series"], values["n_judged"], values["n_found"]) == (2, 1, 1)
    assert values["median_delay_minutes"] <= 0
    assert values["false_a_week"] == 0
    assert not values["series"]["late"]["is_judged"]
    assert "found           1.000" in run("evaluate", "spikes", str(file)).stdout
    file.write_text(json.dumps({"fire": {"counts_per_minute": minutes[::-1]}}))
    assert run("evaluate", "spikes", str(file)).exit_code == 2


def written(tmp_path, rows):
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return str(path)


SAID = [
    ("Wat een mooie dag, dank jullie wel!", "positive"),
    ("Waardeloze service, slecht en schandalig", "negative"),
    ("De bus vertrekt om 9 uur", "neutral"),
    ("Geweldig gedaan, top!", 2),
    ("Wat een ramp, verschrikkelijk", 0),
]


@pytest.mark.parametrize("tier", ["cheap", "shown"])
def test_evaluate_sentiment(run, tmp_path, tier):
    if tier == "shown" and not has_encoder():
        pytest.skip("klankbord[embed] is not installed")
    file = written(tmp_path, [{"text": text, "label": label} for text, label in SAID])
    asked = ("evaluate", "sentiment", file, "--lang", "nl", "--tier", tier)
    values = json.loads(run(*asked, "--json").stdout)
    assert (values["n"], values["tier"]) == (5, tier)
    assert {row["right"] for row in values["confusion"]} == {"negative", "neutral", "positive"}
    assert values["area_under_curve"]["share"] == 1
    assert values["macro_f1_interval"]["low"] <= values["macro_f1"]
    assert 0 <= values["when_unsure_is_silent"]["answered"]["share"] <= 1
    assert "right where it does" in run(*asked).stdout


def test_evaluate_a_yes_or_no(run, tmp_path):
    rows = [
        {"text": "Al 3 weken geen reactie, waardeloos!", "kind": "gripe"},
        {"text": "Fijne dag allemaal", "kind": "other"},
    ]
    asked = ("evaluate", "complaint", written(tmp_path, rows), "--label", "kind", "--lang", "nl")
    values = json.loads(run(*asked, "--yes", "gripe", "--json").stdout)
    assert sorted(values["labels"]) == ["complaint", "no"]
    assert values["area_under_curve"]["share"] == 1
    offence = written(tmp_path, [{"text": "You are a stupid idiot", "label": 1, "lang": "en"}])
    assert json.loads(run("evaluate", "offensive", offence, "--json").stdout)["n"] == 1


@pytest.mark.parametrize("row", ['{"text": 1, "label": "x"}', '{"text": "a"}', "[]", "no"])
def test_a_line_without_answer_is_named(run, tmp_path, row):
    path = tmp_path / "labelled.jsonl"
    path.write_text(f'{{"text": "a", "label": 1}}\n{row}')
    done = run("evaluate", "sentiment", str(path))
    assert done.exit_code == 2
    assert "labelled.jsonl: 2: " in done.stderr


def test_enrich_says_what_a_text_sounds_like(run, tmp_path):
    texts = [("Wat een geweldig mooie dag, dank jullie wel!", "nl"), ("Muito bom", "pt")]
    base = {"platform": "x", "author": {"id": "1", "handle": "jan"}}
    rows = [
        base | {"id": f"x:{n}", "text": text, "lang": lang, "published_at": "2026-03-01T00:00:00Z"}
        for n, (text, lang) in enumerate(texts)
    ]
    glad, unknown = map(json.loads, run("enrich", written(tmp_path, rows)).stdout.splitlines())
    assert {*glad["sentiment"]["p"]} == {"negative", "neutral", "positive"}
    assert max(glad["sentiment"]["p"], key=glad["sentiment"]["p"].get) == "positive"
    assert (glad["intent"]["label"], glad["intent"]["words"][0]) == ("praise", "geweldig")
    assert {*glad["intent"]["p"].values()} == {None}  # never found right in Dutch
    assert glad["offensive"] == {"p": None}
    assert unknown["sentiment"] == {"label": "unsure", "p": None}
    assert unknown["intent"] == {"label": "unsure", "p": None, "words": []}
    assert unknown["offensive"] == {"p": None}


def test_enrich_tells_a_probability_only_where_it_was_found_right(run, tmp_path):
    row = {
        "id": "x:1", "platform": "x", "author": {"id": "1", "handle": "jan"}, "lang": "en",
        "text": "Worst service ever, when will you call back?",
        "published_at": "2026-03-01T00:00:00Z",
    }  # fmt: skip
    (told,) = map(json.loads, run("enrich", written(tmp_path, [row])).stdout.splitlines())
    p = told["intent"]["p"]
    assert p["complaint"] > 0.5 > p["praise"]
    assert [p[kind] for kind in ("question", "spam", "claim", "suggestion", "abuse")] == [None] * 5
    assert 0 <= told["offensive"]["p"] <= 1
    assert told["intent"]["words"]


def test_evaluate_judges_only_what_is_said(run, tmp_path):
    rows = [
        {"text": "This is the worst service ever, I hate it, awful, never again", "label": 1},
        {"text": "What a wonderful day, love it", "label": 0},
    ]
    file = written(tmp_path, rows)
    values = json.loads(run("evaluate", "complaint", file, "--lang", "en", "--json").stdout)
    silent = values["when_unsure_is_silent"]
    assert (silent["answered"]["share"], silent["accuracy"]["share"]) == (0.5, 1.0)
    offence = json.loads(run("evaluate", "offensive", file, "--lang", "nl", "--json").stdout)
    assert offence["when_unsure_is_silent"]["answered"]["share"] == 0  # never found right


def test_the_shown_tier_without_its_extra_says_what_to_do(run, tmp_path, monkeypatch):
    monkeypatch.setattr("klankbord.site.commands.tiers.has_encoder", lambda: False)
    done = run("enrich", written(tmp_path, []), "--tier", "shown")
    assert (done.exit_code, "klankbord[embed]" in done.stderr) == (2, True)


def test_graph_counts_and_ranks(run, tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text(
        "source,target,kind\nann,bob,reply\nann,bob,repost\ncas,bob,reply\nbob,ann,reply\ndee,dee,reply\n"
    )
    done = run("graph", str(path))
    rows = {row["node"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert next(iter(rows)) == "bob"
    assert rows["bob"]["addressed_by"] == {"people": 2, "times": 3}
    assert rows["bob"]["back_and_forth"] == 1
    assert rows["bob"]["kinds"] == {"reply": 2, "repost": 1}
    assert rows["dee"]["addresses"] == {"people": 0, "times": 0}
    assert sum(row["pagerank"] for row in rows.values()) == pytest.approx(1)
    assert rows["dee"]["community"] != rows["ann"]["community"] == rows["bob"]["community"]


@pytest.mark.parametrize(
    "text", ["a,b\n1,2", "source,target,weight\na,b,0", "", "source,target\na"]
)
def test_a_table_that_is_no_graph(run, tmp_path, text):
    path = tmp_path / "edges.csv"
    path.write_text(text)
    done = run("graph", str(path))
    assert (done.exit_code, "edges.csv" in done.stderr) == (2, True)
