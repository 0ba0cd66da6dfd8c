import datetime as dt

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Arrival
from klankbord.participate.insight import urls
from klankbord.participate.listening.models import Gap, Source
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.jobs import match_arrival
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Account, Role

# The key in a letter opens the way out of it, whoever holds it.
NAMES = [pattern.name for pattern in urls.urlpatterns if pattern.name != "dashboard-stop"]
PICTURES = [name for name in NAMES if name.startswith("picture-")]
# Who may come in is asked before the row.
ARGUMENTS = {
    name: [1] for name in ("alert-rule", "alert-judge", "alert-test", "dashboard-detail",
    "dashboard-file", "dashboard-edit", "dashboard-delete", "dashboard-mail")
}  # fmt: skip
POSTS = {"alert-judge", "alert-test", "drivers-start", "dashboard-delete", "dashboard-mail"}


@pytest.fixture
def source(now, db):
    return Source.objects.create(connector="file", target="x", name="Plek", created_at=now)


@pytest.fixture
def heard(source, owner):
    """Three posts a day for seventy days, and sixty on the day before yesterday."""
    at = timezone.localtime().replace(hour=10)  # of today, also between two midnights
    topic = create_topic(name="Zwembad", query="zwembad", by=owner, at=at)
    moments = [at - dt.timedelta(days=day, minutes=n) for day in range(70) for n in range(3)]
    posts = [_post(n, "Mooie dag #lente", moment) for n, moment in enumerate(moments)]
    posts += [
        _post(9000 + n, "Het zwembad is dicht", at - dt.timedelta(days=2, minutes=n + 9))
        for n in range(60)
    ]
    keep_posts(posts=posts, source=source, at=at)
    for arrival in Arrival.objects.all():
        match_arrival(arrival, at=at)
    Topic.objects.update(n_replayed=F("n_replays"))  # the archive was looked through
    return topic


def _post(number, text, at):
    platform = "mastodon" if number % 2 else "reddit"
    handle = f"author{number % 5}"
    return Post(
        id=f"{platform}:{number}", platform=platform, text=text, published_at=at, lang="nl",
        author=Author(id=handle, handle=handle, name=handle.title()), hashtags=("lente",),
    )  # fmt: skip


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def test_strangers_stay_out(client_of, stranger, member_with):
    for member in (stranger, member_with(Role.EXPERT)):
        for name in NAMES:
            address = reverse(f"insight:{name}", args=ARGUMENTS.get(name))
            client = client_of(member)
            ask = client.post if name in POSTS else client.get
            assert ask(address).status_code == 403, name
        assert client_of(member).get("/api/v1/insight/overview").status_code == 403


def test_an_empty_house_teaches(client):
    assert "Nothing was heard in this period" in client.get("/overview/").text


def test_figures_spike_and_cause(client, heard):
    page = client.get("/overview/?days=28")
    assert "144 mentions in 28 days." in page.text
    assert "% about Zwembad" in page.text
    assert "Rising fastest" in page.text
    (spike,) = page.context["spikes"]
    assert spike["n"] == 63
    assert "21 times the usual" in spike["sentence"]


def test_every_number_leads_to_as_many_mentions(client, heard):
    page = client.get("/overview/?days=28")
    assert "144 mentions" in client.get(page.context["list_url"]).text
    names = ("topic_links", "author_links", "hashtag_links", "platform_links", "language_links")
    links = [link for name in names for link in page.context[name]]
    assert len(links) > 8
    for link in links:
        assert f"{link.n} mentions" in client.get(link.url).text, link
    spike = page.context["spikes"][0]
    assert "63 mentions" in client.get(spike["url"]).text


