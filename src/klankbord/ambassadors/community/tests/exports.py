"""Exports of other platforms, made to the forms that their makers publish."""

import csv
import io
import json
import zipfile
from pathlib import Path

SECRET = "geheimwoord"
NOON = 1_772_000_000  # 25 February 2026
OLD = 1_600_000_000  # September 2020


def ts(seconds: int) -> str:
    return f"{NOON + seconds}.000200"


def slack_said(seconds: int, user: str, text: str, **more) -> dict:
    return {"type": "message", "user": user, "text": text, "ts": ts(seconds)} | more


def slack_user(key: str, name: str, email: str) -> dict:
    return {"id": key, "name": key.lower(), "profile": {"real_name": name, "email": email}}


SLACK = {
    "users.json": [
        slack_user("U1", "Owner O.", "Owner@proefdam.example"),
        slack_user("U2", "Colleague C.", "colleague@proefdam.example"),
        slack_user("U3", "Gone Person", "gone@elsewhere.example"),
    ],
    "channels.json": [
        {
            "id": "C1",
            "name": "algemeen",
            "created": NOON - 1000,
            "creator": "U2",
            "members": ["U1", "U2", "U3"],
            "purpose": {"value": "Everything &amp; more"},
        },
        {"id": "C9", "name": "stil", "members": ["U1"]},
    ],
    "groups.json": [
        {"id": "G1", "name": "directie", "creator": "U2", "members": ["U2", "U3"]},
        {"id": "G2", "name": "alleen-weg", "creator": "U3", "members": ["U3"]},
    ],
    "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
    "mpims.json": [{"id": "M1", "name": "mpdm-een--twee-1", "members": ["U1", "U2", "U3"]}],
    "algemeen/2026-02-25.json": [
        slack_said(
            1,
            "U1",
            "*Lunch* om `x*y*z` uur? <@U2> en <@U3>, zie"
            " <https://brug.example/a|het plan> &amp; #brug",
            thread_ts=ts(1),
            edited={"user": "U1", "ts": ts(60)},
            pinned_to=["C1"],
            reactions=[
                {"name": "+1::skin-tone-2", "users": ["U2", "U3"], "count": 2},
                {"name": "eyes", "users": ["U2"], "count": 1},
            ],
        ),
        slack_said(
            2,
            "U3",
            "Graag!",
            thread_ts=ts(1),
            reactions=[{"name": "tada", "users": ["U1"], "count": 1}],
        ),
        slack_said(3, "U2", "kwam binnen", subtype="channel_join"),
        slack_said(4, "U9", "biep", subtype="bot_message", bot_id="B1"),
        slack_said(5, "U2", "", files=[{"id": "F1"}]),
        slack_said(6, "U2", "Met plaatje", files=[{"id": "F2"}]),
        slack_said(7, "U2", "Antwoord op wat weg is", thread_ts="1590000000.000100"),
        {"type": "message", "user": "U1", "text": "Heel oud", "ts": f"{OLD}.000100"},
    ],
    "algemeen/2026-02-26.json": [slack_said(86400, "U2", "Nog een antwoord", thread_ts=ts(1))],
    "directie/2026-02-25.json": [
        slack_said(8, "U2", f"{SECRET} van de directie", thread_ts=ts(8)),
        slack_said(9, "U3", f"{SECRET} antwoord", thread_ts=ts(8)),
    ],
    "alleen-weg/2026-02-25.json": [slack_said(10, "U3", f"{SECRET} verloren")],
    "D1/2026-02-25.json": [slack_said(11, "U1", f"{SECRET} tussen twee")],
    "mpdm-een--twee-1/2026-02-25.json": [slack_said(12, "U1", f"{SECRET} tussen drie")],
    "onbekend/2026-02-25.json": [slack_said(13, "U1", f"{SECRET} nergens")],
}


