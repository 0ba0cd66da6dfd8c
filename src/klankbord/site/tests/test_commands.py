import gzip
import json
import sys
import zipfile
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import override_settings

from klankbord.core.match.blocks import blocks_of
from klankbord.jobs.models import Job, State
from klankbord.site.cli import COMMANDS, main
from klankbord.site.environment import read_environment
from klankbord.trust.audit import record
from klankbord.trust.models import AuditEntry

QUERIES = [
    {"id": "b", "query": "afval NOT brug"},
    {"id": "a", "query": '"drukke markt"'},
]
TEXTS = ["Het afval ligt er nog", "Afval onder de brug", "Wat een drukke markt, en afval"]


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda *arguments, **extra: runner.invoke(main, list(arguments), **extra)


@pytest.fixture
def files(tmp_path, now):
    queries, posts = tmp_path / "queries.jsonl", tmp_path / "posts.jsonl.gz"
    queries.write_text("\n".join(map(json.dumps, QUERIES)))
    with gzip.open(posts, "wt") as lines:
        for number, text in enumerate(TEXTS):
            author = {"id": "1", "handle": "jan"}
            post = {"id": f"x:{number}", "platform": "x", "text": text, "author": author}
            lines.write(json.dumps(post | {"published_at": now.isoformat()}) + "\n")
    return str(queries), str(posts)


def test_every_command_can_be_loaded_and_says_what_it_does(run):
    for name in COMMANDS:
        shown = run(name, "--help")
        assert shown.exit_code == 0, shown.output
        assert name in run("--help").output


@pytest.mark.parametrize("engine", ["base", "fast", "reference", "database"])
def test_match_gives_pairs_sorted_by_post_and_query(run, files, engine):
    done = run("match", *files, "--engine", engine)
    assert [tuple(json.loads(line).values()) for line in done.stdout.splitlines()] == [
        ("x:0", "b"),
        ("x:2", "a"),
        ("x:2", "b"),
    ]


def test_match_gives_the_same_with_more_workers(run, files):
    one, two = (run("match", *files, "--workers", n).stdout for n in ("1", "2"))
    assert one
    assert one == two


def test_match_with_workers_hands_over_many_blocks_and_long_ones(
    run, files, tmp_path, now, monkeypatch
):
    command = import_module("klankbord.site.commands.match")
    monkeypatch.setattr(command, "blocks_of", partial(blocks_of, size=300))
    monkeypatch.setattr(command, "_PLACE", 600)
    author = {"id": "1", "handle": "jan"}
    lines = [
        {"id": f"x:{n:03d}", "platform": "x", "text": f"afval {'bos ' * (n % 7 // 6 * 200)}{n}"}
        for n in range(40)
    ]
    more = {"author": author, "published_at": now.isoformat()}
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps(line | more) for line in lines))
    found = run("match", files[0], str(path), "--workers", "2").stdout.splitlines()
    assert [json.loads(line)["post"] for line in found] == [line["id"] for line in lines]


def test_match_says_how_to_get_the_accelerator(run, files, monkeypatch):
    monkeypatch.setitem(sys.modules, "klankbord.core.match.fast.engine", None)
    done = run("match", *files, "--engine", "fast")
    assert (done.exit_code, "klankbord[fast]" in done.stderr) == (2, True)


def test_match_reads_standard_input(run, files):
    posts = gzip.decompress(Path(files[1]).read_bytes())
    assert run("match", files[0], "-", input=posts).stdout.count("\n") == 3


def test_match_says_which_line_cannot_be_used(run, files, tmp_path):
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"id": "a", "query": "(afval"}\n')
    done = run("match", str(wrong), files[1])
    assert (done.exit_code, "wrong.jsonl: 1" in done.stderr) == (2, True)
    wrong.write_text('\n{"id": "x:1"}\n')
    for workers in ("1", "2"):
        done = run("match", files[0], str(wrong), "--workers", workers)
        assert (done.exit_code, "wrong.jsonl: 2" in done.stderr) == (2, True)
    assert run("match", files[0], "nowhere.jsonl").exit_code == 2


def test_query_check_explains_or_points_at_the_place(run):
    well = run("query", "check", "afval AND brug", "--json")
    assert (well.exit_code, json.loads(well.stdout)["query"]) == (0, "afval AND brug")
    assert json.loads(well.stdout)["cost"]["weight"] == "light"
    shown = run("query", "check", "followers:>5", "--lang", "nl").stdout
    assert "Kosten: zwaar" in shown
    assert "geen zeldzaam woord" in shown
    wrong = run("query", "check", "afval AND (brug", "--json")
    assert (wrong.exit_code, json.loads(wrong.stdout)["position"]) == (1, 10)
    assert "^" in run("query", "check", "afval AND (brug").stdout


def test_read_gives_posts_or_a_readable_reason(run, files, db):
    done = run("read", "file", files[1])
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["x:0", "x:1", "x:2"]
    assert run("read", "nobody", files[1]).exit_code == 2
    lost = run("read", "file", "nowhere.jsonl")
    assert (lost.exit_code, lost.stderr.count("\n")) == (2, 1)


