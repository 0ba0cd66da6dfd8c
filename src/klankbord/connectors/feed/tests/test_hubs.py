"""Which hub a feed names, how it is asked, and what counts as its word."""

import hashlib
import hmac
from urllib.parse import parse_qs

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.feed import CONNECTOR
from klankbord.connectors.feed.hubs import ask_hub, is_genuine

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Krant</title>{links}
<entry><id>urn:1</id><title>Brug open</title><updated>2026-03-01T10:00:00Z</updated></entry>
</feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Krant</title>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/own.xml"/>
<item><guid>urn:1</guid><title>Brug</title></item></channel></rss>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Krant", "items": [],
"feed_url": "https://krant.example/feed.json",
"hubs": [{"type": "rssCloud", "url": "https://cloud.example/"},
{"type": "WebSub", "url": "https://hub.example/"}]}"""
IN_HEAD = (
    '<link rel="hub" href="https://hub.example/"/><link rel="self" href="https://a.example/f"/>'
)


@pytest.mark.parametrize(
    ("body", "headers", "hub", "topic"),
    [
        (ATOM.format(links=IN_HEAD), {}, "https://hub.example/", "https://a.example/f"),
        (RSS, {}, "https://hub.example/", "{site}/own.xml"),
        (JSON, {}, "https://hub.example/", "https://krant.example/feed.json"),
        (
            ATOM.format(links=IN_HEAD),
            {"Link": '<https://first.example/>; rel="hub", <https://b.example/f>; rel=self'},
            "https://first.example/",
            "https://b.example/f",
        ),
        (ATOM.format(links=""), {"Link": '</hub>; rel="hub"'}, "{site}/hub", "{site}/feed"),
    ],
)
def test_a_feed_names_its_hub(site, client, read_at, body, headers, hub, topic):
    site.give("/feed", body.encode(), **headers)
    context = Context(now=read_at, http=client)
    cursor = CONNECTOR.read(f"{site.url}/feed", {}, context).cursor
    named = {"hub": hub.format(site=site.url), "topic": topic.format(site=site.url)}
    assert cursor["push"] == named
    assert CONNECTOR.read(f"{site.url}/feed", cursor, context).cursor["push"] == named


def test_a_feed_without_a_hub_names_none(site, client, read_at):
    site.give("/feed", ATOM.format(links='<link rel="hub" href="javascript:1"/>').encode())
    reading = CONNECTOR.read(f"{site.url}/feed", {}, Context(now=read_at, http=client))
    assert "push" not in reading.cursor


def test_a_hub_is_asked_in_its_own_words(site, client, read_at):
    site.work(lambda *_: (202, {}))
    context = Context(now=read_at, http=client)
    ask_hub(
        f"{site.url}/hub", "https://a.example/f", "https://us.example/told/x/", "s" * 64, context
    )
    method, address, headers, body = site.sent[0]
    assert (method, address) == ("POST", f"{site.url}/hub")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode()) == {
        "hub.mode": ["subscribe"],
        "hub.topic": ["https://a.example/f"],
        "hub.callback": ["https://us.example/told/x/"],
        "hub.lease_seconds": ["864000"],
        "hub.secret": ["s" * 64],
    }
    site.work(lambda *_: (403, {}))
    with pytest.raises(ConnectorRefused) as refused:
        ask_hub(f"{site.url}/hub", "t", "c", "s", context)
    assert refused.value.key == Refusal.NOT_ALLOWED


@pytest.mark.parametrize("name", ["sha1", "sha256", "sha384", "sha512"])
def test_only_who_knows_the_secret_counts(name):
    good = hmac.new(b"secret", b"body", getattr(hashlib, name)).hexdigest()
    assert is_genuine(b"body", f"{name}={good}", "secret")
    assert is_genuine(b"body", f"{name.upper()}={good.upper()}", "secret")
    for bad in (f"{name}={good[:-1]}", good, f"md5={good}", "", f"{name}=", "sha256=é"):
        assert not is_genuine(b"body", bad, "secret")
    assert not is_genuine(b"other", f"{name}={good}", "secret")
