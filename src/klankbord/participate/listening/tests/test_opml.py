"""Feeds by the list: what is new is added, once; and our list goes along to another reader."""

import re

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from klankbord.connectors.feed.opml import Listed, read_opml
from klankbord.participate.listening.actions import add_source, delete_source
from klankbord.participate.listening.models import Source
from klankbord.people.models import Role

pytestmark = pytest.mark.django_db
BRING, TAKE = "listening:opml-bring", "listening:opml-export"
LIST = (
    '<opml version="2.0"><body><outline text="Map">'
    '<outline text="De Streek" xmlUrl="https://krant.example/rss"/>'
    '<outline text="Blog &lt;b&gt;" xmlUrl="https://blog.example/atom.xml"/></outline>'
    '<outline text="Stuk" xmlUrl="mailto:els"/></body></opml>'
)


@pytest.fixture
def manager(client_of, member_with):
    return client_of(member_with(Role.MANAGER))


def bring(client, words: str):
    file = SimpleUploadedFile("feeds.opml", words.encode(), content_type="text/xml")
    return client.post(reverse(BRING), {"file": file})


def heard() -> dict[str, str]:
    return dict(Source.objects.values_list("target", "name"))


def test_a_list_is_shown_before_anything_is_added(manager, organisation):
    add_source(
        connector="feed",
        target="https://krant.example/rss",
        name="Streek",
        at=timezone.now(),
        actor="test",
    )
    page = bring(manager, LIST)
    told = page.content.decode()
    assert "1 feed is new" in told
    assert "Blog &lt;b&gt;" in told
    assert "1 line was left out" in told
    assert re.findall(r'name="feed" value="(\d)" checked', told) == ["1"]
    assert "disabled" in told
    assert heard() == {"https://krant.example/rss": "Streek"}
    chosen = {"list": page.context["list"], "feed": ["0", "1"]}
    again = manager.post(reverse(BRING), chosen, follow=True)
    assert "1 feed was added" in again.content.decode()
    assert heard() == {
        "https://krant.example/rss": "Streek",
        "https://blog.example/atom.xml": "Blog <b>",
    }
    assert Source.objects.filter(next_run_at__lte=timezone.now()).count() == 2
    assert "Nothing was added" in manager.post(reverse(BRING), chosen, follow=True).content.decode()
    assert len(heard()) == 2


def test_what_is_unticked_is_not_added(manager, organisation):
    page = bring(manager, LIST)
    manager.post(reverse(BRING), {"list": page.context["list"], "feed": ["1"]})
    assert heard() == {"https://blog.example/atom.xml": "Blog <b>"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("naam;adres", "This is no list of feeds"),
        ("<opml><body/></opml>", "No feed stands in this list"),
        ("<opml>" + "<outline>" * 200, "layers"),
        (
            "<opml>"
            + "".join(f'<outline xmlUrl="https://a{n}.example/"/>' for n in range(901))
            + "</opml>",
            "901 feeds",
        ),
    ],
)
def test_what_cannot_be_brought_says_why(manager, organisation, words, told):
    page = bring(manager, words)
    assert told in page.content.decode()
    assert heard() == {}


def test_nobody_makes_up_a_list(manager, organisation):
    made_up = signing.dumps([["A", "http://127.0.0.1/"]], salt="another", compress=True)
    assert manager.post(reverse(BRING), {"list": made_up, "feed": "0"}).status_code == 400
    assert manager.post(reverse(BRING), {"list": "x"}).status_code == 400
    assert heard() == {}


def test_our_feeds_go_along(manager, organisation, client_of, member_with):
    now = timezone.now()
    kept = add_source(
        connector="feed", target="https://b.example/rss", name="B & C", at=now, actor="test"
    )
    add_source(connector="mastodon", target="https://m.example/@a", name="M", at=now, actor="t")
    gone = add_source(connector="feed", target="https://a.example/", name="A", at=now, actor="test")
    delete_source(source=gone, at=now, actor="test")
    for client in (manager, client_of(member_with(Role.RESPONDER))):
        answer = client.get(reverse(TAKE))
        assert answer["Content-Disposition"] == 'attachment; filename="feeds.opml"'
        assert read_opml(answer.content).feeds == (Listed("B & C", kept.target),)


def test_who_is_not_of_the_team_takes_no_list_along(client_of, stranger, member_with):
    assert client_of(stranger).get(reverse(TAKE)).status_code == 403
    responder = client_of(member_with(Role.RESPONDER))
    assert bring(responder, LIST).status_code == 403
    assert heard() == {}
