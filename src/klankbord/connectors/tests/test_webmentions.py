"""Webmention: pages that link to ours, pages that pretend to, and where a page wants to be told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import GuardedClient, Response
from klankbord.connectors.webmentions import ask_page, find_endpoint

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


def page(body: str = "", link: str = "", kind: str = "text/html") -> Response:
    return Response(
        status=200,
        body=body.encode(),
        url="https://blog.example/a/b?c=d",
        headers={"content-type": kind, **({"link": link} if link else {})},
        moved_to="",
    )


@pytest.mark.parametrize(
    ("answer", "endpoint"),
    [
        (page(link='</wm>; rel="webmention"'), "https://blog.example/wm"),
        (page(link="<https://e.example/wm>; rel=webmention"), "https://e.example/wm"),
        (
            page(link='<x>; rel="other", <y>; title="a, b"; rel="a Webmention b"'),
            "https://blog.example/a/y",
        ),
        (page("<a rel=webmention href=z>"), "https://blog.example/a/z"),
        (page("<link rel='x webmention' href=''>"), "https://blog.example/a/b?c=d"),
        (page("<link rel=webmention href='/e?a=b'>"), "https://blog.example/e?a=b"),
        (page("<a rel=webmention href=1><link rel=webmention href=2>"), "https://blog.example/a/1"),
        (page("<a rel=webmention href=1>", link="<2>; rel=webmention"), "https://blog.example/a/2"),
        (page("<link rel=webmention><a rel=webmention href=1>"), "https://blog.example/a/1"),
        (page("<!-- <link rel=webmention href=1> -->"), ""),
        (page("&lt;link rel=webmention href=1>"), ""),
        (page("<link rel=not-webmention href=1>"), ""),
        (page("<link rel=webmention href=1>", kind="text/plain"), ""),
        (page(), ""),
    ],
)
def test_where_a_page_wants_to_be_told(answer, endpoint):
    assert find_endpoint(answer) == endpoint


@given(st.text(max_size=300), st.text(max_size=200))
def test_no_page_and_no_header_breaks_it(body, link):
    assert isinstance(find_endpoint(page(body, link)), str)
