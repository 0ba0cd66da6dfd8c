"""Posts in each form that we write, and hostile files that only look like one."""

import contextlib
import gzip
import io
import json

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.file import Mapping, read_file, read_pages, recognise
from klankbord.connectors.file.tests.samples import NOW, everything, keys, post_of
from klankbord.connectors.reasons import Caution, Refusal
from klankbord.core.exchange.activities import collection_of
from klankbord.core.exchange.cells import COLUMNS, csv_of
from klankbord.core.exchange.columns import SCHEMA, row_of, write_parquet
from klankbord.core.exchange.tests.test_mirrors import parts, posts
from klankbord.core.post import NO_RAW, encode_post

pytestmark = pytest.mark.engine


def parquet(said) -> bytes:
    out = io.BytesIO()
    write_parquet(out, map(row_of, said), SCHEMA)
    return out.getvalue()


FORMS = {
    "posts.parquet": parquet,
    "posts.csv": lambda said: b"".join(csv_of(said)),
    "posts.json": lambda said: b"".join(collection_of(said)),
    "posts.jsonl": lambda said: b"".join(encode_post(post) + b"\n" for post in said),
    "posts.csv.gz": lambda said: gzip.compress(b"".join(csv_of(said))),
    "posts.json.gz": lambda said: gzip.compress(b"".join(collection_of(said))),
}


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(posts(), min_size=1, max_size=5))
def test_what_goes_out_comes_in_the_same(write, name, said):
    read = read_file(write(name, FORMS[name](said)), now=NOW.replace(year=2200))
    assert (parts(read.batch), read.warnings) == (parts(said), ())


@pytest.mark.parametrize("name", FORMS)
def test_reading_goes_on_at_any_page(write, name):
    said = [post_of(number) for number in range(23)]
    path, found, cursor = write(name, FORMS[name](said)), [], {}
    for _page in range(5):
        reading = read_file(path, cursor=cursor, limit=5, now=NOW)
        found += reading.batch
        cursor = json.loads(json.dumps(reading.cursor))
    assert found == said
    assert not reading.has_more


@pytest.mark.parametrize("name", FORMS)
def test_they_are_recognised_and_need_no_mapping(write, name):
    known = recognise(write(name, FORMS[name]([post_of(1)])))
    assert known.is_ours


def test_parquet_of_others_is_read_by_a_mapping(write):
    table = pa.table({"wie": ["anna", "bert"], "wat": ["De bus is laat", "De brug"], "n": [1, 2]})
    out = io.BytesIO()
    pq.write_table(table, out)
    path = write("other.parquet", out.getvalue())
    assert recognise(path).columns == ("wie", "wat", "n")
    fields = {"id": "n", "text": "wat", "author": "wie"}
    mapping = Mapping(fields=fields, constants={"platform": "forum"})
    read = read_file(path, mapping, now=NOW)
    assert [post.text for post in read.batch] == ["De bus is laat", "De brug"]


@pytest.mark.parametrize("keep", [4, 30, 200, -1, -9])
def test_a_cut_parquet_file_says_so(write, keep):
    with pytest.raises(ConnectorRefused) as refused:
        everything(write("cut.parquet", parquet([post_of(n) for n in range(50)])[:keep]))
    assert refused.value.key in {Refusal.FILE_DAMAGED, Refusal.FILE_KIND_UNKNOWN}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(4, 2_000), byte=st.integers(0, 255))
def test_a_changed_byte_gives_a_reason_or_posts(write, place, byte):
    content = bytearray(parquet([post_of(n) for n in range(30)]))
    content[place % len(content)] = byte
    path = write("changed.parquet", bytes(content))
    with contextlib.suppress(ConnectorRefused):  # any other error is a fault of ours
        assert sum(len(reading.batch) for reading in read_pages(path, now=NOW)) <= 30


