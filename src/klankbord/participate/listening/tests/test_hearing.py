"""Days on which not everything was heard."""

import datetime as dt

import pytest

from klankbord.participate.listening.hearing import unheard_days, unheard_words
from klankbord.participate.listening.models import Gap, Source
from klankbord.participate.listening.queries import local_midnight

DAY = dt.date(2026, 3, 10)
HOUR = dt.timedelta(hours=1)
MIDNIGHT = dt.timedelta()


@pytest.fixture
def other(source, now):
    return Source.objects.create(connector="feed", target="x", name="Forum", created_at=now)


def silent(source, begin, end, reason="connection-failed"):
    at = local_midnight(DAY)
    until = None if end is None else at + end
    Gap.objects.create(source=source, from_at=at + begin, until_at=until, reason=reason)


def hours_of(*, since=DAY, until=DAY, now=None):
    found = unheard_days(since=since, until=until, now=now or local_midnight(DAY) + 48 * HOUR)
    return {
        day: [(each.source, each.length / HOUR) for each in rows] for day, rows in found.items()
    }


def test_each_day_has_its_part(source, django_assert_num_queries):
    silent(source, -2 * HOUR, 27 * HOUR)
    now, day = local_midnight(DAY) + 48 * HOUR, dt.timedelta(days=1)
    with django_assert_num_queries(2):
        found = hours_of(since=DAY - day, until=DAY + day, now=now)
    assert [rows[0][1] for rows in found.values()] == [2, 24, 3]
    assert hours_of() == {DAY: [(source.name, 24)]}


def test_short_silences_count_together(source):
    for begin in (1, 5, 9):
        silent(source, begin * HOUR, begin * HOUR + 25 * HOUR / 60)
    assert hours_of() == {DAY: [(source.name, 1.25)]}


def test_less_than_an_hour_and_a_pause_are_no_silence(source, other):
    silent(source, MIDNIGHT, 59 * HOUR / 60)
    silent(other, MIDNIGHT, 20 * HOUR, reason="paused")
    assert hours_of() == {}


def test_what_is_still_so_ends_now(source):
    silent(source, 3 * HOUR, None)
    assert hours_of(now=local_midnight(DAY) + 8 * HOUR) == {DAY: [(source.name, 5)]}


def test_the_longest_silence_is_named_first_and_the_rest_counted(source, other, now):
    more = [
        Source.objects.create(connector="feed", target=f"x{n}", name=f"Z{n}", created_at=now)
        for n in range(3)
    ]
    silent(source, MIDNIGHT, 2 * HOUR)
    silent(other, MIDNIGHT, 7 * HOUR)
    for each in more:
        silent(each, MIDNIGHT, HOUR)
    found = unheard_days(since=DAY, until=DAY, now=local_midnight(DAY) + 9 * HOUR)
    words = unheard_words(found)[DAY]
    assert words.startswith(f"{other.name} (7 hours), {source.name} (2 hours), Z")
    assert words.endswith(" (1 hour), 2 more")


def test_a_day_of_twenty_three_hours_has_no_more(source):
    spring = dt.date(2026, 3, 29)
    at = local_midnight(spring)
    Gap.objects.create(source=source, from_at=at, until_at=None, reason="gone")
    found = unheard_days(since=spring, until=spring, now=at + 90 * HOUR)
    assert [each.length / HOUR for each in found[spring]] == [23]
