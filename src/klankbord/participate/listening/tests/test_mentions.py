"""Sites that say that they link to ours: looked at, kept once, changed and taken away."""

import datetime as dt
import zlib

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from klankbord.connectors.webmentions import ask_page
from klankbord.core.post import decode_batch
from klankbord.participate.listening.actions import pause_source
from klankbord.participate.listening.doors import mentions
from klankbord.participate.listening.doors.actions import open_door
from klankbord.participate.listening.models import Delivery, Webmention
from klankbord.trust.rights.contract import ERASERS, Outsider

pytestmark = pytest.mark.django_db
OURS = "https://www.gemeente.example/brug"
LINKS = f"<title>Blog</title><main>De brug, zie <a href='{OURS}'>hier</a></main>"
HTML = {"Content-Type": "text/html"}


@pytest.fixture(autouse=True)
def _nobody_came_before():
    for name in ("default", "process"):
        caches[name].clear()


@pytest.fixture(autouse=True)
def _the_site_of_these_tests_is_outside(monkeypatch):
    monkeypatch.setattr(mentions, "OPEN_NETWORKS", ("127.0.0.0/8",))


@pytest.fixture
def door(organisation, now):
    return open_door(
        kind="webmention", name="Site", site="https://gemeente.example", at=now, actor="test"
    )


@pytest.fixture
def tell(client, door):
    def tell(page, target=OURS):
        address = reverse("listening:mention-tell", args=[door.token])
        return client.post(address, {"source": page, "target": target})

    return tell


def look(at=None) -> int:
    """Look at all that is due; gives how many pages that were."""
    due = list(mentions.mentions_to_check(at or timezone.now()).select_related("source"))
    for mention in due:
        mentions.check_mention(mention=mention, now=at or timezone.now())
    return len(due)


def heard() -> list:
    packed = [zlib.decompress(bytes(each.posts)) for each in Delivery.objects.all()]
    return [post for each in packed for post in decode_batch(each)]


def gone() -> list[str]:
    return [own for each in Delivery.objects.all() for own in each.gone]


def test_a_page_that_links_to_us_is_heard_after_we_looked(tell, site):
    site.answers["/blog"] = (200, HTML, LINKS)
    answer = tell(f"{site.url}/blog")
    assert answer.status_code == 202
    assert (heard(), site.asked) == ([], [])
    assert look() == 1
    (post,) = heard()
    assert (post.platform, post.title, post.text) == ("webmention", "Blog", "De brug, zie hier")
    assert (post.url, post.links, post.source) == (f"{site.url}/blog", (OURS,), "127.0.0.1")
    assert look() == 0


def test_a_page_that_only_says_so_is_not_heard(tell, site):
    site.answers["/blog"] = (200, HTML, "<p>niets</p>")
    tell(f"{site.url}/blog")
    look()
    assert (heard(), gone()) == ([], [])


def test_told_again_a_change_is_heard_under_the_same_name_and_at_the_same_moment(tell, site):
    site.answers["/blog"] = (200, HTML, LINKS)
    tell(f"{site.url}/blog")
    look()
    site.answers["/blog"] = (200, HTML, LINKS.replace("De brug", "De oude brug"))
    tell(f"{site.url}/blog")
    look()
    first, second = heard()
    assert (second.id, second.published_at) == (first.id, first.published_at)
    assert second.text == "De oude brug, zie hier"


@pytest.mark.parametrize("answer", [(410, {}, ""), (404, {}, ""), (200, HTML, "<p>weg</p>")])
def test_a_link_that_went_takes_our_copy_with_it(tell, site, answer):
    site.answers["/blog"] = (200, HTML, LINKS)
    tell(f"{site.url}/blog")
    look()
    site.answers["/blog"] = answer
    tell(f"{site.url}/blog")
    look()
    assert gone() == [heard()[0].id]


def test_a_page_that_does_not_answer_is_asked_again_and_not_for_ever(tell, site, now):
    site.answers["/blog"] = (503, {}, "")
    tell(f"{site.url}/blog")
    at, n_looks = timezone.now(), 0
    for _ in range(20):
        n_looks += look(at)
        at += dt.timedelta(days=2)
    assert n_looks == mentions.MAX_ATTEMPTS
    site.answers["/blog"] = (200, HTML, LINKS)
    tell(f"{site.url}/blog")
    look(at)
    assert len(heard()) == 1