def test_the_screen_and_the_program_say_the_same(client, heard):
    page = client.get("/overview/?days=28").context["figures"]
    said = client.get("/api/v1/insight/overview?days=28").json()
    assert said["n_mentions"] == page.mentions.now == sum(day["n"] for day in said["days"])
    assert said["n_before"] == page.mentions.before
    assert said["platforms"] == page.platforms
    assert [row["n"] for row in said["topics"]] == [row.n for row in page.topics]
    assert said["spikes"][0]["topic"] == "Zwembad"
    table = client.get("/overview/volume/?days=28&format=csv").text
    assert sum(int(line.split(",")[1]) for line in table.splitlines()[1:]) == said["n_mentions"]


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_can_be_drawn_and_kept(client, heard, name):
    address = reverse(f"insight:{name}")
    assert "<svg" in client.get(address, headers={"HX-Request": "true"}).text
    assert client.get(address, {"format": "csv"})["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_of_nothing_say_so(client, name):
    assert "nothing to show" in client.get(reverse(f"insight:{name}")).text


def test_colleagues_have_no_name_here(client, heard, colleague):
    Account.objects.create(member=colleague, platform="mastodon", handle="author1")
    Account.objects.create(member=colleague, platform="reddit", handle="author1")
    for address in (
        "/overview/",
        "/overview/authors/?format=csv",
        "/overview/who-and-where/?format=csv",
    ):
        text = client.get(address).text
        assert "uthor1" not in text
        assert "uthor2" in text


def test_what_we_cannot_hear_is_said(client, heard, source):
    assert "All sources answer" in client.get("/overview/").text
    Source.objects.filter(pk=source.pk).update(n_failures=3)
    assert "We cannot hear Plek now" in client.get("/overview/").text


@pytest.fixture
def silent(source):
    """Quiet from three days ago at noon until the next day at two, and for a minute today."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    begin = (noon - dt.timedelta(days=3)).astimezone(dt.UTC)
    failed = {"source": source, "reason": "connection-failed"}
    Gap.objects.create(from_at=begin, until_at=begin + dt.timedelta(hours=26), **failed)
    Gap.objects.create(from_at=noon, until_at=noon + dt.timedelta(minutes=1), **failed)
    return timezone.localdate(begin)


def test_days_on_which_not_everything_was_heard_stand_beside_the_counts(client, heard, silent):
    page = client.get("/overview/?days=28")
    assert "On 2 days not everything was heard: it may be too low." in page.text
    assert "on the shaded days not all of them did" in page.text
    assert "nothing is missing" not in page.text
    assert [line["words"] for line in page.context["silent"]] == ["2 days"]
    said = client.get("/api/v1/insight/overview?days=28").json()["unheard"]
    second = silent + dt.timedelta(days=1)
    assert [(row["day"], row["source"], row["hours"]) for row in said] == [
        (silent.isoformat(), "Plek", 12),
        (second.isoformat(), "Plek", 14),
    ]
    for address in ("/overview/volume/?days=28", f"/topics/{heard.pk}/volume/"):
        assert "Shaded: 2 days on which not everything was heard" in client.get(address).text
        assert "Plek (14 hours)" in client.get(address, {"format": "csv", "days": "28"}).text
    assert "Shaded" not in client.get("/overview/volume/?since=2020-01-01&until=2020-02-01").text


def test_an_empty_period_says_that_nobody_listened(client, silent):
    page = client.get("/overview/?days=28")
    assert "On 2 days of it not every source was heard." in page.text


def test_a_period_without_a_before_is_not_compared(client, heard):
    page = client.get("/overview/?days=90")
    assert "does not reach back far enough" in page.text
    assert page.context["rising"] == []


def test_what_a_replay_finds_is_no_news(client, heard):
    """Newest days first: a topic that is half looked for would seem to grow."""
    Topic.objects.update(n_replayed=0)
    page = client.get("/overview/?days=28")
    assert "% about Zwembad" not in page.text
    assert page.context["rising"] == []


def test_the_overview_costs_the_same_however_much(client, heard, django_assert_max_num_queries):
    with django_assert_max_num_queries(34):  # eight for how it sounds, two for what was not heard
        client.get("/overview/?days=90")
