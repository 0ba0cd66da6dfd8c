"""The storms that were put into the sample organisation, as alerts explain them.

What must be said is counted here from the seeded posts themselves, in another way than the
program does: by plain words, without its queries, its index or its median.
"""

import datetime as dt
import re
from collections import Counter
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import translation

from klankbord.participate.insight.alert_views import shown_alerts
from klankbord.participate.insight.jobs import watch_topics
from klankbord.participate.insight.models import Alert
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.sentences import spike_sentence
from klankbord.participate.stories.jobs import file_arrivals, has_unfiled
from klankbord.site.sample import load_sample
from klankbord.site.sample.posts import DAYS, OUTAGE_DAY, POOL_DAY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ZONE = ZoneInfo("Europe/Amsterdam")
UNTIL = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)
# Topic, day of its storm, the hashtag that came with it, and the words that the topic is about.
STORMS = {
    "Digitaal loket": (
        OUTAGE_DAY,
        "storingloket",
        r"\bdigitaal loket\b|\bpaspoort\b|\brijbewijs\b|\bonline desk\b|#storingloket\b",
    ),
    "Zwembad De Golf": (POOL_DAY, "reddegolf", r"\bde golf\b|#reddegolf\b|#zwembaddegolf\b"),
}
SENTENCE = {
    "en": re.compile(
        r"(?P<topic>.+): (?P<times>[\w.]+)(?: times)? the usual (?P<weekday>\w+), "
        r"(?P<n>\d+) mentions instead of (?P<usual>\d+); (?P<percent>\d+) % \((?P<n_tag>\d+)\) "
        r"have #(?P<tag>\w+); first said by (?P<author>.+) on (?P<platform>\w+) at "
        r"(?P<hour>\d+)(?::(?P<minute>\d\d))? (?P<half>[ap])\.m\."
    ),
    "nl": re.compile(
        r"(?P<topic>.+): (?P<times>[\w,]+)(?: keer)? de gewone (?P<weekday>\w+), "
        r"(?P<n>\d+) vermeldingen in plaats van (?P<usual>\d+); (?P<percent>\d+) % "
        r"\((?P<n_tag>\d+)\) hebben #(?P<tag>\w+); het eerst gezegd door (?P<author>.+) op "
        r"(?P<platform>\w+) om (?P<hour>\d+):(?P<minute>\d\d)\."
    ),
}
TIMES = {"twice": 2, "three": 3, "four": 4, "five": 5, "twee": 2, "drie": 3, "vier": 4, "vijf": 5}
WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
}


@pytest.fixture(scope="module", autouse=True)
def _town(django_db_setup, django_db_blocker):
    """The sample, loaded once, and what its workers do."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("nl"):
        load_sample(at=UNTIL)
        run = SimpleNamespace(now=UNTIL, progress=lambda: None)
        while has_unfiled():
            file_arrivals(run)
        watch_topics(run)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def posts():
    return Town(until=UNTIL).posts()


def day_of(post):
    return post.published_at.astimezone(ZONE).date()


def storm_day(number):
    return (UNTIL - dt.timedelta(days=DAYS)).astimezone(ZONE).date() + dt.timedelta(days=number)


def middle(numbers):
    """The one in the middle, or halfway the two that are."""
    numbers = sorted(numbers)
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("topic", STORMS)
def test_the_sentence_of_a_storm_says_what_was_seeded(posts, topic, language):
    number, tag, words = STORMS[topic]
    day = storm_day(number)
    about = [
        post for post in posts
        if re.search(words, f"{post.title} {post.text}", re.IGNORECASE)
    ]  # fmt: skip
    a_day = Counter(map(day_of, about))
    tagged = [post for post in about if day_of(post) == day and tag in post.hashtags]
    assert len(tagged) >= 150, "so many posts the seed begins on that day"
    usual = middle([
        a_day[before]
        for week in range(1, 13)
        if (before := day - dt.timedelta(weeks=week)) >= storm_day(0)
    ])  # fmt: skip
    first = min(tagged, key=lambda post: post.published_at)

    with translation.override(language):
        (shown,) = [
            each for each in shown_alerts()
            if (each.alert.topic.name, each.alert.day) == (topic, day)
        ]  # fmt: skip
    said = SENTENCE[language].fullmatch(shown.sentence)
    assert said, shown.sentence
    assert said["topic"] == topic
    assert said["weekday"] == WEEKDAYS[language][day.weekday()]
    assert int(said["n"]) == a_day[day]
    assert abs(int(said["usual"]) - usual) <= 0.5
    times = TIMES.get(said["times"]) or float(said["times"].replace(",", "."))
    assert times == pytest.approx(a_day[day] / round(usual), abs=0.5)
    assert (said["tag"], int(said["n_tag"])) == (tag, len(tagged))
    assert int(said["percent"]) == round(100 * len(tagged) / a_day[day])
    assert said["author"] == first.author.name
    assert said["platform"].lower() == first.platform
    at = first.published_at.astimezone(ZONE)
    hour = int(said["hour"]) % 12 + 12 * (said["half"] == "p") if language == "en" else at.hour
    assert (hour, int(said["minute"] or 0)) == (at.hour, at.minute)


def test_no_other_cause_is_made_up(posts):
    """Topics beside these stand out on the days of the storms too, or seldom by chance."""
    storms = {storm_day(number): tag for number, tag, _words in STORMS.values()}
    for alert in Alert.objects.select_related("topic"):
        if alert.cause["kind"] == "hashtag":
            assert storms.get(alert.day) == alert.cause["value"], alert
    by_chance = Alert.objects.exclude(day__in=storms)
    weeks = 8
    assert by_chance.count() <= weeks * len(Counter(by_chance.values_list("topic", flat=True)))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_overview_names_the_topic_of_each_storm_and_its_share(posts, language):
    figures = Figures(Period(storm_day(40), UNTIL.date()))
    found = {each.spike.on: each for each in figures.spikes}
    all_day = Counter(map(day_of, posts))
    for number, tag, _words in STORMS.values():
        day = storm_day(number)
        assert found[day].spike.count == all_day[day]
        n_tagged = sum(day_of(post) == day and tag in post.hashtags for post in posts)
        with translation.override(language):
            sentence = spike_sentence(found[day])
        assert WEEKDAYS[language][day.weekday()] in sentence
        percent = int(re.search(r"(\d+) %", sentence)[1])
        assert n_tagged / all_day[day] * 100 - 1 <= percent <= 100
        assert found[day].topic.name in sentence
