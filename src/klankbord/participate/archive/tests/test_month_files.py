"""Month files: what they hold, that a killed writer is no trouble, and that what goes is gone."""

import datetime as dt
import json
import shutil

import msgspec
import pyarrow.parquet as pq
import pytest

from klankbord.core.exchange.columns import posts_of
from klankbord.core.post import encode_post
from klankbord.participate.archive import filing, parquet
from klankbord.participate.archive.actions import (
    erase_mentions,
    export_posts,
    forget_post,
    keep_posts,
)
from klankbord.participate.archive.filing import file_months, forget_in_files, months_behind
from klankbord.participate.archive.models import Mention, MonthFile
from klankbord.participate.archive.months import months_of, span_of
from klankbord.participate.archive.parquet import FILE_SCHEMA, folder, path_of, write_file

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def payload(number, text):
    return msgspec.Raw(json.dumps({"status": number, "html": f"<p>{text}</p>"}).encode())


@pytest.fixture(autouse=True)
def _no_files_of_others():
    shutil.rmtree(folder(), ignore_errors=True)


@pytest.fixture
def make(make_post, now):
    """Make a post said `days` ago, with a payload."""

    def post(number, text="De brug staat open", days=0, **values):
        at = now - dt.timedelta(days=days, minutes=number)
        return make_post(
            number, text, **{"published_at": at, "raw": payload(number, text)} | values
        )

    return post


def lines(posts):
    return sorted(encode_post(post) for post in posts)


def rows_of(month):
    table = pq.read_table(path_of(month))
    return list(posts_of(table.select(FILE_SCHEMA.names[1:]).to_batches()[0]))


def test_a_file_a_month_sorted_and_packed(source, make, now):
    keep_posts(posts=[make(n, days=n) for n in range(70)], source=source, at=now)
    months = list(file_months(at=now))
    assert months == sorted(months_of(Mention.objects.values_list("pk", flat=True)))
    assert len(months) == 4
    numbers = []
    for month in months:
        file = pq.ParquetFile(path_of(month))
        assert file.schema_arrow.equals(FILE_SCHEMA)
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"
        found = file.read(["number"])["number"].to_pylist()
        after, before = span_of(month)
        assert all(after < number < before for number in found)
        numbers += found
    assert numbers == list(Mention.objects.order_by("pk").values_list("pk", flat=True))
    assert not list(months_behind(at=now))
    assert sum(MonthFile.objects.values_list("n_mentions", flat=True)) == 70


def test_payloads_move_into_the_file_and_come_back_with_an_export(source, make, now):
    keep_posts(posts=[make(n, days=n) for n in range(40)], source=source, at=now)
    before = lines(export_posts())
    assert all(b'"html"' in line for line in before)
    list(file_months(at=now))
    assert not Mention.objects.filter(extra__has_key="raw").exists()
    assert lines(export_posts(batch_size=7)) == before
    keep_posts(posts=[make(99)], source=source, at=now)
    list(file_months(at=now + dt.timedelta(days=2)))
    assert lines(export_posts()) == sorted([*before, *lines(export_posts())[-1:]])
    assert len(lines(export_posts())) == 41
    assert all(post.raw for post in export_posts())


def test_what_only_grew_waits_a_day_and_what_must_go_does_not(source, make, now):
    keep_posts(posts=[make(n) for n in range(5)], source=source, at=now)
    list(file_months(at=now))
    keep_posts(posts=[make(9)], source=source, at=now)
    assert not months_behind(at=now + HOUR)
    assert months_behind(at=now + dt.timedelta(days=1, seconds=1))
    forget_post(post_id="mastodon:3", at=now)
    assert months_behind(at=now + HOUR)
    list(file_months(at=now + HOUR))
    assert {post.external_id for post in rows_of(now.date().replace(day=1))} == {
        "0", "1", "2", "4", "9",
    }  # fmt: skip


def test_an_edited_post_does_not_get_its_old_payload_back(source, make, now):
    keep_posts(posts=[make(1, "Geheim woord")], source=source, at=now)
    list(file_months(at=now))
    edited = msgspec.structs.replace(make(1, "Anders gezegd"), raw=msgspec.Raw())
    keep_posts(posts=[edited], source=source, at=now)
    (post,) = export_posts()
    assert not post.raw
    list(file_months(at=now + dt.timedelta(days=2)))
    (row,) = rows_of(now.date().replace(day=1))
    assert (row.text, bytes(row.raw)) == ("Anders gezegd", b"")


def test_a_payload_that_came_in_while_the_file_was_written_stays(source, make, now, monkeypatch):
    keep_posts(posts=[make(1), make(2)], source=source, at=now)
    edited = make(1, "Toch dicht")

    def write_and_meet_an_edit(path, rows):
        n_rows = write_file(path, rows)
        keep_posts(posts=[edited], source=source, at=now)
        return n_rows

    monkeypatch.setattr(filing, "write_file", write_and_meet_an_edit)
    list(file_months(at=now))
    monkeypatch.undo()
    assert Mention.objects.filter(extra__has_key="raw").count() == 1
    assert months_behind(at=now + dt.timedelta(days=2))
    list(file_months(at=now + dt.timedelta(days=2)))
    kept = {msgspec.json.decode(post.raw)["html"] for post in export_posts()}  # keys in any order
    assert kept == {msgspec.json.decode(each.raw)["html"] for each in (edited, make(2))}


def test_a_month_without_mentions_has_no_file(source, make, now):
    keep_posts(posts=[make(1)], source=source, at=now)
    list(file_months(at=now))
    erase_mentions(ids=list(Mention.objects.values_list("pk", flat=True)))
    assert forget_in_files(at=now) == 1
    assert not list(folder().iterdir())
    assert not MonthFile.objects.exists()


def test_a_writer_that_breaks_off_leaves_the_old_file(source, make, now, monkeypatch):
    keep_posts(posts=[make(n) for n in range(3)], source=source, at=now)
    list(file_months(at=now))
    before = path_of(now.date().replace(day=1)).read_bytes()
    keep_posts(posts=[make(7)], source=source, at=now)

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        list(file_months(at=now + dt.timedelta(days=2)))
    assert [path.read_bytes() for path in folder().iterdir()] == [before]
    assert months_behind(at=now + dt.timedelta(days=2))
    assert Mention.objects.filter(extra__has_key="raw").count() == 1


def test_what_a_killed_writer_left_goes(source, make, now):
    folder().mkdir(parents=True, exist_ok=True)
    left = folder() / ".mentions-2020-01.parquet.123"
    left.write_bytes(b"half")
    keep_posts(posts=[make(1)], source=source, at=now)
    list(file_months(at=now))
    assert not left.exists()


def test_a_damaged_file_is_written_anew_with_what_the_database_holds(source, make, now):
    keep_posts(posts=[make(n) for n in range(3)], source=source, at=now)
    list(file_months(at=now))
    path_of(now.date().replace(day=1)).write_bytes(b"PAR1 but not quite PAR1")
    assert len(list(export_posts())) == 3
    forget_post(post_id="mastodon:1", at=now)
    list(file_months(at=now))
    assert len(rows_of(now.date().replace(day=1))) == 2
