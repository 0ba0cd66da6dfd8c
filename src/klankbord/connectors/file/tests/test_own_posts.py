"""Our own JSON Lines, and objects of any shape by a mapping."""

import datetime as dt
import gzip

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context
from klankbord.connectors.contract_tests import ConnectorContract
from klankbord.connectors.file import (
    CONNECTOR,
    Mapping,
    read_file,
    recognise,
)
from klankbord.connectors.file.tests.samples import (
    NOW,
    SIMPLE,
    everything,
    keys,
    post_of,
)
from klankbord.connectors.reading import read_all
from klankbord.connectors.reasons import Caution, Refusal
from klankbord.core.post import Batch, encode_batch


class TestFileContract(ConnectorContract):
    connector = CONNECTOR
    bad_target = "/nergens/niets.csv"

    @pytest.fixture
    def target(self, write):
        batch = Batch(tuple(post_of(number) for number in range(10)))
        return str(write("posts.jsonl", encode_batch(batch)))


@pytest.mark.parametrize("pack", [lambda b: b, gzip.compress])
def test_own_posts_come_back(write, pack):
    batch = Batch(tuple(post_of(number) for number in range(30)))
    path = write("posts.jsonl", pack(encode_batch(batch)))
    assert recognise(path).kind == "posts"
    posts, warnings = everything(path, limit=7)
    assert (tuple(posts), warnings) == (batch.posts, [])


def test_wrong_lines_are_left_out_with_their_number(write):
    lines = [
        encode_batch(Batch((post_of(1),))),
        b"{geen json\n",
        b'{"id":"x:2","platform":"x"}\n',
        encode_batch(Batch((post_of(3, id="y:3"),))),
        encode_batch(Batch((post_of(4),))),
        b"\xff\xfe{}\n",
    ]
    posts, warnings = everything(write("posts.jsonl", b"".join(lines)))
    assert [post.id for post in posts] == ["x:1", "x:4"]
    places = {w.place for w in warnings if w.key == Caution.ROW_BROKEN}
    assert places == {2, 3, 4, 6}


def test_own_posts_are_mended(write):
    year_zero = encode_batch(Batch((post_of(1),))).replace(b"2026-03-10", b"0001-01-01")
    future = encode_batch(Batch((post_of(2, published_at=NOW + dt.timedelta(days=9)),)))
    long = encode_batch(Batch((post_of(3, text="a" * 100_001),)))
    nul = encode_batch(Batch((post_of(4, text="a\0b"),)))
    posts, warnings = everything(write("posts.jsonl", year_zero + future + long + nul))
    assert [post.published_at for post in posts[:2]] == [NOW, NOW]
    assert (len(posts[2].text), posts[3].text) == (100_000, "ab")
    assert keys(warnings) == [Caution.DATE_UNREADABLE, Caution.DATE_IN_FUTURE, Caution.TEXT_CUT]


def test_reading_goes_on_where_it_stopped(write):
    batch = Batch(tuple(post_of(number, text="é" * number + "x") for number in range(50)))
    path = write("posts.jsonl", encode_batch(batch))
    first = read_file(path, limit=20, now=NOW)
    assert first.has_more
    second = read_file(path, cursor=first.cursor, limit=100, now=NOW)
    assert (*first.batch, *second.batch) == batch.posts
    assert (second.has_more, second.cursor["row"]) == (False, 50)


def test_a_file_that_became_shorter_is_refused(write):
    path = write("posts.jsonl", encode_batch(Batch((post_of(1),))))
    with pytest.raises(ConnectorRefused) as refused:
        read_file(path, cursor={"offset": 10_000, "row": 9}, now=NOW)
    assert refused.value.key == Refusal.FILE_CHANGED


def test_objects_of_any_shape_by_a_mapping(write):
    lines = [
        {"nr": n, "data": {"inhoud": f"Tekst {n}", "wie": {"naam": "kim"}}, "op": 1_741_064_767 + n}
        for n in range(3)
    ]
    path = write("items.ndjson", b"\n".join(map(msgspec.json.encode, lines)))
    found = recognise(path)
    assert (found.kind, found.columns) == ("lines", ("nr", "data.inhoud", "data.wie.naam", "op"))
    mapping = Mapping(
        fields={
            "id": "nr",
            "text": "data.inhoud",
            "author": "data.wie.naam",
            "published_at": "op",
        },
        constants={"platform": "forum"},
    )
    posts, warnings = everything(path, mapping)
    assert [post.id for post in posts] == ["forum:0", "forum:1", "forum:2"]
    assert (posts[1].text, posts[1].author.handle, warnings) == ("Tekst 1", "kim", [])


def test_connector_reads_by_the_mapping_in_its_cursor(write, client):
    path = write("a.csv", "id,text,date\n" + "".join(f"{n},Hoi {n},2025-01-01\n" for n in range(9)))
    cursor = {"mapping": msgspec.to_builtins(SIMPLE)}
    context = Context(now=NOW, http=client)
    assert len(list(read_all(CONNECTOR, str(path), context, cursor))) == 9
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read(str(path), {}, context)
    assert refused.value.key == Refusal.MAPPING_NEEDED
    assert refused.value.values["columns"] == "id, text, date"
