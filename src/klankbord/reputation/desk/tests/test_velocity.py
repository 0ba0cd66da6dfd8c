"""How fast a matter grows is counted, and said only where it is known."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from klankbord.participate.archive.rows import HASH_BITS
from klankbord.participate.topics.models import Match, Topic, TopicDay
from klankbord.reputation.desk.evidence import findings_of
from klankbord.reputation.desk.models import CaseMessage

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def topic(case, now):
    """A topic of the case, heard two times an hour for two weeks."""
    topic = Topic.objects.create(name="Pool", query="pool", created_at=now, changed_at=now)
    Match.objects.create(topic=topic, mention=case.messages.get().mention)
    TopicDay.objects.bulk_create(
        TopicDay(topic=topic, day=(now - n * DAY).date(), n_matches=48) for n in range(1, 15)
    )
    return topic


@pytest.fixture
def hear(topic, make_mention):
    """So many matches, some minutes ago."""

    def heard(n, ago):
        for number in range(n):
            made = make_mention(1_000 + number)
            second = int((ago - dt.timedelta(seconds=number)).timestamp())
            pk = (second << HASH_BITS) + number
            type(made).objects.filter(pk=made.pk).update(id=pk)
            Match.objects.create(topic=topic, mention_id=pk)

    return heard


def test_twelve_where_two_are_usual_are_six_times(case, hear, now):
    hear(12, now - dt.timedelta(minutes=30))
    found = findings_of(case, at=now)["velocity"]
    assert (found.value, found.confidence) == (6.0, 0.85)
    assert found.because == ("Pool: 12 in the last hour, usually 2.0",)


def test_numbers_are_written_as_the_reader_does(case, topic, hear, now):
    TopicDay.objects.update(n_matches=36)
    hear(12, now - dt.timedelta(minutes=30))
    with override("nl"):
        (because,) = findings_of(case, at=now)["velocity"].because
    assert "1,5" in because


def test_a_few_are_less_sure(case, hear, now):
    hear(6, now - dt.timedelta(minutes=30))
    found = findings_of(case, at=now)["velocity"]
    assert (found.value, found.confidence) == (3.0, 0.6)


def test_the_hour_before_does_not_count(case, hear, now):
    hear(12, now - dt.timedelta(minutes=90))
    assert findings_of(case, at=now)["velocity"].value == 0.0


def test_what_is_hardly_ever_heard_is_not_a_storm_at_its_first_message(case, topic, hear, now):
    TopicDay.objects.update(n_matches=0)
    hear(2, now - dt.timedelta(minutes=10))
    assert findings_of(case, at=now)["velocity"].value == 2.0


def test_in_its_first_week_nothing_is_usual(case, topic, now):
    TopicDay.objects.filter(day__lt=(now - 6 * DAY).date()).delete()
    assert "velocity" not in findings_of(case, at=now)


def test_while_the_archive_is_looked_through_nothing_is_said(case, topic, now):
    Topic.objects.update(n_replays=1)
    assert "velocity" not in findings_of(case, at=now)


def test_without_a_topic_nothing_is_said(case, now):
    assert "velocity" not in findings_of(case, at=now)


def test_it_costs_the_same_for_many_messages(case, topic, hear, now):
    def n_queries():
        with CaptureQueriesContext(connection) as caught:
            findings_of(case, at=now)
        return len(caught)

    before = n_queries()
    hear(30, now - dt.timedelta(minutes=30))
    assert n_queries() == before
    assert CaseMessage.objects.count() == 1
