import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.insight.tests.heard import (
    hear,
    mixed,
    own_words,
    post,
    settle,
    source_of,
)
from klankbord.participate.listening.models import Gap, Source
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms import urls
from klankbord.participate.platforms.facts import starter_words
from klankbord.participate.platforms.jobs import measure
from klankbord.participate.platforms.mapping import platform_map
from klankbord.participate.platforms.measuring import count_day, days_to_count
from klankbord.participate.platforms.models import DayPlatform, Fact, Research
from klankbord.participate.platforms.starters import STARTERS
from klankbord.participate.platforms.words import fit_words
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry

ARGUMENTS = {
    "platform-detail": ["mastodon"],
    "fact-add": ["mastodon"],
    "facts-restore": ["mastodon"],
    "fact-edit": ["x", "x:users-nl"],
}
POSTS = {"weights-save", "facts-restore"}
WORDS = {"words": "Korte berichten", "source": "Onderzoek", "address": "", "as_of": ""}


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def heard(organisation, owner, now):
    """Ninety posts on two platforms in ten days; two in nine are about the park."""
    at = timezone.localtime().replace(hour=12) - dt.timedelta(days=1)  # noon: a day ends at night
    create_topic(name="Park", query="park", by=owner, at=at)
    hear(source_of(now), mixed(at), at=at)
    run_measure()
    return at


def run_measure():
    measure(SimpleNamespace(now=timezone.now(), progress=lambda: None))


def _placed(key="mastodon"):
    today = timezone.localtime().date()
    now = timezone.now()
    return next(each for each in platform_map(today=today, at=now) if each.platform.key == key)


def test_strangers_stay_out(client_of, stranger, member_with):
    for member in (stranger, member_with(Role.EXPERT)):
        for pattern in urls.urlpatterns:
            name = pattern.name
            address = reverse(f"platforms:{name}", args=ARGUMENTS.get(name))
            ask = client_of(member).post if name in POSTS else client_of(member).get
            assert ask(address).status_code == 403, name
        assert client_of(member).get("/api/v1/platforms/map").status_code == 403


def test_an_empty_house_teaches(client):
    text = client.get("/platforms/").text
    assert "Nothing was heard on any platform yet" in text
    assert "13.5 million people of 15 and older use it" in text


def test_what_is_measured_is_what_was_heard(heard):
    rows = Mention.objects.select_related("author")
    for key in ("mastodon", "reddit"):
        days = _placed(key).platform.days
        own = [each for each in rows if each.platform == key]
        assert days.n_mentions == len(own) == sum(days.hours)
        assert days.n_in_topics == sum("park" in each.text for each in own)
        hours = [timezone.localtime(each.published_at).hour for each in own]
        assert days.hours == [hours.count(hour) for hour in range(24)]


def test_only_days_that_changed_are_counted_anew(heard, owner, now):
    today = timezone.localtime().date()
    assert days_to_count(today=today) == []
    DayPlatform.objects.filter(day=heard.date()).update(n_mentions=1)
    assert days_to_count(today=today) == [heard.date()]
    run_measure()
    park = Topic.objects.get()
    park.delete()
    settle(heard)
    assert len(days_to_count(today=today)) == 10
    run_measure()
    assert _placed().platform.days.n_in_topics == 0


def test_a_day_costs_the_same_at_however_many_hours_something_was_said(
    heard, django_assert_max_num_queries
):
    day = heard - dt.timedelta(days=1)
    posts = [post(n, own_words(n), day.replace(hour=n % 24)) for n in range(1000, 1048)]
    hear(Source.objects.get(), posts, at=heard)
    with django_assert_max_num_queries(8):
        count_day(day=day.date())
    counted = [row.hours for row in DayPlatform.objects.filter(day=day.date())]
    assert all(map(sum, zip(*counted, strict=True)))


def test_the_program_says_too_what_was_not_heard(client, heard):
    said = {each["platform"]: each for each in client.get("/api/v1/platforms/map").json()}
    assert said["mastodon"]["unheard"] == []
    Source.objects.update(connector="mastodon")
    source = Source.objects.get()
    from_at = (heard - dt.timedelta(days=3)).replace(hour=10)
    Gap.objects.create(
        source=source,
        from_at=from_at,
        until_at=from_at + dt.timedelta(hours=5),
        reason="server-fault",
    )
    said = {each["platform"]: each for each in client.get("/api/v1/platforms/map").json()}
    day = local_day(from_at).isoformat()
    assert said["mastodon"]["unheard"] == [{"day": day, "source": source.name, "hours": 5.0}]
    others = [each for each in said.values() if each["platform"] != "mastodon"]
    assert others
    assert not any(each["unheard"] for each in others)
    assert "not every source was heard" in client.get("/platforms/on/mastodon/").text


def test_every_number_leads_to_as_many_mentions_and_the_program_says_the_same(client, heard):
    line = client.get("/platforms/on/mastodon/").context["line"]
    said = {each["platform"]: each for each in client.get("/api/v1/platforms/map").json()}
    own, doors = said["mastodon"], line.doors
    assert own["n_mentions"] == line.platform.n_mentions == 45
    assert "45 mentions" in client.get(doors.all).text
    n_ours = own["n_in_topics"]
    assert n_ours == line.platform.days.n_in_topics > 0
    assert f"{n_ours} mentions" in client.get(doors.in_topics).text
    subjects = [each.link for each in doors.subjects]
    assert [link.n for link in subjects] == [each["n_mentions"] for each in own["subjects"]]
    assert [link.n for link in doors.languages] == list(own["languages"].values())
    for link in [*subjects, *doors.groups, *doors.languages, *doors.tones]:
        words = f"{link.n} mention" + ("s" if link.n > 1 else "")
        assert words in client.get(link.url).text, link
    assert own["fit"] == line.placed.fit.share


