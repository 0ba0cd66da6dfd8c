import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.insight.tests.heard import hear, mixed, source_of
from klankbord.participate.platforms import urls
from klankbord.participate.platforms.jobs import is_due, measure
from klankbord.participate.platforms.mapping import platform_map
from klankbord.participate.platforms.models import Figures, Research
from klankbord.participate.platforms.words import fit_words
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.topics.actions import create_topic
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry

ARGUMENTS = {"platform-detail": ["mastodon"]}


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def heard(organisation, owner, now):
    """Ninety posts on two platforms in ten days; two in nine are about the park."""
    at = timezone.localtime().replace(hour=12)
    at = min(at, timezone.localtime() - dt.timedelta(minutes=1))
    create_topic(name="Park", query="park", by=owner, at=at)
    hear(source_of(now), mixed(at), at=at)
    run_measure()
    return at


def run_measure():
    measure(SimpleNamespace(now=timezone.now(), progress=lambda: None))


def _placed(key="mastodon"):
    today = timezone.localtime().date()
    return next(each for each in platform_map(today=today) if each.platform.key == key)


def test_strangers_stay_out(client_of, stranger, member_with):
    for member in (stranger, member_with(Role.EXPERT)):
        for pattern in urls.urlpatterns:
            name = pattern.name
            address = reverse(f"platforms:{name}", args=ARGUMENTS.get(name))
            ask = client_of(member).post if name == "weights-save" else client_of(member).get
            assert ask(address).status_code == 403, name
        assert client_of(member).get("/api/v1/platforms/map").status_code == 403


def test_an_empty_house_teaches(client):
    assert "Nothing was heard on any platform yet" in client.get("/platforms/").text
    assert not is_due(timezone.now())


def test_what_is_measured_is_what_was_heard(heard):
    figures = {row.platform: row for row in Figures.objects.all()}
    rows = Mention.objects.select_related("author")
    for key, row in figures.items():
        own = [each for each in rows if each.platform == key]
        assert row.n_mentions == len(own) == sum(row.hours)
        assert row.n_in_topics == sum("park" in each.text for each in own)
        hours = [timezone.localtime(each.published_at).hour for each in own]
        assert row.hours == [hours.count(hour) for hour in range(24)]
    assert set(figures) == {"mastodon", "reddit"}


def test_every_number_leads_to_as_many_mentions_and_the_program_says_the_same(client, heard):
    line = client.get("/platforms/on/mastodon/").context["line"]
    said = {each["platform"]: each for each in client.get("/api/v1/platforms/map").json()}
    own = said["mastodon"]
    assert own["n_mentions"] == line.platform.n_mentions == 45
    assert "45 mentions" in client.get(line.url).text
    links = line.links
    assert [link.n for link in links["topics"]] == list(own["topics"].values())
    assert [link.n for link in links["languages"]] == list(own["languages"].values())
    for link in [each for some in links.values() for each in some]:
        words = f"{link.n} mention" + ("s" if link.n > 1 else "")
        assert words in client.get(link.url).text, link
    assert own["fit"] == line.placed.fit.share


def test_what_is_not_known_makes_the_band_wide(heard, owner, client):
    before = _placed()
    parts = {part.name: part.known for part in before.parts}
    assert parts["ease"] is None
    assert parts["reach"] is None
    assert "between" in fit_words(before)
    client.post("/platforms/on/mastodon/", {"verdict": "join", "effort": "1", "notes": "Goed"})
    after = _placed()
    assert {part.name: part.known.share for part in after.parts if part.known}["ease"] == 1
    assert after.fit.high - after.fit.low < before.fit.high - before.fit.low


def test_groups_count_as_audience(heard, owner, now):
    author = Author.objects.filter(platform="mastodon").first()
    n_said = Mention.objects.filter(author=author).count()
    place_author(author=author, group="journalist", by=owner, at=now)
    assert _placed().platform.groups == {"journalist": n_said}


def test_notes_and_decision_are_kept_and_come_back(client, heard):
    day = timezone.localtime().date()
    given = {
        "verdict": "listen", "review_on": day.isoformat(), "effort": "3", "notes": "Veel vragen",
    }  # fmt: skip
    assert client.post("/platforms/on/reddit/", given).status_code == 302
    row = Research.objects.get(platform="reddit")
    assert (row.verdict, row.effort, row.notes, row.review_on) == ("listen", 3, "Veel vragen", day)
    text = client.get("/platforms/").text
    assert "Time to look again at" in text
    assert "1 of 2 platforms are decided on." in text
    assert f'value="{day.isoformat()}"' in client.get("/platforms/on/reddit/").text
    assert AuditEntry.objects.filter(act="platforms.decided").count() == 1


def test_weights_change_the_order(client, heard):
    zero = dict.fromkeys(("heard", "focus", "audience", "reach", "ease"), 0)
    client.post("/platforms/on/reddit/", {"verdict": "open", "effort": "1"})
    client.post("/platforms/on/mastodon/", {"verdict": "open", "effort": "5"})
    client.post("/platforms/weights/", zero | {"ease": 5})
    said = client.get("/api/v1/platforms/map").json()
    assert [(each["platform"], each["fit"]) for each in said] == [("reddit", 1), ("mastodon", 0)]
    client.post("/platforms/weights/", zero | {"ease": 6})
    assert client.get("/api/v1/platforms/map").json()[0]["parts"][-1]["weight"] == 5
    client.post("/platforms/weights/", zero)
    assert client.get("/api/v1/platforms/map").json()[0]["fit"] is None


def test_two_beside_each_other(client, heard):
    text = client.get("/platforms/compare/?one=mastodon&other=reddit").text
    assert "Mastodon beside Reddit" in text
    assert client.get("/platforms/compare/?one=mastodon&other=nowhere").status_code == 404


def test_who_may_not_decide_only_reads(client_of, member_with, heard):
    client = client_of(member_with(Role.RESPONDER))
    client.post("/platforms/on/reddit/", {"verdict": "leave"})
    assert not Research.objects.exists()
    assert client.post("/platforms/weights/", {}).status_code == 403
    assert "Nothing was noted yet" in client.get("/platforms/on/reddit/").text


def test_counted_once_a_day(heard):
    assert not is_due(timezone.now())
    assert is_due(timezone.now() + dt.timedelta(hours=25))


def test_the_map_costs_the_same_however_much(client, heard, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        client.get("/platforms/")
