"""Files that are no such thing, bombs, and files too large for memory."""

import datetime as dt
import gzip
import itertools
import os
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.file import (
    propose_mapping,
    read_file,
    read_pages,
    recognise,
)
from klankbord.connectors.file.tests.samples import (
    NOW,
    SIMPLE,
    everything,
    key_of,
    packed,
    workbook,
)
from klankbord.connectors.reasons import Refusal

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", Refusal.FILE_EMPTY),
        (b"\n \n", Refusal.FILE_EMPTY),
        (b"\xef\xbb\xbf", Refusal.FILE_EMPTY),
        (b"\0" * 100, Refusal.FILE_EMPTY),
        (b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 50, Refusal.FILE_KIND_UNKNOWN),
        (b"%PDF-1.7\n", Refusal.FILE_KIND_UNKNOWN),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, Refusal.FILE_KIND_UNKNOWN),
        (b'[{"id": 1}]', Refusal.FILE_IS_JSON_LIST),
        (b"{geen json\n{ook niet\n", Refusal.FILE_KIND_UNKNOWN),
        (b"PK\x03\x04rommel", Refusal.FILE_DAMAGED),
        (b"\x1f\x8brommel", Refusal.FILE_DAMAGED),
        (gzip.compress(b"", mtime=0), Refusal.FILE_EMPTY),
        (workbook([["id"]])[:-40], Refusal.FILE_DAMAGED),
    ],
)
def test_wrong_files_are_refused(write, content, key):
    assert key_of(write("iets", content), SIMPLE) == key


@pytest.mark.parametrize("names", [("channels.json",), ("Messages.csv",), ("import.jsonl",)])
def test_an_export_of_what_colleagues_say_is_refused(tmp_path, names):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (*names, "users.json"):
            archive.writestr(name, "[]")
    assert key_of(path) == Refusal.COLLEAGUES_UNHEARD


@pytest.mark.parametrize(
    "content",
    [
        b"id,in_private_group,in_private_conversation,body\n1,true,false,Hoi\n",
        b'{"type": "version", "version": 1}\n{"type": "post", "post": {"message": "Hoi"}}\n',
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_unpacked_it_is_refused_too_also_with_a_mapping(write, content, pack):
    assert key_of(write("Messages", pack(content)), SIMPLE) == Refusal.COLLEAGUES_UNHEARD


def test_folders_and_missing_files_are_refused(tmp_path):
    assert key_of(tmp_path) == Refusal.FILE_IS_FOLDER
    assert key_of(tmp_path / "weg.csv") == Refusal.FILE_MISSING
    assert key_of(Path("\0")) in {Refusal.FILE_MISSING, Refusal.FILE_UNREADABLE}


def test_archives_are_no_workbooks(write):
    assert key_of(write("a.zip", packed(a_csv=b"id,text\n"))) == Refusal.FILE_IS_ARCHIVE


def test_bombs_are_refused(write):
    bomb = packed(xl_workbook_xml=b"x", xl_sheet_xml=b"\0" * 60_000_000)
    assert key_of(write("a.xlsx", bomb)) == Refusal.FILE_UNPACKS_TOO_LARGE
    size = struct.pack("<I", 60_000_000)
    liar = bomb.replace(size, struct.pack("<I", 1_000))
    assert liar != bomb
    assert key_of(write("b.xlsx", liar)) == Refusal.FILE_UNPACKS_TOO_LARGE
    rows = b"id,text,date\n" + b"1,a,2025-01-01\n" * 20
    assert (
        key_of(write("c.csv.gz", gzip.compress(rows + b" " * 56_000_000, 1)), SIMPLE)
        == Refusal.FILE_UNPACKS_TOO_LARGE
    )


def test_a_large_file_stays_out_of_memory(tmp_path):
    path = tmp_path / "groot.csv"
    row = "{},Een gewoon bericht over de brug en de weg naar het stadhuis van de stad,2025-01-01\n"
    with path.open("w") as file:
        file.write("id,text,date\n")
        file.writelines(row.format(n) for n in range(60_000))
    read_file(path, SIMPLE, limit=100, now=NOW)
    tracemalloc.start()
    pages = itertools.islice(read_pages(path, SIMPLE, limit=500, now=NOW), 4)
    assert sum(len(page.batch) for page in pages) == 2_000
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()


@given(st.binary(max_size=400))
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_bytes_break_it(tmp_path, content):
    path = tmp_path / "iets.csv"
    path.write_bytes(b"id,text,date\n" + content)
    try:
        posts, _ = everything(path, SIMPLE, limit=2)
    except ConnectorRefused as refused:
        assert refused.key in set(Refusal)  # noqa: PT017  # both ways are right
    else:
        assert all("\0" not in post.text for post in posts)


def test_tables_are_read_fast(write):
    rows = "".join(
        f"{n},Een bericht over #fietsen en de brug,2025-03-01 10:00:00,jan,{n}\n"
        for n in range(5_000)
    )
    path = write("a.csv", "id,text,date,author,likes\n" + rows)
    mapping = propose_mapping(recognise(path).columns)
    began = time.process_time()
    assert len(everything(path, mapping)[0]) == 5_000
    assert 5_000 / (time.process_time() - began) > 10_000  # half of what is promised


@pytest.mark.data
@pytest.mark.skipif(
    not os.environ.get("KLANKBORD_TEST_DATA"),
    reason="KLANKBORD_TEST_DATA does not say where the sets are",
)
def test_reddit_comes_in_by_a_mapping():
    path = Path(os.environ["KLANKBORD_TEST_DATA"]) / "reddit_stream" / "items.jsonl.gz"
    guess = propose_mapping(recognise(path).columns)
    mapping = msgspec.structs.replace(guess, constants={"platform": "reddit"})
    pages = list(read_pages(path, mapping, now=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)))
    posts = [post for page in pages for post in page.batch]
    assert len({post.id for post in posts}) == len(posts) == 5_716
    assert [warning for page in pages for warning in page.warnings] == []
    assert sum(1 for post in posts if post.in_reply_to) > 1_000
    assert {post.platform for post in posts} == {"reddit"}