def table(rows: list[dict]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def yammer_said(number: int, sender: str, body: str, **more) -> dict:
    given = {
        "id": str(number),
        "replied_to_id": "",
        "parent_id": "",
        "thread_id": "100",
        "group_id": "4",
        "group_name": "Iedereen",
        "participants": "",
        "in_private_group": "false",
        "in_private_conversation": "false",
        "sender_id": sender,
        "sender_type": "User",
        "sender_name": "",
        "sender_email": "",
        "body": body,
        "api_url": "",
        "attachments": "",
        "deleted_by_id": "",
        "created_at": f"2026-02-25T10:{number % 60:02}:00.000Z",
        "deleted_at": "",
        "title": "",
    }
    return given | more


YAMMER = {
    "Users.csv": table(
        [
            {"id": "7", "name": "Owner", "email": "owner@proefdam.example", "state": "active"},
            {"id": "8", "name": "Colleague", "email": "COLLEAGUE@proefdam.example", "state": ""},
            {"id": "9", "name": "Weg", "email": "weg@elsewhere.example", "state": "deleted"},
        ]
    ),
    "Groups.csv": table(
        [
            {
                "id": "4",
                "name": "Iedereen",
                "description": "Van ons",
                "private": "false",
                "created_by_id": "9",
                "created_at": "2025-01-01T00:00:00Z",
            },
            {
                "id": "5",
                "name": "OR",
                "description": "",
                "private": "true",
                "created_by_id": "8",
                "created_at": "2025-01-01T00:00:00Z",
            },
        ]
    ),
    "Messages.csv": table(
        [
            yammer_said(103, "8", "Bijna", replied_to_id="102"),
            yammer_said(102, "9", "Wanneer [[user:8]]?", replied_to_id="100"),
            yammer_said(
                100,
                "7",
                "De brug\ngaat dicht [[tag:3]]",
                title="Brug",
                attachments="uploadedfile:1",
            ),
            yammer_said(
                104,
                "8",
                f"{SECRET} van de OR",
                group_id="5",
                group_name="OR",
                in_private_group="true",
            ),
            yammer_said(
                105,
                "8",
                f"{SECRET} tussen twee",
                group_id="",
                group_name="",
                in_private_conversation="true",
            ),
            yammer_said(106, "7", "weg", deleted_at="2026-02-26T00:00:00Z"),
        ]
    ),
}


def lines(objects: list[dict]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in objects)


def mattermost_user(name: str, email: str, channels: dict[str, str]) -> dict:
    inside = [{"name": channel, "roles": roles} for channel, roles in channels.items()]
    user = {"username": name, "email": email, "first_name": name.title(), "last_name": "X"}
    return {"type": "user", "user": user | {"teams": [{"name": "t", "channels": inside}]}}


def mattermost_said(channel: str, user: str, message: str, seconds: int, **more) -> dict:
    given = {"team": "t", "channel": channel, "user": user, "message": message}
    moment = {"create_at": (NOON + seconds) * 1000}
    return {"type": "post", "post": given | moment | more}


def mattermost_channel(name: str, kind: str, **more) -> dict:
    given = {"team": "t", "name": name, "display_name": name.title(), "type": kind}
    return {"type": "channel", "channel": given | more}


MATTERMOST = [
    {"type": "version", "version": 1, "info": {"generator": "mattermost-server"}},
    {"type": "team", "team": {"name": "t", "display_name": "Team", "type": "I"}},
    mattermost_channel("plein", "O", purpose="Praten"),
    mattermost_channel("or", "P"),
    mattermost_user(
        "owner", "owner@proefdam.example", {"plein": "channel_user", "or": "channel_user"}
    ),
    mattermost_user(
        "colleague", "colleague@proefdam.example", {"plein": "channel_user channel_admin"}
    ),
    mattermost_user("weg", "weg@elsewhere.example", {"plein": "channel_user"}),
    mattermost_said(
        "plein",
        "owner",
        "Lunch, @colleague. En @niemand?",
        1,
        is_pinned=True,
        edit_at=(NOON + 90) * 1000,
        reactions=[{"user": "colleague", "emoji_name": "tada", "create_at": (NOON + 5) * 1000}],
        replies=[{"user": "weg", "message": "Graag!", "create_at": (NOON + 60) * 1000}],
        attachments=[{"path": "20260225/a.png"}],
    ),
    mattermost_said("plein", "owner", "owner joined", 2, type="system_join_channel"),
    mattermost_said("or", "owner", f"{SECRET} van de OR", 3),
    mattermost_said("nergens", "owner", f"{SECRET} nergens", 4),
    {"type": "direct_channel", "direct_channel": {"members": ["owner", "colleague"]}},
    {
        "type": "direct_post",
        "direct_post": {
            "channel_members": ["owner", "colleague"],
            "user": "owner",
            "message": f"{SECRET} tussen twee",
            "create_at": NOON * 1000,
        },
    },
]


def pack(path: Path, files: dict[str, object]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            archive.writestr(name, body)
    return path


def write_export(folder: Path, platform: str) -> Path:
    match platform:
        case "slack":
            return pack(folder / "slack.zip", SLACK)
        case "yammer":
            return pack(folder / "yammer.zip", YAMMER)
        case _:
            path = folder / "mattermost.jsonl"
            path.write_bytes(lines(MATTERMOST))
            return path
