"""Exports of Slack, Viva Engage and Mattermost: open channels are read, the rest stays shut."""

import csv
import datetime as dt
import io
import json
import struct
import tracemalloc
import zipfile

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context
from klankbord.connectors.contract_tests import ConnectorContract
from klankbord.connectors.intranet import CONNECTOR, parcel, read_pages
from klankbord.connectors.intranet.slack import words_of
from klankbord.connectors.reasons import Caution, Refusal
from klankbord.connectors.registry import installed

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
SECRET = "dit is niet voor iedereen"
PEOPLE = ("Noor de Vries", "noor@gemeente.example", "noor.png")
ANSWER = "Ja <@U08|noor>, zie <https://brug.example/a?b=1&amp;c=2|het plan>"
MEGABYTE = 1024 * 1024
MOMENT = 1_770_000_000_000
PROFILE = {"real_name": PEOPLE[0], "email": PEOPLE[1], "image_72": PEOPLE[2]}


def said(number: int, text: str = "De brug gaat dicht #brug", **more) -> dict:
    given = {
        "client_msg_id": f"c{number}",
        "type": "message",
        "user": "U07",
        "text": text,
        "ts": f"{1_770_000_000 + number}.000200",
        "user_profile": PROFILE,
        "reactions": [{"name": "+1", "users": ["U08"], "count": 1}],
    }
    return given | more


SLACK = {
    "channels.json": [
        {"id": "C1", "name": "algemeen", "is_archived": False, "members": ["U07"]},
        {"id": "C2", "name": "directie", "is_private": True},
        {"id": "C3", "name": "dubbel"},
    ],
    "groups.json": [{"id": "G1", "name": "or"}, {"id": "C3", "name": "dubbel"}],
    "dms.json": [{"id": "D1", "members": ["U07", "U08"]}],
    "users.json": [{"id": "U07", "profile": PROFILE}],
    "algemeen/2026-02-02.json": [
        said(1),
        said(
            2,
            "Ja <@U08|noor>, zie <https://brug.example/a?b=1&amp;c=2|het plan>",
            thread_ts=said(1)["ts"],
        ),
        said(3, "kwam binnen", subtype="channel_join"),
        said(4, "pieter", subtype="bot_message", user=""),
    ],
    "or/2026-02-02.json": [said(5, SECRET)],
    "D1/2026-02-02.json": [said(6, SECRET)],
    "directie/2026-02-02.json": [said(7, SECRET)],
    "dubbel/2026-02-02.json": [said(8, SECRET)],
    "onbekend/2026-02-02.json": [said(9, SECRET)],
}


def row(number: int, body: str = "Wie weet of [[user:8]] er is? [[tag:3]]", **more) -> dict:
    given = {
        "id": str(number),
        "replied_to_id": "",
        "thread_id": "100",
        "group_id": "4",
        "group_name": "Iedereen",
        "in_private_group": "false",
        "in_private_conversation": "false",
        "sender_id": "7",
        "sender_name": PEOPLE[0],
        "sender_email": PEOPLE[1],
        "body": body,
        "created_at": "2026-02-02T10:00:00.000Z",
        "deleted_at": "",
        "title": "",
    }
    return given | more


YAMMER = [
    row(100),
    row(101, "Hij is\nthuis", replied_to_id="100"),
    row(102, SECRET, in_private_conversation="true"),
    row(103, SECRET, in_private_group="TRUE"),
    row(104, SECRET, in_private_group=""),
    row(105, "weg", deleted_at="2026-02-03"),
]


def posted(channel: str, text: str, **more) -> dict:
    given = {
        "team": "t",
        "channel": channel,
        "user": "noor",
        "message": text,
        "create_at": 1770000000000,
    }
    return {"type": "post", "post": given | more}


MATTERMOST = [
    {"type": "version", "version": 1},
    {"type": "team", "team": {"name": "t"}},
    {"type": "channel", "channel": {"team": "t", "name": "plein", "type": "O"}},
    {"type": "channel", "channel": {"team": "t", "name": "or", "type": "P"}},
    {"type": "channel", "channel": {"team": "t", "name": "vaag"}},
    {"type": "user", "user": {"username": "noor", "email": PEOPLE[1], "nickname": PEOPLE[0]}},
    posted(
        "plein",
        "Lunch om twaalf #lunch",
        replies=[{"user": "jan", "message": "Graag!", "create_at": MOMENT + 60_000}],
        reactions=[{"user": "jan", "emoji_name": "+1", "create_at": MOMENT + 60_001}],
    ),
    posted("plein", "noor joined", type="system_join_channel"),
    posted(
        "or", SECRET, replies=[{"user": "jan", "message": SECRET, "create_at": MOMENT + 60_000}]
    ),
    posted("vaag", SECRET),
    posted("nergens", SECRET),
    {"type": "direct_post", "direct_post": {"channel_members": ["noor", "jan"], "message": SECRET}},
]


