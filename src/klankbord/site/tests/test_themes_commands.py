"""Themes as commands, and the grouping itself: here, for core waits for no networkit."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from klankbord.core.themes.groups import LEAST, NO_THEME, themes
from klankbord.site.cli import main

BUS = ["bus late again", "late bus station", "bus station late again", "again bus late station"]
CAKE = ["apple cake baked", "baked cake sweet", "sweet apple cake", "cake apple sweet baked"]
SAID = [text.split() for text in (*BUS, *BUS[::-1], *CAKE, *CAKE[:2])]
RIGHT = np.array([0] * 8 + [1] * 6)


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(main, args, catch_exceptions=False)


def written(tmp_path, rows):
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return str(path)


def test_texts_about_the_same_stand_together():
    texts = [" ".join(each) for each in SAID]
    found = themes(texts, SAID, None)
    assert found.tolist() == RIGHT.tolist()
    assert themes(texts, SAID, None).tolist() == found.tolist()


def test_what_is_alone_or_empty_has_no_theme():
    words = [*SAID, [], ["zebra"]]
    found = themes([" ".join(each) for each in words], words, None)
    assert found[-2:].tolist() == [NO_THEME, NO_THEME]
    for few in ([], [["one"]], [["one"], ["two"]]):
        assert themes([""] * len(few), few, None).tolist() == [NO_THEME] * len(few)


def test_a_copy_goes_where_its_original_goes():
    copy = ["the", "very", "same", "words", "said", "by", "many"]
    found = themes([""] * LEAST, [copy] * LEAST, None)
    assert found.tolist() == [0] * LEAST


def test_themes_with_a_report(run, tmp_path):
    said = ["The bus is late at station {}", "Apple cake with cream tastes sweet {}"]
    rows = [
        {
            "id": f"x:{n}-{kind}",
            "platform": "x",
            "author": {"id": "1", "handle": "jan"},
            "text": text.format(" ".join(["red", "blue", "green", "north", "south"][: n + 1])),
            "published_at": f"2026-03-{n + 1:02}T00:00:00Z",
        }
        for n in range(5)
        for kind, text in enumerate(said)
    ]
    report = tmp_path / "themes.jsonl"
    file = written(tmp_path, rows)
    done = run("themes", file, "--tier", "cheap", "--report", str(report))
    found = [*map(json.loads, done.stdout.splitlines())]
    assert [row["post"] for row in found] == [row["id"] for row in rows]
    assert [row["theme"] for row in found] == [0, 1] * 5
    first, second = map(json.loads, report.read_text().splitlines())
    assert (first["theme"], first["size"], second["size"]) == (0, 5, 5)
    assert {*first} == {"theme", "label", "size", "rising"}
    assert first["label"] != second["label"] != ""
    assert run("themes", file, "--report", "-").exit_code == 2


def test_evaluate_themes(run, tmp_path):
    rows = [{"text": text, "label": n} for n, text in enumerate(["red bus late", "cake"] * 5)]
    rows = [row | {"label": row["label"] % 2} for row in rows]
    file = written(tmp_path, rows)
    values = json.loads(run("evaluate", "themes", file, "--tier", "cheap", "--json").stdout)
    assert values["sets"]["all"]["n"] == 10
    assert values["sets"]["all"]["accuracy"]["share"] >= 0.5
    assert "stability" in run("evaluate", "themes", file, "--tier", "cheap").stdout
    for wrong in ("", '{"text": "a"}', "[]"):
        (tmp_path / "labelled.jsonl").write_text(wrong)
        assert run("evaluate", "themes", file, "--tier", "cheap").exit_code == 2
