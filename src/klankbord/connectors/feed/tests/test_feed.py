"""The feed connector: what it reads, how it behaves towards a server, what it survives."""

import contextlib
import datetime as dt
import itertools
import time

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Context
from klankbord.connectors.contract_tests import ConnectorContract, TroubleContract
from klankbord.connectors.feed import CONNECTOR, read_document
from klankbord.connectors.reasons import Caution, Refusal

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>Stadsnieuws</title><link>https://stad.example/</link><language>nl-nl</language>
{head}
<item><title>Brug &amp;amp; weg open</title><link>https://stad.example/1</link><guid>17</guid>
<pubDate>Mon, 09 Mar 2026 08:00:00 +0100</pubDate><author>redactie@stad.example (Redactie)</author>
<category>Lokaal nieuws</category><slash:comments>3</slash:comments>
<description>&lt;p&gt;De brug is &lt;b&gt;open&lt;/b&gt;. &lt;a href="/kaart"&gt;Kaart&lt;/a&gt;
#brug&lt;/p&gt;&lt;img src="https://stad.example/f.jpg" alt="Foto"&gt;</description>
<enclosure url="https://stad.example/g.mp3" type="audio/mpeg" length="1"/></item>
{items}
</channel></rss>"""


def rss(items: str = "", head: str = "") -> bytes:
    return RSS.format(items=items, head=head).encode()


def read(body: bytes, **more):
    return read_document(body, now=NOW, address="https://stad.example/rss", **more)


def keys(reading) -> list[str]:
    return [warning.key for warning in reading.warnings]


class TestFeedContract(ConnectorContract, TroubleContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self, site):
        site.give("/rss", rss(), Content_Type="application/rss+xml")
        return f"{site.url}/rss"

    @pytest.fixture
    def http(self, client):
        return client


def test_an_item_becomes_a_post():
    (post,) = read(rss()).batch
    assert post.title == "Brug & weg open"
    assert post.text == "De brug is open. Kaart #brug"
    assert post.url == "https://stad.example/1"
    assert post.published_at == dt.datetime(2026, 3, 9, 7, tzinfo=dt.UTC)
    assert (post.lang, post.source, post.platform) == ("nl", "Stadsnieuws", "feed")
    assert (post.author.handle, post.author.id) == ("Redactie", "stad.example/redactie")
    assert post.hashtags == ("Lokaalnieuws", "brug")
    assert post.links == ("https://stad.example/kaart", "https://stad.example/g.mp3")
    assert {(m.type, m.url) for m in post.media} == {
        ("audio", "https://stad.example/g.mp3"),
        ("image", "https://stad.example/f.jpg"),
    }
    assert post.engagement.replies == 3
    assert msgspec.json.decode(post.raw)["guid"] == "https://stad.example/17"


def test_short_guids_belong_to_their_feed():
    one, two = (
        read_document(rss(), now=NOW, address=address).batch.posts[0].id
        for address in ("https://a.example/", "https://b.example/")
    )
    assert one != two
    assert one.endswith("17")
    assert read(rss(), origin="https://a.example/").batch.posts[0].id == one


def test_worldwide_guids_stay_as_they_are():
    item = "<item><guid isPermaLink='false'>tag:a.example,2026:1</guid><title>x</title></item>"
    assert read(rss(item)).batch.posts[1].id == "feed:tag:a.example,2026:1"


def test_entries_without_identity_get_a_lasting_one():
    item = "<item><title>Los bericht</title></item>"
    one, two = read(rss(item)), read(rss(item))
    assert one.batch.posts[1].id == two.batch.posts[1].id
    assert Caution.ENTRY_WITHOUT_ID in keys(one)


def test_repeated_and_empty_entries_are_left_out():
    date = "<pubDate>Mon, 09 Mar 2026 08:00:00 GMT</pubDate>"
    item = f"<item><guid>17</guid><title>nog eens</title>{date}</item><item/>"
    reading = read(rss(item))
    assert len(reading.batch) == 1
    assert keys(reading) == [Caution.ENTRY_REPEATED, Caution.ENTRY_EMPTY]
    assert [warning.place for warning in reading.warnings] == [2, 3]


@pytest.mark.parametrize(
    ("date", "key"),
    [
        ("", Caution.DATE_MISSING),
        ("<pubDate>0000-00-00</pubDate>", Caution.DATE_UNREADABLE),
        ("<pubDate>Sat, 01 Jan 0000 00:00:00 GMT</pubDate>", Caution.DATE_UNREADABLE),
        ("<pubDate>gisteren</pubDate>", Caution.DATE_UNREADABLE),
        ("<pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate>", Caution.DATE_IN_FUTURE),
    ],
)
def test_dates_that_make_no_sense_become_the_reading_time(date, key):
    item = f"<item><guid>18</guid><title>x</title>{date}</item>"
    first = read(rss(item))
    assert keys(first) == [key]
    assert first.batch.posts[1].published_at == NOW
    later = read_document(
        rss(item),
        now=NOW + dt.timedelta(days=3),
        address="https://stad.example/rss",
        seen=first.cursor["seen"],
    )
    assert later.batch.posts[1] == first.batch.posts[1]


@pytest.mark.parametrize(
    ("head", "interval"),
    [
        ("<ttl>60</ttl>", dt.timedelta(hours=1)),
        ("<ttl>1</ttl>", dt.timedelta(minutes=5)),
        ("<ttl>999999</ttl>", dt.timedelta(days=1)),
        ("<ttl>vaak</ttl>", None),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            dt.timedelta(minutes=30),
        ),
        ("", None),
    ],
)
def test_the_feed_says_how_often(head, interval):
    assert read(rss(head=head)).next_after == interval


def test_json_feed_is_read():
    body = msgspec.json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Blog",
            "language": "en-GB",
            "authors": [{"name": "Kim", "url": "https://blog.example/kim"}],
            "items": [
                {
                    "id": 7,
                    "url": "https://blog.example/7",
                    "title": "Hello",
                    "content_html": "<p>One<br>two <a href='/x'>x</a></p>",
                    "date_published": "2026-03-01T10:00:00+01:00",
                    "tags": ["News"],
                    "image": "https://blog.example/7.png",
                    "attachments": [
                        {"url": "https://blog.example/7.mp3", "mime_type": "audio/mpeg"}
                    ],
                },
                {"id": "8", "content_text": "Plain < text", "date_published": "0000-01-01"},
                {"id": {"not": "so"}},
            ],
        }
    )
    reading = read(body)
    one, two = reading.batch
    assert (one.text, one.title, one.lang) == ("One\ntwo x", "Hello", "en")
    assert one.links == ("https://blog.example/x",)
    assert one.author.url == "https://blog.example/kim"
    assert [m.type for m in one.media] == ["image", "audio"]
    assert one.id.endswith(":7")
    assert two.text == "Plain < text"
    assert keys(reading) == [Caution.ENTRY_BROKEN, Caution.DATE_UNREADABLE]


def test_nothing_new_is_asked_and_answered_once(site, client):
    context = Context(now=NOW, http=client)
    site.give("/rss", rss(head="<ttl>60</ttl>"), ETag='"v1"', Last_Modified="Mon, 09 Mar 2026")
    first = CONNECTOR.read(f"{site.url}/rss", {}, context)
    site.give("/rss", status=304, ETag='"v1"')
    second = CONNECTOR.read(f"{site.url}/rss", first.cursor, context)
    asked = site.asked[1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', "Mon, 09 Mar 2026")
    assert (second.is_unchanged, len(second.batch), second.cursor) == (True, 0, first.cursor)
    assert second.next_after == dt.timedelta(hours=1)


def test_same_page_without_etag_is_unchanged(site, client):
    site.give("/rss", rss())
    context = Context(now=NOW, http=client)
    first = CONNECTOR.read(f"{site.url}/rss", {}, context)
    assert not first.is_unchanged
    assert CONNECTOR.read(f"{site.url}/rss", first.cursor, context).is_unchanged


def test_a_feed_that_moved_keeps_its_ids(site, client):
    context = Context(now=NOW, http=client)
    site.give("/oud", rss())
    before = CONNECTOR.read(f"{site.url}/oud", {}, context)
    site.give("/oud", status=301, Location="/nieuw")
    site.give("/nieuw", rss("<item><guid>18</guid><title>x</title></item>"))
    after = CONNECTOR.read(f"{site.url}/oud", before.cursor, context)
    assert after.target_moved_to == f"{site.url}/nieuw"
    assert after.batch.posts[0].id == before.batch.posts[0].id


def test_a_feed_that_is_gone_is_gone_for_good(site, client):
    site.give("/rss", status=410)
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read(f"{site.url}/rss", {}, Context(now=NOW, http=client))
    assert (refused.value.key, refused.value.permanent) == (Refusal.GONE, True)


def test_a_page_names_its_feed():
    body = b'<!doctype html><title>x</title><link rel=alternate type="application/rss+xml" href=/f>'
    with pytest.raises(ConnectorRefused) as refused:
        read(body)
    assert refused.value.key == Refusal.FEED_UNRECOGNISED
    assert refused.value.values["suggestion"] == "https://stad.example/f"


def test_a_broken_feed_is_saved_as_far_as_it_goes():
    body = rss("<item><guid>18</guid><title>a & b</title></item>").replace(b"</rss>", b"")
    reading = read(body)
    assert Caution.FEED_BROKEN in keys(reading)
    assert [post.title for post in reading.batch] == ["Brug & weg open", "a & b"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16", "iso-8859-15"])
def test_character_sets_are_read(encoding):
    item = "<item><guid>18</guid><title>Café in België</title></item>"
    text = RSS.format(items=item, head="").replace("utf-8", encoding)
    assert read(text.encode(encoding)).batch.posts[1].title == "Café in België"


def test_wrong_character_set_is_mended():
    item = "<item><guid>18</guid><title>Café</title></item>"
    reading = read(RSS.format(items=item, head="").encode("windows-1252"))
    assert reading.batch.posts[1].title == "Café"
    assert keys(reading)[0] == Caution.FEED_ENCODING_GUESSED


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l1 "ha">{LAUGHS}]>'
BLOWN_UP = (
    f'<!DOCTYPE r [<!ENTITY a "{"A" * 1900}">]><rss version="2.0"><channel><title>'
    f"{'&a;' * 100_000}</title></channel></rss>"
)
SECRET = '<!DOCTYPE r [\n<!ENTITY x SYSTEM "file:///etc/passwd">\n]>\n'
ITEM = "<item><guid>1</guid><title>{}</title></item>"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (BOMB + "<rss version='2.0'><channel><title>&l9;</title></channel></rss>", "feed-entities"),
        (BLOWN_UP, "feed-entities"),
        ("<rss><channel>" + "<a>" * 5_000, "feed-too-deep"),
        ("<rss><channel>" + "<a/>" * 130_000 + "</channel></rss>", "feed-too-large"),
        ("<rss><channel>" + "<a>x &</a>" * 50_000, "feed-too-large"),
        ("<rss>" + " " * 10 * 1024 * 1024, "feed-too-large"),
        ("  \n", "feed-empty"),
        ("zomaar tekst", "feed-unrecognised"),
        ("\x89PNG\r\n\x1a\n" + "\0" * 100, "feed-unrecognised"),
        ("[" * 100_000, "feed-unrecognised"),
        (
            '{"version":"https://jsonfeed.org/version/1","items":[' + "[" * 50_000,
            "feed-unrecognised",
        ),
        ('{"naam": 1}', "feed-unrecognised"),
    ],
)
def test_attacks_are_refused_quickly(body, key):
    began = time.process_time()
    with pytest.raises(ConnectorRefused) as refused:
        read(body.encode())
    assert refused.value.key == key
    assert time.process_time() - began < 2


def test_entities_fetch_nothing():
    body = SECRET + f"<rss version='2.0'><channel>{ITEM.format('a &x; b')}</channel></rss>"
    assert "root:" not in read(body.encode()).batch.posts[0].title


@pytest.mark.parametrize("name", ["punycode", "idna", "utf-7", "\0", "rot13", "unicode_escape"])
def test_odd_character_sets_do_no_harm(name):
    body = f"<?xml version='1.0' encoding='{name}'?><rss version='2.0'><channel>{ITEM.format('a-')}"
    began = time.process_time()
    read((body + "a-" * 100_000 + "</channel></rss>").encode())
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "piece", ["<", "&", "<!", "<?", "<!--", "<![CDATA[", "<a b='", "</x>", "&a", "]]>", "<a "]
)
def test_broken_markup_is_quick(piece):
    body = b"<rss version='2.0'><channel><title>x</title>" + piece.encode() * 20_000
    began = time.process_time()
    with contextlib.suppress(ConnectorRefused):
        read(body)
    assert time.process_time() - began < 4


def test_many_entries_are_cut():
    items = "".join(f"<item><guid>{n}</guid><title>x</title></item>" for n in range(2_100))
    reading = read(rss(items))
    assert len(reading.batch) == 1_999
    left_out = next(w for w in reading.warnings if w.key == Caution.ENTRIES_LEFT_OUT)
    assert left_out.values == {"count": 101}


def test_long_texts_are_cut():
    item = f"<item><guid>18</guid><description>{'woord ' * 30_000}</description></item>"
    reading = read(rss(item))
    assert len(reading.batch.posts[1].text) == 100_000
    assert Caution.TEXT_CUT in keys(reading)


def test_titles_of_all_kinds_agree():
    kinds = {
        "rss091": "<rss version='0.91'><channel>{}</channel></rss>",
        "rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/'><channel/>{}</rdf:RDF>",
        "atom": "<feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>",
        "cdf": "<channel>{}</channel>",
    }
    tags = itertools.cycle(["item"])
    names = {"atom": "entry"}
    for kind, frame in kinds.items():
        tag = names.get(kind, next(tags))
        body = frame.format(f"<{tag}><title>Nieuws</title></{tag}>")
        assert [post.title for post in read(body.encode()).batch] == ["Nieuws"], kind