def test_what_colleagues_say_is_not_read(run, tmp_path, db):
    export = tmp_path / "slack.zip"
    with zipfile.ZipFile(export, "w") as archive:
        archive.writestr("channels.json", "[]")
    for connector in ("intranet", "file"):
        refused = run("read", connector, str(export))
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "colleagues" in refused.stderr


@pytest.mark.django_db(transaction=True)
def test_import_and_export_are_each_others_mirror(run, files):
    brought = run("import", files[1])
    assert brought.exit_code == 0, brought.output
    assert "3 posts read" in brought.stderr
    lines = run("export").stdout.splitlines()
    assert {json.loads(line)["text"] for line in lines} == set(TEXTS)
    assert AuditEntry.objects.filter(act="archive.exported").exists()


@pytest.mark.django_db
def test_import_refuses_what_is_not_there_or_needs_a_mapping(run, tmp_path):
    assert run("import", str(tmp_path / "nothing.csv"), "--no-wait").exit_code == 2
    table = tmp_path / "table.csv"
    table.write_text("kolom een,kolom twee\n1,2\n")
    refused = run("import", str(table), "--no-wait")
    assert (refused.exit_code, "--mapping" in refused.stderr) == (2, True)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_audit_verify_finds_a_changed_entry(run, now):
    record(at=now, actor="member:1", act="test.done")
    assert run("audit", "verify").exit_code == 0
    AuditEntry.objects.update(actor="member:2")
    broken = run("audit", "verify", "--json")
    assert (broken.exit_code, json.loads(broken.stdout)["is_whole"]) == (1, False)


@pytest.mark.django_db
def test_check_names_dead_letters_and_old_sqlite(run, now, monkeypatch):
    Job.objects.create(name="x", state=State.FAILED, run_at=now, created_at=now, max_attempts=1)
    found = {row["id"] for row in json.loads(run("check", "--json").stdout)}
    assert "klankbord.W006" in found
    monkeypatch.setattr("klankbord.site.checks.SAFE_SQLITE", (99, 0, 0))
    monkeypatch.setattr("klankbord.site.checks.connection.vendor", "sqlite")
    old = run("check")
    assert (old.exit_code, "klankbord.E001" in old.stdout) == (1, True)


@pytest.mark.django_db
def test_check_sees_a_folder_that_it_cannot_write(run, tmp_path):
    with override_settings(DATA=tmp_path / "nowhere"):
        assert "klankbord.E002" in run("check").output


def test_enrich_tells_language_and_copies(run, files, tmp_path):
    texts = [*["De gemeente sluit vanaf maandag het zwembad in de stad"] * 2, "12:30"]
    posts = tmp_path / "said.jsonl"
    author = {"id": "1", "handle": "jan"}
    rows = [
        {"id": f"x:{n}", "platform": "x", "text": text, "author": author, "raw": {"own": n}}
        for n, text in enumerate(texts)
    ]
    at = {"published_at": "2026-03-01T00:00:00Z"}
    posts.write_text("\n".join(json.dumps(row | at) for row in rows))
    done = run("enrich", str(posts))
    assert done.exit_code == 0, done.output
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first["language"]["code"] == "nl"
    assert (first["duplicate_of"], first["story"], first["raw"]) == (None, "x:0", {"own": 0})
    assert (second["duplicate_of"], second["story"], second["kind"]) == ("x:0", "x:0", "same")
    assert third["language"] == {"code": None, "p": 0.0, "told": False}


def test_evaluate_language(run, tmp_path):
    rows = [("nl", "De trein is weer te laat"), ("en", "The train is late again"), ("nl", "12:30")]
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text("\n".join(json.dumps({"lang": lang, "text": text}) for lang, text in rows))
    values = json.loads(run("evaluate", "language", str(labelled), "--json").stdout)
    assert values["n"] == 3
    assert values["accuracy"]["share"] == pytest.approx(2 / 3)
    assert values["confusion"] == [
        {"right": "en", "given": "en", "n": 1},
        {"right": "nl", "given": "", "n": 1},
        {"right": "nl", "given": "nl", "n": 1},
    ]
    assert "accuracy   0.667" in run("evaluate", "language", str(labelled)).stdout
    assert (
        json.loads(run("evaluate", "language", str(labelled), "--longest", "6", "--json").stdout)[
            "accuracy"
        ]["share"]
        == 0
    )
    assert run("evaluate", "language", str(labelled), "--longest", "1").exit_code == 2
    labelled.write_text('{"text": 1}')
    assert run("evaluate", "language", str(labelled)).exit_code == 2


@pytest.mark.django_db
def test_only_its_own_user_looks_into_the_data_folder(run, tmp_path):
    data = tmp_path / "new"
    read_environment({"KLANKBORD_DATA": str(data)})
    assert data.stat().st_mode & 0o077 == 0
    with override_settings(DATA=data):
        assert "klankbord.W009" not in run("check").output
        data.chmod(0o755)
        assert "klankbord.W009" in run("check").output
