"""What an installation gives in any form makes the same installation again."""

import gzip
import json

import pytest
from click.testing import CliRunner
from pyarrow import csv, parquet

from klankbord.participate.archive.actions import erase_source
from klankbord.participate.archive.filing import file_months
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.models import Source
from klankbord.site.cli import main
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
N_POSTS = 40


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda *arguments, **extra: runner.invoke(main, list(arguments), **extra)


@pytest.fixture
def posts(tmp_path, now):
    """A file of posts with everything that a post can say, and a payload."""
    path = tmp_path / "posts.jsonl"
    lines = []
    for number in range(N_POSTS):
        post = {
            "id": f"mastodon:{number}",
            "platform": "mastodon",
            "source": "Dorp",
            "url": f"https://town.example/{number}",
            "text": f'De bus\nis "laat"; voor de {number}e keer, =1+1',
            "title": ["", "@kop"][number % 2],
            "lang": "nl",
            "published_at": f"2026-0{1 + number % 3}-0{1 + number % 9}T08:15:0{number % 10}.5Z",
            "author": {
                "id": str(number % 7),
                "handle": f"wie{number % 7}",
                "name": "Wie, Zij",
                "url": "https://town.example/@wie",
                "followers": 12,
                "bio": "<b>bio</b>",
                "verified_links": ["https://a.example/"],
            },
            "in_reply_to": "mastodon:1",
            "quote_of": "mastodon:2",
            "thread": "mastodon:1",
            "links": ["https://a.example/b?c=d,e"],
            "hashtags": ["bus", "laat"],
            "mentions": ["stad"],
            "media": [{"type": "image", "url": "https://a.example/c.png", "alt": "een bus"}],
            "engagement": {"replies": 1, "reposts": 2, "likes": 3, "views": 4},
            "place": "Dorp",
            "visibility": "unlisted",
            "raw": {"html": f"<p>{number}</p>", "n": 1.50},
        }
        lines.append(json.dumps(post))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def exported(run) -> list[dict]:
    return [json.loads(line) for line in run("export").stdout.splitlines()]


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.jsonl.gz", "a.parquet", "a.csv", "a.csv.gz", "a.json", "a.json.gz"]
)
def test_out_and_in_again_is_the_same(run, posts, organisation, now, tmp_path, name):
    assert run("import", str(posts)).exit_code == 0
    list(file_months(at=now))
    before = exported(run)
    assert len(before) == N_POSTS
    assert all(post["raw"] for post in before)
    path = str(tmp_path / name)
    done = run("export", path)
    assert done.exit_code == 0, done.output
    for source in Source.objects.all():
        erase_source(source=source)
    assert not Mention.objects.exists()
    brought = run("import", path)
    assert brought.exit_code == 0, brought.output
    assert exported(run) == before
    said = AuditEntry.objects.filter(act="archive.exported").values_list("detail", flat=True)
    assert [each["to"] for each in said].count(path) == 1


def test_other_programs_read_the_files(run, posts, organisation, now, tmp_path):
    assert run("import", str(posts)).exit_code == 0
    run("export", str(tmp_path / "a.parquet"))
    run("export", str(tmp_path / "a.csv"))
    columns = parquet.read_table(tmp_path / "a.parquet")
    cells = csv.read_csv(
        tmp_path / "a.csv", parse_options=csv.ParseOptions(newlines_in_values=True)
    )
    assert columns["id"].to_pylist() == cells["id"].to_pylist()
    assert columns["text"].to_pylist() == cells["text"].to_pylist()
    assert {author["handle"] for author in columns["author"].to_pylist()} == {
        f"wie{number}" for number in range(7)
    }
    assert sum(cells["likes"].to_pylist()) == 3 * N_POSTS


def test_a_form_that_cannot_go_there_is_refused(run):
    for output in ("-", "a.parquet.gz"):
        refused = run("export", output, "--form", "parquet")
        assert (refused.exit_code, "name one" in refused.stderr) == (2, True)


def test_the_form_may_be_said(run, posts, organisation, tmp_path):
    assert run("import", str(posts)).exit_code == 0
    path = tmp_path / "a.gz"
    assert run("export", str(path), "--form", "activitystreams").exit_code == 0
    document = json.loads(gzip.decompress(path.read_bytes()))
    assert document["type"] == "OrderedCollection"
    assert len(document["orderedItems"]) == N_POSTS


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + bytes(900) + b"PAR1"])
def test_a_damaged_file_says_so_and_loses_nothing(run, posts, organisation, tmp_path, content):
    assert run("import", str(posts)).exit_code == 0
    path = tmp_path / "bad.parquet"
    path.write_bytes(content)
    refused = run("import", str(path))
    assert refused.exit_code == 2
    assert "is damaged. Export it again" in refused.stderr
    assert len(exported(run)) == N_POSTS
