"""What goes out in any form comes back the same."""

import csv
import datetime as dt
import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow.parquet import read_table

from klankbord.core.exchange import columns
from klankbord.core.exchange.activities import NAMESPACE, collection_of, post_of_activity
from klankbord.core.exchange.cells import COLUMNS, MAX_RAW, csv_of, post_of_cells
from klankbord.core.exchange.columns import SCHEMA, batch_of, post_of, posts_of
from klankbord.core.post import NO_RAW, Author, Engagement, Media, Post

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
lists = st.lists(words, max_size=3).map(tuple)
counts = st.integers(0, 2**62)
moments = st.integers(0, 4 * 10**15).map(
    lambda n: dt.datetime(1970, 1, 2, tzinfo=dt.UTC) + dt.timedelta(microseconds=n)
)

pytestmark = pytest.mark.engine
payloads = st.dictionaries(words, st.none() | counts | words | st.lists(words), min_size=1)


@st.composite
def posts(draw) -> Post:
    platform = draw(st.sampled_from(["mastodon", "x", "feed"]))
    return Post(
        id=f"{platform}:{draw(names)}",
        platform=platform,
        text=draw(words),
        published_at=draw(moments),
        author=Author(
            id=draw(names),
            handle=draw(words),
            name=draw(words),
            url=draw(words),
            followers=draw(st.none() | counts),
            bio=draw(words),
            verified_links=draw(lists),
            is_bot=draw(st.none() | st.booleans()),
        ),
        **{name: draw(words) for name in ("source", "url", "title", "lang", "place")},
        **{name: draw(words) for name in ("in_reply_to", "repost_of", "quote_of", "thread")},
        **{name: draw(lists) for name in ("links", "hashtags", "mentions")},
        media=tuple(draw(st.lists(st.builds(Media, names, words, words), max_size=2))),
        engagement=Engagement(*draw(st.tuples(counts, counts, counts, st.none() | counts))),
        visibility=draw(st.sampled_from(["public", "unlisted", "private"])),
        raw=draw(st.just(NO_RAW) | payloads.map(msgspec.json.encode).map(msgspec.Raw)),
    )


def parts(said) -> list[tuple[Post, bytes]]:
    return [(msgspec.structs.replace(post, raw=NO_RAW), bytes(post.raw)) for post in said]


def test_parquet_leaves_a_group_of_rows_at_a_time(monkeypatch):
    monkeypatch.setattr(columns, "_GROUP_SIZE", 1)
    monkeypatch.setattr(columns, "_ROWS_AT_ONCE", 10)
    at = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    author = Author(id="7", handle="jan")
    said = [
        Post(id=f"x:{number}", platform="x", text="hello", published_at=at, author=author)
        for number in range(95)
    ]
    asked = []
    pieces = columns.parquet_of(asked.append(each) or each for each in said)
    next(pieces)
    assert len(asked) == 10
    file = b"".join([*columns.parquet_of(said)])
    assert [post_of(row) for row in read_table(io.BytesIO(file)).to_pylist()] == said
    assert b"".join(columns.parquet_of([])).startswith(b"PAR1")


@given(st.lists(posts(), max_size=4))
def test_columns(said):
    assert parts(posts_of(batch_of(said))) == parts(said)


@given(st.lists(posts(), max_size=4))
def test_cells(said):
    text = b"".join(csv_of(said)).decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == COLUMNS
    assert parts(map(post_of_cells, rows)) == parts(said)


@given(st.lists(posts(), max_size=4))
def test_activities(said):
    document = json.loads(b"".join(collection_of(said)))
    assert (document["@context"][0], document["type"]) == (NAMESPACE, "OrderedCollection")
    assert parts(post_of_activity(item, _untouched) for item in document["orderedItems"]) == parts(
        said
    )


def _untouched(markup: str) -> str:
    pytest.fail(f"taken for HTML: {markup}")


def said(**values) -> Post:
    given = {
        "id": "x:1",
        "platform": "x",
        "text": "",
        "published_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        "author": Author(id="a", handle="a"),
    }
    return Post(**(given | values))


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@anna", "'=1", "''@a", "\tx", "'", "''"])
def test_no_cell_is_a_formula(text):
    post = said(text=text, title=text)
    (row,) = list(csv.reader(io.StringIO(b"".join(csv_of([post])).decode(), newline="")))[1:]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert post_of_cells(row) == post


def test_a_count_without_end_is_held():
    post = said(author=Author(id="a", handle="a", followers=2**80))
    (back,) = posts_of(batch_of([post]))
    assert back.author.followers == 2**63 - 1


def test_a_payload_too_long_for_a_cell_is_left_out():
    raw = msgspec.Raw(msgspec.json.encode("a" * MAX_RAW))
    (row,) = list(csv.reader(io.StringIO(b"".join(csv_of([said(raw=raw)])).decode())))[1:]
    assert post_of_cells(row) == said()


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": "gisteren"},
        {"media": "{"},
        {"likes": "veel"},
        {"raw": "{"},
        {"author_is_bot": "maybe"},
    ],
)
def test_a_wrong_cell_is_refused(change):
    values = dict.fromkeys(COLUMNS, "") | {"published_at": "2026-03-01T00:00:00+00:00"} | change
    with pytest.raises(ValueError, match=r"."):
        post_of_cells([values[name] for name in COLUMNS])


def test_a_post_of_the_fediverse_is_read():
    note = {
        "@context": NAMESPACE,
        "type": "Create",
        "actor": "https://town.example/users/lotte",
        "object": {
            "type": "Note",
            "id": "https://town.example/notes/1",
            "content": "<p>De bus is <b>laat</b></p>",
            "contentMap": {"nl": "<p>De bus is <b>laat</b></p>"},
            "published": "2026-03-01T08:00:00Z",
            "attributedTo": "https://town.example/users/lotte",
            "tag": [{"type": "Hashtag", "name": "#bus"}, {"type": "Mention", "name": "@stad"}],
            "attachment": [
                {"type": "Document", "mediaType": "image/png", "url": "https://a.example/b.png"}
            ],
            "replies": {"type": "Collection", "totalItems": 3},
            "inReplyTo": None,
        },
    }
    post = post_of_activity(note, lambda markup: markup.replace("<p>", "").replace("</p>", ""))
    assert post.id == "activitypub:https://town.example/notes/1"
    assert (post.text, post.lang) == ("De bus is <b>laat</b>", "nl")
    assert post.author.url == "https://town.example/users/lotte"
    assert (post.hashtags, post.mentions, post.engagement.replies) == (("bus",), ("stad",), 3)
    assert post.media[0].type == "image"


@pytest.mark.parametrize("item", [None, 1, "x", [], {}, {"published": 3}, {"published": "ooit"}])
def test_what_is_no_post_is_refused(item):
    with pytest.raises(ValueError, match=r"."):
        post_of_activity(item, str)


def test_the_schema_names_every_field_of_a_post():
    assert set(SCHEMA.names) == {field.name for field in msgspec.structs.fields(Post)}