def test_a_subject_stands_against_all_other_platforms(client, organisation, owner, now):
    at = timezone.localtime() - dt.timedelta(minutes=1)
    create_topic(name="Park", query="park", by=owner, at=at)
    texts = [("park", 9), ("office", 2), ("park", 1), ("office", 20)]
    posts = [
        post(2 * number + place // 2, f"the {word} {own_words(100 * place + number)}", at)
        for place, (word, n) in enumerate(texts)
        for number in range(50 * place, 50 * place + n)
    ]
    hear(source_of(now), posts, at=at)
    subject = _placed("reddit").platform.subjects[0]
    assert subject.n == 9
    assert round(subject.times, 1) == round((9.5 / 12) / (1.5 / 22), 1)
    assert "times as often as elsewhere" in client.get("/platforms/").text


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
    assert "fits best" in text
    assert f'value="{day.isoformat()}"' in client.get("/platforms/on/reddit/").text
    assert AuditEntry.objects.filter(act="platforms.decided").count() == 1


def test_weights_change_the_order(client, heard):
    zero = dict.fromkeys(("heard", "focus", "audience", "reach", "ease"), 0)
    client.post("/platforms/on/reddit/", {"verdict": "open", "effort": "1"})
    client.post("/platforms/on/mastodon/", {"verdict": "open", "effort": "5"})
    client.post("/platforms/weights/", zero | {"ease": 5})
    said = client.get("/api/v1/platforms/map").json()
    fits = [(each["platform"], each["fit"]) for each in said if each["fit"] is not None]
    assert fits == [("reddit", 1), ("mastodon", 0)]
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
    assert client.post("/platforms/on/reddit/", {"verdict": "leave"}).status_code == 403
    assert not Research.objects.exists()
    assert client.post("/platforms/weights/", {}).status_code == 403
    assert "Nothing was noted yet" in client.get("/platforms/on/reddit/").text


def test_facts_are_changed_added_taken_away_and_put_back(client, heard, now):
    fact = "/platforms/on/x/facts/x:users-nl/"
    assert "2.8 million" in client.get(fact).text
    client.post(fact, WORDS | {"as_of": "2026-02-01"})
    text = client.get("/platforms/on/x/").text
    assert "Korte berichten" in text
    assert "2.8 million" not in text
    client.post(fact, {"remove": "1"})
    text = client.get("/platforms/on/x/").text
    assert "Korte berichten" not in text
    assert "2.8 million" not in text
    client.post("/platforms/on/x/facts/restore/")
    assert "2.8 million" in client.get("/platforms/on/x/").text
    client.post("/platforms/on/x/facts/add/", WORDS)
    row = Fact.objects.get(starter="")
    client.post(f"/platforms/on/x/facts/{row.pk}/", WORDS | {"words": "Lange berichten"})
    said = {each["platform"]: each for each in client.get("/api/v1/platforms/map").json()}
    assert said["x"]["facts"][0]["words"] == "Lange berichten"
    assert client.get(f"/platforms/on/reddit/facts/{row.pk}/").status_code == 404
    client.post(f"/platforms/on/x/facts/{row.pk}/", {"remove": "1"})
    assert not Fact.objects.exists()
    assert AuditEntry.objects.filter(act__startswith="platforms.fact").count() == 6


def test_a_platform_of_which_nothing_is_known_begins_with_a_fact(client, organisation):
    answer = client.get("/platforms/add/?name=Nieuwe Buurt")
    assert answer.headers["Location"] == "/platforms/on/nieuwe-buurt/facts/add/"
    client.post("/platforms/on/nieuwe-buurt/facts/add/", WORDS)
    assert "Nieuwe-buurt" in client.get("/platforms/").text
    assert client.get("/platforms/add/?name=!").headers["Location"] == "/platforms/"
    assert client.get(f"/platforms/on/{'a' * 41}/facts/add/").status_code == 404
    assert client.get(f"/platforms/on/reddit/facts/{'9' * 5000}/").status_code == 404


def test_every_starter_says_who_measured_it_and_where(organisation):
    keys = [starter.key for starter in STARTERS]
    assert len(keys) == len(set(keys))
    for starter in STARTERS:
        assert starter_words(starter).strip()
        assert starter.source
        assert starter.address.startswith("https://")
        assert 2023 <= starter.year <= 2026


def test_names_stand_below_each_other_where_there_is_no_room(heard, client, owner):
    for key in ("mastodon", "reddit"):
        client.post(f"/platforms/on/{key}/", {"verdict": "join", "effort": "1"})
    drawn = client.get("/platforms/").context["drawn"]
    lane = drawn.lanes[0]
    assert len(lane.spots) == 2
    assert len({spot.y for spot in lane.spots}) == 2
    assert drawn.height > drawn.lanes_end > lane.height


def test_the_map_costs_the_same_however_much(client, heard, django_assert_max_num_queries):
    with django_assert_max_num_queries(38):  # two for what was not heard
        client.get("/platforms/")
