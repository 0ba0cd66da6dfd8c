"""The screens of sources: who may what, what they show, what they cost."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from klankbord.participate.listening.accounts import connectors_with_accounts
from klankbord.participate.listening.fetching import fetch
from klankbord.participate.listening.forms import SourceForm
from klankbord.participate.listening.guides import GUIDES, SignIn, plain_platform, shelves
from klankbord.participate.listening.models import Account, Source
from klankbord.participate.listening.platforms import BY_HAND, PLATFORMS
from klankbord.participate.listening.previewing import connectors_by_address
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
ACTS = ("source-pause", "source-resume", "source-run", "source-delete")


def url(name, *args):
    return reverse(f"listening:{name}", args=args)


def test_a_stranger_sees_no_sources(client_of, stranger, source):
    client = client_of(stranger)
    for address in (url("source-list"), url("source-add"), url("source-detail", source.pk)):
        assert client.get(address).status_code == 403
    for act in ACTS:
        assert client.post(url(act, source.pk)).status_code == 403
    assert Source.objects.filter(is_active=True, erase_asked_at=None).count() == 1


def test_a_responder_looks_and_changes_nothing(client_of, member_with, source):
    client = client_of(member_with(Role.RESPONDER))
    assert client.get(url("source-list")).status_code == 200
    page = client.get(url("source-detail", source.pk)).content.decode()
    assert url("source-pause", source.pk) not in page
    for act in ACTS:
        assert client.post(url(act, source.pk)).status_code == 403


def test_an_empty_list_teaches(client_of, owner):
    assert url("source-add") in client_of(owner).get(url("source-list")).content.decode()


def test_the_list_costs_the_same_for_many(
    client_of, owner, source, now, django_assert_max_num_queries
):
    Source.objects.bulk_create(
        Source(connector="feed", target=f"x{n}", name=f"s{n}", created_at=now) for n in range(40)
    )
    client = client_of(owner)
    with django_assert_max_num_queries(12):
        page = client.get(url("source-list"))
    assert page.content.decode().count('<th scope="row">') == 41


def test_the_list_says_in_words_what_went_wrong(client_of, owner, source, site, now):
    site.answers["/feed"] = (404, {}, "")
    fetch(source=source, now=now)
    page = client_of(owner).get(url("source-list")).content.decode()
    assert "There is nothing at this address (404)" in page


def test_the_list_begins_with_what_fails_and_says_how_all_do(client_of, owner, source, site, now):
    Source.objects.create(
        connector="feed", target="https://a.example/", name="Aa", created_at=now, next_run_at=now
    )
    client = client_of(owner)
    assert "2 sources, and all are heard." in client.get(url("source-list")).text
    site.answers["/feed"] = (404, {}, "")
    fetch(source=source, now=now)
    page = client.get(url("source-list"))
    assert f"1 of 2 sources is not heard now: {source.name}." in page.text
    assert [row.source.name for row in page.context["rows"]] == [source.name, "Aa"]


def test_source_add_shows_first_and_keeps_only_when_asked(client_of, owner, site):
    client = client_of(owner)
    page = client.post(url("source-add"), {"address": f"{site.url}/page"})
    assert "De brug is weer open" in page.content.decode()
    assert not Source.objects.exists()
    address = page.context["preview"].address
    assert address == f"{site.url}/feed"
    client.post(url("source-add"), {"address": address, "name": "Krant", "save": "1"})
    source = Source.objects.get()
    assert (source.name, source.target, source.host) == ("Krant", address, "127.0.0.1")
    assert AuditEntry.objects.filter(act="listening.source-added").count() == 1
    page = client.post(url("source-add"), {"address": address})
    assert "already in the list" in page.content.decode()


def test_source_add_says_what_no_program_may_hear(client_of, owner):
    page = client_of(owner).get(url("source-add")).content.decode()
    assert "platform--linkedin" in page
    assert "Look at your page there, answer there, and pass on what matters as a tip." in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://169.254.169.254/latest", "closed for safety"),
        ("http://localhost:1/", "closed for safety"),
        ("file:///etc/passwd", "Addresses start with"),
        ("http://user:secret@krant.example/", "Leave it out"),
        ("", "required"),
    ],
)
def test_source_add_refuses_with_a_reason(client_of, owner, settings, address, words):
    settings.OPEN_NETWORKS = ()
    page = client_of(owner).post(url("source-add"), {"address": address})
    assert words in page.content.decode()
    assert not Source.objects.exists()


def test_pause_resume_run_and_delete_are_done_and_written_down(client_of, owner, source):
    client = client_of(owner)
    for act in ("source-pause", "source-run", "source-resume", "source-run"):
        assert client.post(url(act, source.pk)).status_code == 302
    page = client.get(url("source-delete", source.pk))
    assert "cannot be undone" in page.content.decode()
    client.post(url("source-delete", source.pk))
    source.refresh_from_db()
    assert source.erase_asked_at
    assert set(AuditEntry.objects.values_list("act", flat=True)) >= {
        "listening.source-paused",
        "listening.source-resumed",
        "listening.source-deleted",
    }
    assert client.post(url("source-pause", source.pk)).status_code == 404
    assert client.get(url("source-list")).status_code == 200


def test_source_detail_shows_gaps_and_warnings(client_of, owner, source, site, now):
    site.answers["/feed"] = (200, {}, "<rss version='2.0'><channel><item></item><item></item>")
    fetch(source=source, now=now)
    site.answers["/feed"] = (500, {}, "")
    fetch(source=Source.objects.get(), now=now)
    page = client_of(owner).get(url("source-detail", source.pk)).content.decode()
    assert "still so" in page
    assert "An entry without title, text and link was left out." in page


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("@jan.bsky.social", "https://bsky.app/profile/jan.bsky.social"),
        ("@jan@m.example", "https://m.example/@jan"),
        ("krant.example/feed", "https://krant.example/feed"),
    ],
)
def test_people_are_named_as_their_platform_names_them(given, kept):
    form = SourceForm(QueryDict(mutable=True), connectors=connectors_by_address())
    form.data = {"connector": "feed", "address": given, "name": ""}
    form.is_bound = True
    assert form.is_valid()
    assert form.cleaned_data["address"] == kept


def shown(words):
    """Words as they stand in a page."""
    return str(escape(words))


def test_the_screen_shows_every_platform_and_what_it_costs(client_of, owner):
    page = client_of(owner).get(url("source-add")).text
    for each in connectors_by_address():
        assert f'href="{url("source-add")}?platform={each.key}"' in page
        assert shown(PLATFORMS[each.key].cost) in page
    for each in ("form", "webhook", "webmention"):
        assert f'href="{url("door-add")}?kind={each}"' in page
        assert shown(PLATFORMS[each].cost) in page
    for each in BY_HAND:
        assert str(each.limits) in page
        assert str(each.cost) in page


@pytest.mark.parametrize("key", sorted(GUIDES))
def test_each_platform_says_what_to_paste_what_it_lets_us_hear_and_the_way_to_sign_in(
    client_of, owner, now, key
):
    client, guide = client_of(owner), GUIDES[key]
    page = client.get(url("source-add"), {"platform": key}).text
    assert shown(PLATFORMS[key].limits) in page
    assert shown(PLATFORMS[key].cost) in page
    for what, address in guide.examples:
        assert shown(what) in page
        assert shown(address) in page
    to_sign_in = f"{url('account-add')}?platform={key}&amp;source"
    assert (to_sign_in in page) == (guide.sign_in is not SignIn.NONE)
    Account.objects.create(
        connector=key, place="ours", handle="ons-account", connected_at=now, connected_by="member:1"
    )
    page = client.get(url("source-add"), {"platform": key}).text
    assert ("Connected: ons-account" in page) == (guide.sign_in is not SignIn.NONE)
    assert to_sign_in not in page


def test_every_connector_has_a_guide_and_the_shelves_leave_out_none(client_of, owner):
    readers = connectors_by_address()
    assert {each.key for each in readers} == set(GUIDES)
    listed = [each.key for _, platforms in shelves(readers) for each in platforms]
    assert sorted(listed) == sorted(GUIDES)
    other = SimpleNamespace(key="dorpsplein", label="Dorpsplein")
    assert shelves([*readers, other])[-1][1] == [plain_platform(other)]


@pytest.mark.parametrize("key", [key for key, each in GUIDES.items() if each.place])
def test_an_account_is_asked_for_in_the_words_of_its_platform(client_of, owner, key):
    page = client_of(owner).get(url("account-add"), {"platform": key}).text
    assert shown(GUIDES[key].place_label) in page
    assert shown(GUIDES[key].place) in page
    assert '<select name="connector"' not in page
    assert page.count("<details open>") == 1


def test_who_may_sign_in_somewhere_has_an_example_of_it():
    with_accounts = {each.key for each in connectors_with_accounts()}
    assert with_accounts == {key for key, each in GUIDES.items() if each.place}
    assert with_accounts == {k for k, each in GUIDES.items() if each.sign_in is not SignIn.NONE}


def test_a_source_that_was_just_added_shows_its_first_posts_by_itself(
    client_of, owner, source, site, now
):
    client, address = client_of(owner), url("source-detail", source.pk)
    Source.objects.update(created_at=timezone.now(), n_posts=0)
    page = client.get(address).text
    assert 'hx-trigger="every 2s"' in page
    assert "not visited yet" in page
    Source.objects.update(n_posts=1)
    assert 'hx-trigger="every 2s"' not in client.get(address).text
    Source.objects.update(n_posts=0, created_at=timezone.now() - dt.timedelta(minutes=3))
    assert 'hx-trigger="every 2s"' not in client.get(address).text
    Source.objects.update(n_posts=0, created_at=timezone.now(), last_error="not-found")
    assert 'hx-trigger="every 2s"' not in client.get(address).text