def table(rows: list[dict]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def lines(objects: list[dict]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in objects)


@pytest.fixture
def pack(tmp_path):
    def write(files: dict[str, object], name: str = "export.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for each, content in files.items():
                body = content if isinstance(content, bytes) else json.dumps(content).encode()
                archive.writestr(each, body)
        return path

    return write


@pytest.fixture
def exports(pack, tmp_path):
    loose = tmp_path / "bulk.jsonl"
    loose.write_bytes(lines(MATTERMOST))
    return {
        "slack": pack(SLACK, "slack.zip"),
        "yammer": pack({"Messages.csv": table(YAMMER), "Users.csv": b"id,email\n7,x\n"}, "y.zip"),
        "mattermost": loose,
        "packed mattermost": pack({"import.jsonl": lines(MATTERMOST), "data/a.png": b"x"}, "m.zip"),
    }


def read(path, **more):
    pages = list(read_pages(path, now=NOW, **more))
    return [post for page in pages for post in page.batch], [
        each.key for page in pages for each in page.warnings
    ]


class TestContract(ConnectorContract):
    connector = CONNECTOR
    bad_target = "/nergens/niets.zip"

    @pytest.fixture(params=["slack", "yammer", "mattermost", "packed mattermost"])
    def target(self, request, exports):
        return str(exports[request.param])


def test_open_channels_of_slack_are_read(exports):
    (first, answer), warnings = read(exports["slack"])
    assert (first.id, first.source) == ("slack:C1/1770000001.000200", "#algemeen")
    assert (first.text, first.hashtags) == ("De brug gaat dicht #brug", ("brug",))
    assert answer.text == "Ja @U08, zie het plan"
    assert answer.links == ("https://brug.example/a?b=1&c=2",)
    assert (answer.in_reply_to, answer.thread) == (first.id, first.id)
    assert warnings == [Caution.CONVERSATION_PRIVATE] * 5


def test_an_app_that_writes_on_slack_is_known_as_one(pack):
    given = {**SLACK, "algemeen/2026-02-02.json": [said(1), said(2, bot_id="B7")]}
    (person, app), _warnings = read(pack(given))
    assert (person.author.is_bot, app.author.is_bot) == (False, True)


def test_messages_of_viva_engage_are_read(exports):
    (first, answer), warnings = read(exports["yammer"])
    assert (first.text, first.source) == ("Wie weet of @8 er is?", "Iedereen")
    assert first.published_at == dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
    assert (answer.text, answer.in_reply_to, answer.thread) == (
        "Hij is\nthuis",
        "yammer:100",
        "yammer:100",
    )
    assert warnings == [Caution.POST_PRIVATE] * 3


@pytest.mark.parametrize("kind", ["mattermost", "packed mattermost"])
def test_open_channels_of_mattermost_are_read(exports, kind):
    (first, answer), warnings = read(exports[kind])
    assert (first.text, first.source, first.author.id) == (
        "Lunch om twaalf #lunch",
        "t/plein",
        "noor",
    )
    assert (answer.text, answer.in_reply_to, answer.thread) == ("Graag!", first.id, first.id)
    assert warnings.count(Caution.POST_PRIVATE) == 4


@pytest.mark.parametrize("kind", ["slack", "yammer", "mattermost", "packed mattermost"])
def test_nothing_private_and_nobody_comes_out(exports, kind):
    posts, _ = read(exports[kind])
    given = repr(posts)
    assert posts
    assert {post.visibility for post in posts} == {"internal"}
    assert SECRET not in given
    assert not [each for each in PEOPLE if each in given]
    assert {post.engagement.total for post in posts} == {0}


def test_reading_goes_on_where_it_stopped(pack):
    days = {
        f"algemeen/2026-02-{day:02}.json": [said(day * 100 + n) for n in range(30)]
        for day in range(1, 9)
    }
    path = pack({"channels.json": SLACK["channels.json"], **days})
    whole, _ = read(path)
    cursor, parts = {}, []
    while True:
        page = next(read_pages(path, cursor, 70, now=NOW))
        parts += page.batch
        cursor = page.cursor
        if not page.has_more:
            break
    assert len(whole) == 240
    assert [post.id for post in parts] == [post.id for post in whole]


@pytest.mark.parametrize("name", ["ts", "user", "text"])
def test_a_renamed_field_is_seen_and_does_not_break(pack, name):
    odd = {("new_" + key if key == name else key): value for key, value in said(1).items()}
    if name != "ts":
        odd[name] = None
    path = pack({"channels.json": SLACK["channels.json"], "algemeen/1.json": [odd, said(2)]})
    posts, warnings = read(path)
    assert [post.external_id for post in posts] == ["C1/1770000002.000200"]
    assert warnings[0] in {Caution.FIELDS_MISSING, Caution.ENTRY_BROKEN}


@pytest.mark.parametrize("column", ["in_private_group", "in_private_conversation", "body", "id"])
def test_an_export_that_hides_what_is_private_is_not_read(pack, column):
    rows = [{key: value for key, value in each.items() if key != column} for each in YAMMER]
    with pytest.raises(ConnectorRefused) as refused:
        read(pack({"Messages.csv": table(rows)}))
    assert (refused.value.key, refused.value.values) == (Refusal.EXPORT_CHANGED, {"fields": column})


def test_a_list_of_private_channels_that_cannot_be_read_closes_the_export(pack):
    with pytest.raises(ConnectorRefused) as refused:
        read(pack({**SLACK, "groups.json": b"{"}))
    assert refused.value.key == Refusal.EXPORT_CHANGED


def test_broken_days_and_rows_are_told_and_the_rest_is_read(pack):
    files = {
        "channels.json": SLACK["channels.json"],
        "algemeen/1.json": b"[{",
        "algemeen/2.json": [said(1)],
    }
    posts, warnings = read(pack(files))
    assert (len(posts), warnings) == (1, [Caution.ENTRY_BROKEN])
    posts, warnings = read(
        pack({"x.jsonl": lines(MATTERMOST[:3]) + b"{\n" + lines(MATTERMOST[6:7])})
    )
    assert (len(posts), warnings) == (2, [Caution.ENTRY_BROKEN])


@pytest.mark.parametrize(
    "name",
    [
        "/algemeen/1.json",
        "../algemeen/1.json",
        "algemeen/../algemeen/1.json",
        "algemeen\\1.json",
        "a/algemeen/1.json",
    ],
)
def test_names_that_lead_elsewhere_are_not_followed(pack, name):
    posts, _ = read(pack({"channels.json": SLACK["channels.json"], name: [said(1)]}))
    assert posts == []


def test_a_bomb_is_not_unpacked(pack, monkeypatch):
    monkeypatch.setattr(parcel, "FREE", 8 * MEGABYTE)
    path = pack({"Messages.csv": table(YAMMER) + b"," * (60 * MEGABYTE)})
    tracemalloc.start()
    with pytest.raises(ConnectorRefused) as refused:
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.key == Refusal.FILE_UNPACKS_TOO_LARGE
    assert peak < 40 * MEGABYTE


def test_what_stood_before_a_fault_is_not_lost(pack, monkeypatch):
    monkeypatch.setattr(parcel, "MAX_WHOLE", MEGABYTE)
    path = pack(
        {
            "channels.json": SLACK["channels.json"],
            "algemeen/1.json": [said(1)],
            "algemeen/2.json": b" " * 2 * MEGABYTE,
        }
    )
    pages = read_pages(path, now=NOW)
    assert [post.external_id for post in next(pages).batch] == ["C1/1770000001.000200"]
    with pytest.raises(ConnectorRefused) as refused:
        next(pages)
    assert refused.value.key == Refusal.FILE_UNPACKS_TOO_LARGE


def test_an_endless_list_of_contents_is_not_read(pack):
    path = pack(SLACK)
    body = bytearray(path.read_bytes())
    place = body.rfind(b"PK\x05\x06")
    struct.pack_into("<L", body, place + 12, 100 * MEGABYTE)
    path.write_bytes(bytes(body))
    with pytest.raises(ConnectorRefused) as refused:
        read(path)
    assert refused.value.key == Refusal.FILE_UNPACKS_TOO_LARGE


@pytest.mark.parametrize("change", ["cut", "locked", "rubbish"])
def test_damaged_and_locked_exports_are_refused(pack, change):
    path = pack(SLACK)
    body = bytearray(path.read_bytes())
    if change == "cut":
        body = body[:-60]
    elif change == "rubbish":
        middle = body.find(b"algemeen/2026-02-02.json") + 24
        body[middle : middle + 40] = b"\xff" * 40
    else:
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = body.find(mark)
            while at >= 0:
                body[at + place] |= 1
                at = body.find(mark, at + 4)
    path.write_bytes(bytes(body))
    with pytest.raises(ConnectorRefused) as refused:
        read(path)
    wanted = Refusal.FILE_LOCKED if change == "locked" else Refusal.FILE_DAMAGED
    assert (refused.value.key, refused.value.permanent) == (wanted, True)


def test_other_archives_and_files_are_refused(pack, tmp_path):
    other = tmp_path / "brief.txt"
    other.write_text("Beste lezer")
    for path in (pack({"foto.png": b"x"}), other):
        with pytest.raises(ConnectorRefused) as refused:
            read(path)
        assert refused.value.key == Refusal.FILE_KIND_UNKNOWN


def test_marks_of_slack_become_words():
    text, links = words_of(
        "<!here> <#C1|brug> <!subteam^S1|@team> <!date^1^x|maandag> <https://a.example> a &lt; b"
    )
    assert text == "@here #brug @team maandag https://a.example a < b"
    assert links == ("https://a.example",)


def test_no_door_of_the_house_opens_it(exports):
    registry = installed()
    assert "intranet" not in registry.connectors
    assert registry.closed["intranet"] is CONNECTOR
    with pytest.raises(ConnectorRefused) as refused:
        registry.find("intranet")
    assert refused.value.key == Refusal.COLLEAGUES_UNHEARD


def test_context_is_all_it_needs(exports):
    reading = CONNECTOR.read(str(exports["slack"]), {}, Context(now=NOW, http=None))
    assert len(reading.batch) == 2
