"""Days that stand out: one rule, so that the overview and the alerts name the same days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.measure.spikes import Spike
from klankbord.participate.insight.causes import grown_topic
from klankbord.participate.insight.models import Alert
from klankbord.participate.insight.period import MAX_DAYS, Period
from klankbord.participate.insight.storms import NEEDED, storms
from klankbord.participate.insight.watching import watch_topic
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.models import Topic, TopicDay

TODAY = dt.date(2026, 3, 10)
DAYS = [TODAY - dt.timedelta(days=n) for n in range(139, -1, -1)]


def steady(n=20):
    return {day: n + day.toordinal() % 5 for day in DAYS}


def found(counts, since=DAYS[110]):
    return storms(counts, heard=min(counts), since=since)


def test_a_quiet_quarter_has_no_spikes():
    assert found(steady()) == []


def test_a_day_far_above_its_weekday_is_a_spike():
    (spike,) = found(steady() | {TODAY: 90})
    assert spike.on == TODAY
    assert 18 <= spike.usual <= 26
    assert spike.ratio > 3


def test_of_days_in_a_row_the_first_is_named():
    counts = steady() | {DAYS[129]: 110, DAYS[130]: 200, DAYS[132]: 150, DAYS[137]: 160}
    assert [spike.on for spike in found(counts)] == [DAYS[129], DAYS[137]]
    assert [spike.on for spike in found(counts, since=DAYS[131])] == [DAYS[137]]


def test_without_a_past_nothing_stands_out():
    assert storms({TODAY: 500}, heard=TODAY, since=TODAY) == []
    assert storms(steady() | {TODAY: 500}, heard=None, since=TODAY) == []


def test_days_before_anything_was_heard_are_not_quiet_days():
    counts = dict.fromkeys(DAYS, 0) | dict.fromkeys(DAYS[-20:], 40)
    assert storms(counts, heard=DAYS[-20], since=DAYS[110]) == []
    assert found(counts)


def test_a_weekly_rhythm_is_usual():
    assert found({day: 100 if day.weekday() == 1 else 10 for day in DAYS}) == []


def test_the_cause_is_the_topic_that_grew():
    spike = Spike(TODAY, 90, 20, 9.0)
    always = dict.fromkeys(DAYS, 18)
    swimming = dict.fromkeys(DAYS, 0) | {TODAY: 58}
    cause = grown_topic(spike, {1: always, 2: swimming})
    assert (cause.topic_id, round(cause.share, 2)) == (2, 0.64)
    assert grown_topic(spike, {1: always}) is None
    assert grown_topic(spike, {}) is None


@given(st.dictionaries(st.sampled_from(DAYS), st.integers(0, 10_000)), st.sampled_from(DAYS))
def test_a_period_shows_the_same_days_whatever_else_it_shows(some, since):
    """A day is judged by itself: a longer period adds days and changes none."""
    counts = dict.fromkeys(DAYS, 0) | some
    longer = storms(counts, heard=DAYS[0], since=DAYS[0])
    needed = {day: n for day, n in counts.items() if day >= since - NEEDED}
    assert storms(needed, heard=DAYS[0], since=since) == [
        spike for spike in longer if spike.on >= since
    ]


@pytest.mark.django_db
def test_the_overview_of_a_topic_and_its_alerts_name_the_same_days(client_of, owner):
    """Watched day after day as time goes on, and looked back upon in the end."""
    now = timezone.now()
    today = now.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    topic = create_topic(name="Pool", query="pool", by=owner, at=now)
    Topic.objects.update(n_replayed=0, n_replays=0)
    topic.refresh_from_db()
    loud = {33: 40, 32: 60, 30: 30, 20: 8, 18: 25, 5: 31, 1: 12}
    for back in range(140, -1, -1):
        day = today - dt.timedelta(days=back)
        TopicDay.objects.create(topic=topic, day=day, n_matches=loud.get(back, 2 + back % 3))
        if back < 50:
            watch_topic(topic=topic, today=day, at=now)
    told = {row.day: (row.n_mentions, row.usual) for row in Alert.objects.all()}
    assert {(today - day).days for day in told} == {33, 18, 5, 1}
    spikes = client_of(owner).get(f"/api/v1/insight/overview?days=90&topic={topic.pk}").json()
    assert told == {
        dt.date.fromisoformat(each["day"]): (each["n"], each["usual"]) for each in spikes["spikes"]
    }


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=4))
def test_any_address_is_a_period(since, until, days):
    period = Period.read({"since": since, "until": until, "days": days}, today=TODAY)
    assert period.since <= period.until
    assert len(period.days) == period.n_days <= MAX_DAYS


@given(st.dates(dt.date(1995, 1, 1), TODAY), st.integers(0, MAX_DAYS - 1))
def test_a_period_is_what_its_address_says(since, length):
    until = min(since + dt.timedelta(days=length), TODAY)
    period = Period.read({"since": since.isoformat(), "until": until.isoformat()}, today=TODAY)
    assert Period.read(period.params, today=TODAY) == period == Period(since, until)
    assert period.previous.n_days == period.n_days
    assert period.previous.until == since - dt.timedelta(days=1)
