"""Relative time, initials, Markdown and marked passages."""

import datetime as dt
import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from klankbord.ui import words

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("before", "english", "dutch"),
    [
        (dt.timedelta(seconds=20), "just now", "zojuist"),
        (dt.timedelta(minutes=7), "7 min ago", "7 min geleden"),
        (dt.timedelta(hours=3), "3 hours ago", "3 uur geleden"),
        (dt.timedelta(hours=14), "yesterday 19:30", "gisteren 19:30"),
        (dt.timedelta(days=3), "3 days ago", "3 dagen geleden"),
        (dt.timedelta(days=20), "18 Feb", "18 feb"),
        (dt.timedelta(days=400), "3 Feb 2025", "3 feb 2025"),
        (-dt.timedelta(minutes=24), "in 24 min", "over 24 min"),
        (-dt.timedelta(days=2), "in 2 days", "over 2 dagen"),
    ],
)
def test_time_is_told_as_people_say_it(before, english, dutch):
    with translation.override("en"):
        assert words.time_ago(NOW - before, NOW) == english
    with translation.override("nl"):
        assert words.time_ago(NOW - before, NOW) == dutch


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Anna de Boer", "AB"),
        ("Daan van der Meer", "DM"),
        ("Els", "E"),
        ("", "?"),
        ("🙂", "🙂"),
        ("chaima", "C"),
    ],
)
def test_initials_leave_out_particles(name, short):
    assert words.initials(name) == short


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/pixel.gif)",
        '<img src="https://tracker.example/x" onerror="alert(1)">',
        "<a href='https://x.example' onclick='y()' style='color:red'>x</a>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_markdown_of_others_does_no_harm(attack):
    html = str(words.rendered_markdown(attack))
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert "<a href='" not in html


@given(
    st.text(alphabet="aZé9 ,.?!;:'\N{RIGHT SINGLE QUOTATION MARK}\"()%€…@#/+=-_*&[\n", max_size=12)
    | st.text(max_size=8)
)
def test_just_words_look_as_if_they_were_parsed(text):
    parsed = words.rendered_markdown(text, [(0, 0)])  # marks nothing, and goes the long way
    assert words.rendered_markdown(text) == parsed


def test_markdown_gives_links_that_vouch_for_nothing():
    html = str(words.rendered_markdown("# Title\n\n**bold** [site](https://example.org)"))
    assert html.startswith("<h3>Title</h3>")
    assert "<strong>bold</strong>" in html
    assert 'rel="nofollow noopener noreferrer ugc"' in html


@pytest.mark.parametrize(
    ("text", "address", "behind"),
    [
        ("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2", "."),
        ("(https://example.org/Bad_(water))", "https://example.org/Bad_(water)", ")"),
        ("HTTP://example.org/_a_b, and", "HTTP://example.org/_a_b", ", and"),
        ("**https://example.org/x**", "https://example.org/x", ""),
        ("- https://example.org/x*", "https://example.org/x", "*"),
        ("https://zwembad.example/überzicht", "https://zwembad.example/%C3%BCberzicht", ""),
    ],
)  # fmt: skip
def test_a_bare_address_is_a_link_without_the_stop_behind_it(text, address, behind):
    html = str(words.rendered_markdown(text))
    assert f'<a href="{address}" rel="nofollow noopener noreferrer ugc">' in html
    assert html.count("<a ") == 1
    assert f"</a>{behind}<" in html


@pytest.mark.parametrize(
    "text",
    [
        "javascript://example.org/%0Aalert(1)",
        "ftp://example.org file:///etc/passwd data://x vbscript://x",
        "xhttps://example.org me@https://example.org",
        "`https://example.org`",
        "    https://example.org\n",
        "https:// http://.",
        "www.example.org",
    ],
)
def test_nothing_else_becomes_a_link(text):
    assert "<a" not in str(words.rendered_markdown(text))


def test_a_link_in_words_stays_one_link():
    html = str(
        words.rendered_markdown(
            "[https://d.example](https://e.example) [go https://a.example](https://b.example) <https://c.example>"
        )
    )
    assert re.findall(r'href="([^"]*)"', html) == [
        "https://e.example",
        "https://b.example",
        "https://c.example",
    ]


@pytest.mark.parametrize(
    "attack",
    [
        'https://x.example/"onmouseover="alert(1)',
        "https://x.example/'onmouseover='alert(1)",
        "https://x.example/<script>alert(1)</script>",
        "https://x.example/&quot;&gt;<img src=x onerror=alert(1)>",
        "https://x.example/\u202egpj.exe",
        "https://x.example/\x00javascript:alert(1)",
        "https://[::1",
        "https://" + "a" * 5_000,
        "https://x.example" + ")" * 5_000,
    ],
)
def test_an_address_carries_nothing_but_itself(attack):
    html = str(words.rendered_markdown(attack))
    tags = re.findall(r"<[^>]*>", html)
    assert all(
        re.fullmatch(r'</?p>|</a>|<a (href="[^"<>]*" )?rel="[a-z ]+">|<br>', tag) for tag in tags
    )
    assert all(each.startswith("https://") for each in re.findall(r'href="([^"]*)"', html))
    assert "\u202e" not in "".join(re.findall(r"<a[^>]*>[^<]*</a>", html))


def test_a_found_word_in_an_address_is_marked_and_leads_there():
    text = "https://example.org/zwembad"
    html = str(words.rendered_markdown(text, [(20, 27)]))
    assert html.startswith('<p><a href="https://example.org/zwembad" ')
    assert "https://example.org/<mark>zwembad</mark></a>" in html


@given(st.text(alphabet=st.sampled_from("ahtps:/.)(<>\"' *_`[]!\n"), max_size=60))
def test_no_text_makes_another_scheme(text):
    html = str(words.rendered_markdown(text))
    assert all(
        re.match("https?:|mailto:|tel:|[^:]*$", each, re.IGNORECASE)
        for each in re.findall(r'href="([^"]*)"', html)
    )


def test_highlight_escapes_and_melts_overlaps():
    text = "<b>zwembad</b> open"
    assert str(words.highlighted(text, [(3, 7), (5, 10), (99, 120), (4, 2)])) == (
        "&lt;b&gt;<mark>zwembad</mark>&lt;/b&gt; open"
    )


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70))))
def test_highlight_never_loses_a_letter(text, spans):
    marked = str(words.highlighted(text, spans))
    bare = marked.replace("<mark>", "").replace("</mark>", "")
    assert bare == str(words.highlighted(text, []))