@pytest.mark.engine
@pytest.mark.parametrize("is_named_once", [True, False])
@pytest.mark.parametrize("size", [100_000, 20_000_000])
def test_parquet_that_unpacks_to_far_too_much_is_refused(write, is_named_once, size):
    """One text for all rows: the file is small, and so is what it says of its own size."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), ["a" * size])
    table = pa.table(dict.fromkeys(("id", "text"), texts))
    if not is_named_once:
        table = table.replace_schema_metadata({})
    out = io.BytesIO()
    with pq.ParquetWriter(
        out, table.schema, compression="zstd", store_schema=is_named_once
    ) as writer:
        writer.write_table(table)
    assert len(out.getvalue()) < 50_000
    with pytest.raises(ConnectorRefused) as refused:
        everything(write("bomb.parquet", out.getvalue()), Mapping(fields={"text": "text"}))
    assert refused.value.key == Refusal.FILE_UNPACKS_TOO_LARGE


def test_a_broken_item_costs_one_item(write):
    lines = b"".join(collection_of([post_of(n) for n in range(6)])).split(b"\n")
    lines[3] = lines[3].replace(b'"content"', b'"content')
    lines[5] = b'{"type": "Note", "published": "gisteren"},'
    read = read_file(write("broken.json", b"\n".join(lines)), now=NOW)
    assert [post.external_id for post in read.batch] == [
        post_of(n).external_id for n in (0, 1, 3, 5)
    ]
    assert {*keys(read.warnings)} == {Caution.ROW_BROKEN}


@pytest.mark.parametrize(
    "content",
    [
        b'{"@context":"https://www.w3.org/ns/activitystreams","orderedItems":[' + b"[" * 200_000,
        b'{"@context":"https://www.w3.org/ns/activitystreams","orderedItems":[{"a":"' + b"a" * 9**7,
        b'{"@context":"https://www.w3.org/ns/activitystreams","orderedItems":[1,"x",null,{}]}',
        b'{"@context":"https://www.w3.org/ns/activitystreams","orderedItems":',
        b'{"@context":"https://www.w3.org/ns/activitystreams"',
    ],
    ids=["deep", "endless", "no posts", "cut off", "cut off early"],
)
def test_hostile_documents_are_told_and_read_on(write, content):
    read = read_file(write("hostile.json", content), now=NOW)
    assert len(read.batch) == 0
    assert {*keys(read.warnings)} == {Caution.ROW_BROKEN}


def test_the_outbox_of_a_server_is_read(write):
    note = {
        "type": "Note",
        "id": "https://town.example/notes/1",
        "content": "<p>De bus is <b>laat</b><script>x</script></p>",
        "published": "2026-03-01T08:00:00Z",
        "attributedTo": "https://town.example/users/lotte",
    }
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "OrderedCollection",
        "totalItems": 1,
        "orderedItems": [{"type": "Create", "actor": note["attributedTo"], "object": note}],
    }
    (post,) = read_file(write("outbox.json", json.dumps(outbox).encode()), now=NOW).batch
    assert (post.text, post.platform) == ("De bus is laat", "activitypub")
    assert post.author.url == note["attributedTo"]


def test_a_wrong_row_of_our_csv_costs_one_row(write):
    content = b"".join(csv_of([post_of(1), post_of(2)])).decode()
    bad = ",".join(["x:3", "x", *[""] * (len(COLUMNS) - 2)])
    read = read_file(write("own.csv", f"{content}{bad}\r\n".encode()), now=NOW)
    assert list(read.batch) == [post_of(1), post_of(2)]
    assert {*keys(read.warnings)} == {Caution.ROW_BROKEN}


def test_a_payload_that_is_no_json_is_not_taken_over(write):
    row = row_of(post_of(1)) | {"raw": "{not json"}
    out = io.BytesIO()
    write_parquet(out, [row, row_of(post_of(2))], SCHEMA)
    read = read_file(write("raw.parquet", out.getvalue()), now=NOW)
    assert list(read.batch) == [post_of(2)]
    assert all(msgspec.structs.replace(post, raw=NO_RAW) == post for post in read.batch)
