"""Relative time, initials, Markdown and marked passages."""

import datetime as dt

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


def test_markdown_gives_links_that_vouch_for_nothing():
    html = str(words.rendered_markdown("# Title\n\n**bold** [site](https://example.org)"))
    assert html.startswith("<h3>Title</h3>")
    assert "<strong>bold</strong>" in html
    assert 'rel="nofollow noopener noreferrer"' in html


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
