"""Lists of feeds: read as careless readers write them, written as strict ones want them."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest

from klankbord.connectors.contract import ConnectorRefused, Refusal
from klankbord.connectors.feed.opml import Listed, read_opml, write_opml

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
# After the examples of opml.org/spec2.opml: a list in folders, with what readers add.
GIVEN = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="2.0"><head><title>mySubscriptions.opml</title></head><body>
 <outline text="Kranten">
  <outline text="CNET &amp; News.com" htmlUrl="http://news.com.com/" type="rss"
           xmlUrl="http://news.com.com/2547-1_3-0-5.xml"/>
  <outline text="De Streek" TITLE="De Streek \xe9\xe9n" type="rss"
           xmlUrl=" https://krant.example/rss "/>
  <outline text="Nog eens" type="rss" xmlUrl="https://krant.example/rss"/>
 </outline>
 <outline text="Blog" xmlURL="feed://blog.example/atom.xml"/>
 <outline text="Kaal" xmlUrl="kaal.example/feed"/>
 <outline xmlUrl="https://naamloos.example/feed"/>
 <outline text="Map zonder inhoud"/>
 <outline text="Kwaad" xmlUrl="javascript:alert(1)"/>
 <outline text="Geheim" xmlUrl="https://jan:geheim@krant.example/rss"/>
 <outline text="Bestand" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_feeds_are_found_in_folders_each_once():
    brought = read_opml(GIVEN)
    assert brought.feeds == (
        Listed("CNET & News.com", "http://news.com.com/2547-1_3-0-5.xml"),
        Listed("De Streek één", "https://krant.example/rss"),
        Listed("Blog", "http://blog.example/atom.xml"),
        Listed("Kaal", "http://kaal.example/feed"),
        Listed("https://naamloos.example/feed", "https://naamloos.example/feed"),
    )
    assert brought.n_left_out == 3


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", Refusal.FEED_EMPTY),
        (b"naam,adres\n", Refusal.FEED_UNRECOGNISED),
        (b"<rss><channel/></rss>", Refusal.FEED_UNRECOGNISED),
        (b"<opml><body><outline", Refusal.FEED_UNRECOGNISED),
        (b'<?xml version="1.0" encoding="geen-schrift"?><opml/>', Refusal.FEED_UNRECOGNISED),
        (b"<opml>" + b"<outline>" * 200, Refusal.FEED_TOO_DEEP),
        (
            b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><opml>&b;</opml>',
            Refusal.FEED_ENTITIES,
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(body, key):
    with pytest.raises(ConnectorRefused) as refused:
        read_opml(body)
    assert refused.value.key == key


def test_an_entity_leads_to_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://geheim.example/")
    body = (
        f'<!DOCTYPE opml [<!ENTITY a SYSTEM "file://{secret}">]>'
        '<opml><body>&a;<outline text="A" xmlUrl="https://krant.example/"/></body></opml>'
    )
    assert read_opml(body.encode()).feeds == (Listed("A", "https://krant.example/"),)


def test_what_is_written_is_read_again():
    feeds = (
        Listed('Een "krant" & <meer>\x00\ud800', "https://krant.example/rss?a=1&b='2'"),
        Listed("Zwembad 🏊", "https://bad.example/"),
    )
    written = write_opml("Gemeente <Proefdam> & Co", feeds, NOW)
    root = ET.fromstring(written)  # noqa: S314  # our own
    assert root.findtext("head/title") == "Gemeente <Proefdam> & Co"
    assert root.findtext("head/dateCreated") == "Tue, 10 Mar 2026 09:30:00 +0000"
    assert [each.get("type") for each in root.iter("outline")] == ["rss", "rss"]
    assert read_opml(written).feeds == (
        feeds[0]._replace(name='Een "krant" & <meer>'),
        feeds[1],
    )
