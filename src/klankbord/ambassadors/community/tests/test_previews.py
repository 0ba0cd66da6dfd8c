"""A link gets a card: of a page that the server read once, of that post alone, or none."""

import datetime as dt
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.moderation.actions import decide_review, report_words
from klankbord.ambassadors.community.previews import visiting
from klankbord.ambassadors.community.previews.links import first_link
from klankbord.ambassadors.community.previews.models import LinkPreview
from klankbord.ambassadors.community.previews.queries import previews_due
from klankbord.ambassadors.community.queries import post_page
from klankbord.jobs.registry import STANDING
from klankbord.trust.rights.contract import LEAVERS

pytestmark = pytest.mark.django_db
State = LinkPreview.State
PAGE = (
    "<title>Zwembad</title><meta property='og:description' content='Open <b>tot</b> vijf'>"
    "<meta property='og:image' content='/picture.png'><script src='/script.js'></script>"
)


class Site(BaseHTTPRequestHandler):
    """Pages as the wide world has them, hostile ones too; it notes what was asked."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012  # one for each server, see `site`

    def do_GET(self):
        self.asked.append((self.path, self.headers.get("Cookie", "")))
        page = getattr(self, f"page_{self.path.strip('/')}", None)
        page() if page else self.give(404)

    def give(self, status=200, body=b"", kind="text/html; charset=utf-8", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page_good(self):
        self.give(body=PAGE.encode())

    def page_moved(self):
        self.give(302, Location="/good")

    def page_cloud(self):
        self.give(302, Location="http://169.254.169.254/latest/meta-data/")

    def page_inside(self):
        self.give(302, Location="http://10.0.0.1/")

    def page_script(self):
        self.give(302, Location="javascript:alert(1)")

    def page_round(self):
        self.give(302, Location="/round")

    def page_refresh(self):
        self.give(body=b"<meta http-equiv=refresh content='0;url=/good'>")

    def page_huge(self):
        self.give(body=b"<title>x</title>" + b" " * (visiting.MOST_BYTES + 1))

    def page_deep(self):
        self.give(body=b"<div>" * 50_000 + b"<title>Diep</title>")

    def page_picture(self):
        self.give(body=b"\x89PNG", kind="image/png")

    def page_broken(self):
        self.give(503)

    def page_marked(self):
        self.give(body=b"<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>", Set_Cookie="a=b")

    def page_tongue(self):
        self.give(body=b"<title>Zwembad</title>", kind="text/html; charset=idna")

    def page_slow(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(100):
            time.sleep(0.2)
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_):
        """The tests say what went wrong."""


@pytest.fixture
def site(settings):
    """A real server on this machine, whose network is opened for cards as an intranet would be."""
    settings.PREVIEW_NETWORKS = ("127.0.0.0/8",)
    handler = type("OneSite", (Site,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    server.asked = handler.asked
    yield server
    server.shutdown()
    server.server_close()


def say(group, by, at, text):
    return actions.write_post(group=group, text=text, by=by, at=at)


def visit(at, most=20):
    """As the job does, until nothing is due; it must have an end."""
    for _ in range(most):
        if not list(visiting.visit_pages(clock=lambda: at)):
            return
    pytest.fail("it goes on for ever")


def card_of(member):
    (card,) = post_page(member, mine=member.community_groups.values_list("pk", flat=True)).cards
    return card.preview


@pytest.mark.parametrize("path", ["good", "moved"])
def test_a_link_gets_the_words_of_its_page_and_nothing_else_is_fetched(
    open_group, owner, client_of, now, site, path
):
    post = say(open_group, owner, now, f"Zie {site.url}/{path}.")
    assert card_of(owner) is None  # nobody waits for it
    visit(now)
    card = card_of(owner)
    assert (card.title, card.about, card.site) == ("Zwembad", "Open <b>tot</b> vijf", "127.0.0.1")
    assert card.address == f"{site.url}/{path}"
    assert {path for path, _cookie in site.asked} <= {"/good", "/moved"}
    page = client_of(owner).get(reverse("community:post-detail", args=[post.pk])).text
    assert f'href="{site.url}/{path}" rel="noopener noreferrer nofollow"' in page
    assert "Open &lt;b&gt;tot&lt;/b&gt; vijf" in page
    assert "picture.png" not in page
    visit(now + dt.timedelta(days=1))
    assert len([path for path, _cookie in site.asked if path == "/good"]) == 1


@pytest.mark.parametrize(
    "path",
    ["cloud", "inside", "script", "round", "refresh", "huge", "picture", "missing"],
)
def test_a_page_that_means_harm_gets_no_card(open_group, owner, now, site, path):
    say(open_group, owner, now, f"{site.url}/{path}")
    for hours in range(4):
        visit(now + dt.timedelta(hours=hours))
    row = LinkPreview.objects.get()
    assert (row.state, row.title, row.due_at) == (State.NOTHING, "", None)
    assert "/good" not in {path for path, _cookie in site.asked}


def test_a_page_that_takes_its_time_is_left(open_group, owner, now, site, monkeypatch):
    monkeypatch.setattr(visiting, "MOST_SECONDS", 0.5)
    say(open_group, owner, now, f"{site.url}/slow")
    visit(now)
    row = LinkPreview.objects.get()
    assert (row.state, row.n_visits, row.due_at > now) == (State.WAITING, 1, True)


def test_a_deep_page_and_marks_in_a_title_are_only_words(open_group, owner, client_of, now, site):
    say(open_group, owner, now, f"{site.url}/deep")
    visit(now)
    assert card_of(owner).title == "Diep"
    post = say(open_group, owner, now, f"{site.url}/marked")
    visit(now)
    page = client_of(owner).get(reverse("community:post-detail", args=[post.pk])).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert not any(cookie for _path, cookie in site.asked)


def test_a_page_in_no_tongue_is_read_all_the_same(open_group, owner, now, site):
    say(open_group, owner, now, f"{site.url}/tongue")
    visit(now)
    assert card_of(owner).title == "Zwembad"


def test_a_visit_that_kills_the_worker_is_not_made_for_ever(open_group, owner, now, site):
    say(open_group, owner, now, f"{site.url}/good")
    for hours in range(9):  # killed after each claim
        at = now + dt.timedelta(hours=hours)
        for preview in previews_due(at=at):
            visiting.claim_visit(preview, at=at)
    assert LinkPreview.objects.get().n_visits == 3
    assert not STANDING["community.visit_links"].has_work()


def test_a_page_that_is_out_of_order_is_visited_three_times(open_group, owner, now, site):
    say(open_group, owner, now, f"{site.url}/broken")
    for hours in range(6):
        visit(now + dt.timedelta(hours=hours))
    assert [path for path, _cookie in site.asked] == ["/broken"] * 3
    assert LinkPreview.objects.get().state == State.NOTHING


def test_own_networks_are_shut(open_group, owner, now, site, settings):
    """Also those that an administrator opened for sources: here colleagues choose the address."""
    settings.PREVIEW_NETWORKS, settings.OPEN_NETWORKS = (), ("127.0.0.0/8",)
    say(open_group, owner, now, f"{site.url}/good")
    visit(now)
    assert LinkPreview.objects.get().state == State.NOTHING
    assert site.asked == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Zie https://a.example/b?c=1&d=2.", "https://a.example/b?c=1&d=2"),
        ("[hier](https://a.example/) en https://b.example", "https://a.example/"),
        ("<https://a.example>", "https://a.example"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("**https://a.example**", "https://a.example"),
        ("`https://a.example` en\n\n    https://b.example", ""),
        ("javascript:alert(1) data:text/html,x ftp://a.example file:///etc/passwd", ""),
        ("[x](javascript:alert(1))", ""),
        ("http://localhost:8000/community/posts/1/ en https://a.example", "https://a.example"),
        ("https://localhost/admin", ""),
        ("https://a.example/?token=abc", ""),
        ("https://a.example/reset?user=1&PassWord=x", ""),
        ("https://an:geheim@a.example/", ""),
        ("https://a.example/" + "x" * 2_000, ""),
        ("#onderwerp en @naam", ""),
    ],
)
def test_the_first_link_that_everybody_may_open_counts(settings, text, address):
    settings.PUBLIC_URL = "http://localhost:8000"
    assert first_link(text) == address


def test_a_card_belongs_to_one_post(open_group, closed_group, owner, colleague, now, site):
    """Who reads one post learns nothing of another: it is fetched again, and at its own time."""
    say(closed_group, owner, now, f"{site.url}/good")
    visit(now)
    actions.join_group(group=open_group, by=colleague, at=now)
    say(open_group, colleague, now, f"{site.url}/good")
    assert card_of(colleague) is None
    visit(now)
    assert card_of(colleague).title == "Zwembad"
    assert [path for path, _cookie in site.asked] == ["/good", "/good"]


def test_who_wrote_it_takes_it_off_for_good(
    open_group, owner, colleague, stranger, client_of, now, site
):
    actions.join_group(group=open_group, by=colleague, at=now)
    post = say(open_group, colleague, now, f"{site.url}/good")
    visit(now)
    place = reverse("community:preview-remove", args=[post.pk])
    assert client_of(stranger).post(place).status_code == 404
    assert LinkPreview.objects.get().is_shown
    shown = client_of(colleague).get(reverse("community:post-detail", args=[post.pk])).text
    assert place in shown
    assert client_of(colleague).post(place).status_code == 302
    edited = f"Beter: {site.url}/good"
    actions.edit_post(post=post, text=edited, by=colleague, at=now)
    visit(now + dt.timedelta(days=1))
    row = LinkPreview.objects.get()
    assert (row.state, row.title) == (State.REMOVED, "")
    assert len(site.asked) == 1
    actions.edit_post(post=post, text=f"Anders: {site.url}/moved", by=colleague, at=now)
    visit(now)
    assert LinkPreview.objects.get().is_shown
    assert client_of(owner).post(place).status_code == 302  # an owner of the group may too
    actions.edit_post(post=post, text="Zonder", by=colleague, at=now)
    assert not LinkPreview.objects.exists()


@pytest.mark.parametrize("way", ["remove", "leave"])
def test_it_goes_with_the_words(open_group, owner, now, site, way):
    post = say(open_group, owner, now, f"{site.url}/good")
    visit(now)
    if way == "remove":
        actions.remove_post(post=post, by=owner, at=now)
    else:
        LEAVERS["community.words"].remove(owner.pk)
    assert not LinkPreview.objects.exists()


def test_what_is_taken_down_is_not_visited_and_not_shown(
    open_group, owner, colleague, stranger, now, site
):
    actions.join_group(group=open_group, by=colleague, at=now)
    post = say(open_group, colleague, now, f"{site.url}/good")
    review = report_words(words=post, reason="hurts", more="", by=stranger, at=now)
    decide_review(review=review, is_shown=False, reason="No", by=owner, at=now)
    visit(now)
    assert site.asked == []
    assert not previews_due(at=now).exists()


def test_a_house_can_do_without(open_group, owner, now, site, settings):
    say(open_group, owner, now, f"{site.url}/good")
    visit(now)
    settings.LINK_PREVIEWS = False
    assert card_of(owner) is None
    say(open_group, owner, now, f"{site.url}/moved")
    assert LinkPreview.objects.count() == 1
    LinkPreview.objects.update(state=State.WAITING, due_at=now)
    assert not STANDING["community.visit_links"].has_work()
    visit(now)
    assert len(site.asked) == 1


def test_of_two_workers_one_visits(open_group, owner, now, site):
    say(open_group, owner, now, f"{site.url}/good")
    (seen,) = previews_due(at=now)
    visit(now)
    assert not visiting.claim_visit(seen, at=now)
