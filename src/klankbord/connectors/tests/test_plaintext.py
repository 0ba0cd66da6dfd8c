"""HTML to words: nothing of the markup survives, no page takes long."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.connectors.plaintext import hashtags_in, mentions_in, plain, web_address


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Een</p><p>twee</p>", "Een\n\ntwee"),
        ("een<br>twee<br/>drie", "een\ntwee\ndrie"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("a &amp; b &lt; c", "a & b < c"),
        ("<script>alert(1)</script>over", "over"),
        ("<style>p{}</style>over", "over"),
        ("voor<iframe src='http://x/'>in</iframe>na", "voorinna"),
        ("voor<object>in", "voorin"),
        ("voor<textarea>in", "voorin"),
        ("<!-- weg -->over", "over"),
        ("1 < 2 en 3 > 2", "1 < 2 en 3 > 2"),
        ("<![CDATA[tekst]]>", "tekst"),
        ("a\0b\x08c", "abc"),
        ("<p>veel   \t ruimte\n\n hier", "veel ruimte hier"),
        ("<b>vet</b> <i>schuin", "vet schuin"),
        ("<scr<iframe>ipt>alert(1)</script>x", "x"),
    ],
)
def test_words_remain(markup, text):
    assert plain(markup).text == text


def test_links_and_pictures_are_found():
    found = plain(
        '<a href="/a">x</a><a href="javascript:alert(1)">y</a><a href="http://b.nl/?q=1&amp;r=2">z</a>'
        '<img src="p.png" alt="Een foto"><img src="data:image/png;base64,AAAA">',
        "https://a.nl/map/",
    )
    assert found.links == ("https://a.nl/a", "http://b.nl/?q=1&r=2")
    assert [(m.type, m.url, m.alt) for m in found.media] == [
        ("image", "https://a.nl/map/p.png", "Een foto")
    ]


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<a href=x><div>", "<table>", "<", "<!", "<!--"])
def test_hostile_nesting_is_quick(piece):
    began = time.process_time()
    plain(piece * 50_000)
    assert time.process_time() - began < 2


def test_many_ampersands_stay_what_they_are():
    assert plain("<p>" + "&" * 399_000).text == "&" * 399_000


@given(st.text(alphabet=st.sampled_from("<>/!-[]& abcdivscript=\"'\0\n"), max_size=200))
def test_no_markup_breaks_it(markup):
    assert "\0" not in plain(markup).text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://a.nl/", "http://a.nl/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("http://[", ""),
        ("/los", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_remain(text, address):
    assert web_address(text) == address


def test_hashtags_and_mentions():
    text = "#Fietsen en #fietsen_nu, a#b &#39; #1 @piet @jan.nl mail@x.nl #été"
    assert hashtags_in(text) == ("Fietsen", "fietsen_nu", "été")
    assert mentions_in(text) == ("piet", "jan.nl")
