"""Webmention: pages that link to ours, pages that pretend to, and pages made to hurt."""

import datetime as dt
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.webmentions import ask_page

OURS = "https://gemeente.example/brug"
NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client)


@pytest.fixture
def ask(site, context):
    def ask(body: str, status: int = 200, kind: str = "text/html; charset=utf-8", **headers):
        site.give("/blog", body.encode(), status, Content_Type=kind, **headers)
        return ask_page(f"{site.url}/blog", OURS, context)

    return ask


def test_a_page_that_links_is_heard_with_what_it_says(ask):
    found = ask(
        f"<title>Mijn\nblog</title><meta name=author content='Els'><nav>Menu</nav><article>"
        f"<time datetime='2026-03-09T08:00+01:00'>gisteren</time> <p>Lees <a href='{OURS}'>dit</a>"
        "</p><script>x()</script></article>"
    )
    assert (found.title, found.words, found.author) == ("Mijn blog", "gisteren\n\nLees dit", "Els")
    assert found.published_at == dt.datetime(2026, 3, 9, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "body",
    [
        f"<a href='{OURS}'>x</a>",
        f"<A HREF={OURS}>x</A>",
        f"<img src='{OURS}'>",
        f"<video src='{OURS}'></video>",
        f"<blockquote cite='{OURS}'>x</blockquote>",
        "<a href='https://gemeente.example/brug'>x",
        f"<a href='&#104;ttps{OURS[5:]}'>x</a>",
    ],
)
def test_every_kind_of_link_counts(ask, body):
    assert ask(body) is not None


@pytest.mark.parametrize(
    "body",
    [
        "",
        f"{OURS}",
        f"<!-- <a href='{OURS}'>x</a> -->",
        f"<a href='{OURS}/'>x</a>",
        f"<a href='{OURS}?utm=1'>x</a>",
        f"<a title='{OURS}'>x</a>",
        f"<p data-href='{OURS}'>x</p>",
        f"<script>var a = \"<a href='{OURS}'>\"</script>",
    ],
)
def test_what_is_no_link_to_this_page_does_not_count(ask, body):
    assert ask(body) is None


def test_other_forms_are_read_as_the_recommendation_says(ask):
    assert ask(f"zie {OURS}", kind="text/plain").words.startswith("zie")
    assert ask('{"in-reply-to": "https:\\/\\/gemeente.example\\/brug"}', kind="application/json")
    assert ask(f'{{"words": "zie {OURS} en"}}', kind="application/json") is None


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_links_no_more(ask, status):
    assert ask(f"<a href='{OURS}'>x</a>", status) is None


@pytest.mark.parametrize("status", [403, 429, 500])
def test_where_nothing_can_be_known_nothing_is_said(ask, status):
    with pytest.raises(ConnectorRefused):
        ask("", status)


def test_only_the_wide_world_is_asked(site):
    with GuardedClient() as http, pytest.raises(ConnectorRefused) as refused:
        ask_page(f"{site.url}/blog", OURS, Context(now=NOW, http=http))
    assert (refused.value.key, refused.value.permanent) == (Refusal.ADDRESS_PRIVATE, True)
    assert site.asked == []


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<a href='",
        "<!-- ",
        "<![foo[bar]]>",
        "<!",
        "<",
        "&",
        "&#x",
        "&qq",
        "<article>",
        "<article><article ",
        "</main ",
        "<a href=x>",
        "<title>",
        "<title ",
        "<meta name=a content=b>",
    ],
)
def test_a_hostile_page_is_read_quickly_or_refused(ask, piece):
    link, n = f"<a href='{OURS}'>x</a>", 400_000 // len(piece)
    began = time.process_time()
    for body in (link + piece * n, piece * n + link):
        with suppress(ConnectorRefused):
            ask(body)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("odd", ["<![foo[bar]]>", "<![if IE]>", "<!x>", "<?php ?>", "&", "<"])
def test_what_is_no_markup_hides_no_link(ask, odd):
    found = ask(f"<title>A &amp; B</title><p>{odd} <a href='{OURS}'>x</a></p>")
    assert found.title == "A & B"
    assert found.words.endswith("x")


def test_a_page_of_many_parts_is_read(ask):
    head = "<link rel=x href=/y><meta name=a content=b><input>" * 1_000
    assert ask(f"{head}<main>{'<div><span>' * 500}<a href='{OURS}?a=1&copy=2'>x</a>") is None
    assert ask(f"{head}<main>{'<div><span>' * 500}<a href='{OURS}'>x</a>").words == "x"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/!-[]& amaintle=\"'\0\n"), max_size=300))
def test_no_page_breaks_it(ask, body):
    assert ask(body) is None