def test_inside_our_own_network_nobody_looks(tell, site, settings, monkeypatch):
    assert settings.OPEN_NETWORKS == ("127.0.0.0/8",)  # open for sources
    monkeypatch.undo()
    tell(f"{site.url}/blog")
    look()
    assert site.asked == []
    assert not Webmention.objects.exclude(check_at=None).exists()


def test_a_page_that_breaks_the_reader_holds_up_nobody_and_ends(tell, site, monkeypatch):
    def ask(page, target, context):
        if page.endswith("/odd"):
            raise AssertionError
        return ask_page(page, target, context)

    monkeypatch.setattr(mentions, "ask_page", ask)
    site.answers["/blog"] = (200, HTML, LINKS)
    tell(f"{site.url}/odd")
    tell(f"{site.url}/blog")
    at, n_looks = timezone.now(), 0
    for _ in range(10):
        n_looks += look(at)
        at += dt.timedelta(days=2)
    assert len(heard()) == 1
    assert n_looks == 1 + mentions.MAX_ATTEMPTS


@pytest.mark.parametrize("answer", [(200, HTML, LINKS), (503, {}, "")])
def test_told_again_while_we_looked_it_is_looked_at_again(tell, site, monkeypatch, answer):
    site.answers["/blog"] = answer

    def ask(page, target, context):
        if len(site.asked) == 0:
            tell(page)
        return ask_page(page, target, context)

    monkeypatch.setattr(mentions, "ask_page", ask)
    tell(f"{site.url}/blog")
    assert (look(), look()) == (1, 1)
    assert site.asked == ["/blog", "/blog"]


def test_paused_while_we_looked_it_waits(tell, site, door, monkeypatch, now):
    def ask(page, target, context):
        pause_source(source=door.source, at=now, actor="test")
        return ask_page(page, target, context)

    monkeypatch.setattr(mentions, "ask_page", ask)
    site.answers["/blog"] = (200, HTML, LINKS)
    tell(f"{site.url}/blog")
    look()
    assert heard() == []
    assert Webmention.objects.exclude(check_at=None).exists()


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("", OURS),
        ("https://blog.example/", ""),
        (OURS, OURS),
        ("https://blog.example/", "https://elsewhere.example/"),
        ("javascript:alert(1)", OURS),
        ("https://user:word@blog.example/", OURS),
        ("https://blog.example/" + "x" * 2_000, OURS),
        ("file:///etc/passwd", OURS),
    ],
)
def test_what_cannot_be_is_refused_at_once(tell, page, target):
    answer = tell(page, target)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not Webmention.objects.exists()


def test_two_processes_look_once(tell, site):
    site.answers["/blog"] = (200, HTML, LINKS)
    tell(f"{site.url}/blog")
    mention = Webmention.objects.select_related("source").get()
    same = Webmention.objects.select_related("source").get()
    for each in (mention, same):
        mentions.check_mention(mention=each, now=timezone.now())
    assert site.asked == ["/blog"]


def test_thirty_a_minute_from_one_connection_and_none_when_paused(tell, door, now):
    answers = [tell(f"https://blog.example/{n}").status_code for n in range(62)]
    assert set(answers) == {202, 429}
    assert answers.count(202) <= 60  # a minute may end in between
    caches["default"].clear()
    pause_source(source=door.source, at=now, actor="test")
    assert tell("https://blog.example/x").status_code == 503


def test_of_a_page_that_is_forgotten_not_even_its_address_stays(tell, site, now):
    site.answers["/blog"] = (200, HTML, LINKS)
    tell(f"{site.url}/blog")
    look()
    nothing: frozenset[str] = frozenset()
    outsider = Outsider(
        platform="",
        authors=frozenset(),
        handles=nothing,
        names=nothing,
        urls=frozenset({f"{site.url}/blog/"}),
        post_ids=nothing,
        mentions=(),
        quotes=nothing,
    )
    eraser = ERASERS["listening.webmentions"]
    assert (eraser.find(outsider), eraser.erase(outsider)) == (1, 1)
    assert not Webmention.objects.exists()
