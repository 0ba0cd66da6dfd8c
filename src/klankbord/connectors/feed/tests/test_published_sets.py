"""Every feed of two published sets is read, and what we carry agrees with their expectations."""

import base64
import datetime as dt
import gzip
import json
import os
import re
import time
from pathlib import Path
from urllib.parse import urljoin

import pytest

from klankbord.connectors.feed.adapter import Adapter
from klankbord.connectors.feed.client import parse_feed
from klankbord.connectors.feed.tests.judge import BASE, GofeedJudge, Judge
from klankbord.connectors.feed.wire import Feed
from klankbord.core.post import Post

FOLDER = os.environ.get("KLANKBORD_TEST_DATA", "")
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
REQUIRED = 0.99
SLOWEST = 2.0

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not FOLDER, reason="KLANKBORD_TEST_DATA does not say where the sets are"),
]

_HEADER = re.compile(r"^\s*Header:\s*([\w-]+):\s*([^\n]*)", re.MULTILINE | re.IGNORECASE)
_EXPECT = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)


def rows_of(name: str) -> list[dict]:
    with gzip.open(Path(FOLDER) / name) as file:
        return [json.loads(line) for line in file]


def read(body: bytes, headers: dict[str, str], address: str) -> tuple[Feed, list[Post]]:
    began = time.process_time()
    feed = parse_feed(
        body,
        content_type=headers.get("content-type", ""),
        language=headers.get("content-language", ""),
        address=address,
    )
    posts = list(Adapter(feed, origin=address, now=NOW, seen={}).posts())
    assert time.process_time() - began < SLOWEST
    return feed, posts


def bytes_of(row: dict) -> bytes:
    return base64.b64decode(row["base64"]) if row.get("base64") else row["text"].encode()


def judged_by_feedparser(row: dict) -> tuple[bool, bool | None]:
    """Whether the case is well formed; whether we agree, None if it is about nothing we carry."""
    body = bytes_of(row)
    seen = body.replace(b"\0", b"").decode("utf-8", "replace")
    told = _EXPECT.search(seen)
    expected = row["expect"] or (told[1] if told else "1")
    headers = {name.lower(): value.strip() for name, value in _HEADER.findall(seen)}
    base = urljoin(BASE, headers.get("content-location", BASE))
    base = base if base.startswith("http") else BASE
    feed, posts = read(body, headers, base)
    verdicts = dict(Judge(feed, posts, base).verdicts(expected))
    about = [verdict for part, verdict in verdicts.items() if part not in {"bozo", "not bozo"}]
    is_well_formed = row["path"].startswith("wellformed/") or "not bozo" in expected
    if False in verdicts.values():
        return is_well_formed, False
    return is_well_formed, True if True in about else None


def test_feedparser_cases_agree(capsys):
    rows = rows_of("feeds_feedparser/feeds.jsonl.gz")
    verdicts = [(row["path"], *judged_by_feedparser(row)) for row in rows]
    sound = [each for each in verdicts if each[1] and each[2] is not None]
    good = sum(1 for each in sound if each[2])
    every = [each for each in verdicts if each[2] is not None]
    with capsys.disabled():
        print(  # noqa: T201  # the rate is what this test is for
            f"\nfeedparser: {len(rows)} feeds read, {good} of {len(sound)} well-formed ones agree "
            f"({good / len(sound):.2%}); of all {sum(1 for e in every if e[2])} of {len(every)}; "
            f"{len(rows) - len(every)} are about nothing a post carries"
        )
    assert len(sound) > 800
    assert good / len(sound) >= REQUIRED, [path for path, _, is_same in sound if not is_same]


def test_gofeed_cases_agree(capsys):
    rows = rows_of("feeds_gofeed/cases.jsonl.gz")
    found = []
    for row in rows:
        feed, posts = read(row["xml"].encode(), {}, "")
        expected = row["expected"]
        judge = GofeedJudge(feed, posts)
        n_compared, differences = judge.differences(
            json.loads(expected) if isinstance(expected, str) else expected
        )
        found.append((row["path"], not feed.problem, n_compared, differences))
    sound = [each for each in found if each[1]]
    good = [each for each in sound if not each[3]]
    rich = [each for each in sound if each[2] > 1]
    good_rich = [each for each in rich if not each[3]]
    with capsys.disabled():
        print(  # noqa: T201  # the rate is what this test is for
            f"\ngofeed: {len(rows)} feeds read, {len(good)} of {len(sound)} well-formed ones agree "
            f"({len(good) / len(sound):.2%}); with more than the number of entries compared "
            f"{len(good_rich)} of {len(rich)} ({len(good_rich) / len(rich):.2%})"
        )
    failed = [(path, names) for path, _, _, names in sound if names]
    assert len(good) / len(sound) >= REQUIRED, failed
    assert len(good_rich) / len(rich) >= REQUIRED, failed
