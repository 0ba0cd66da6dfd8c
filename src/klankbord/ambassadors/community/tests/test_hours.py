"""When mail may come, on walls all over the world."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.ambassadors.community.notifications.hours import MailHours

zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
moments = st.datetimes(
    min_value=dt.datetime(2024, 1, 1),  # noqa: DTZ001  # the zone is given beside
    max_value=dt.datetime(2029, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


@st.composite
def hours(draw):
    first = draw(st.integers(0, 23))
    return MailHours(
        zone=draw(zones),
        from_hour=first,
        until_hour=draw(st.integers(first + 1, 24)),
        is_weekend_quiet=draw(st.booleans()),
    )


@given(hours=hours(), at=moments)
def test_the_first_moment_is_never_quiet_and_never_skips_a_day_of_work(hours, at):
    found = hours.first_from(at)
    assert found >= at
    assert not hours.is_quiet(found)
    assert found - at <= dt.timedelta(days=5)
    assert (found == at) == (not hours.is_quiet(at))


@given(hours=hours(), at=moments, rhythm=st.sampled_from(["daily", "weekly", "monthly"]))
def test_digests_follow_each_other(hours, at, rhythm):
    longest = {"daily": 5, "weekly": 11, "monthly": 36}[rhythm]
    first = hours.next_digest(rhythm, after=at)
    second = hours.next_digest(rhythm, after=first)
    assert at < first < second
    assert second - first <= dt.timedelta(days=longest)
    assert not hours.is_quiet(first)


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Europe/Amsterdam", "2026-03-27T17:30:00+00:00", "2026-03-30T06:00:00+00:00"),
        ("Europe/Amsterdam", "2026-03-10T09:30:00+00:00", "2026-03-10T09:30:00+00:00"),
        ("America/New_York", "2026-03-07T23:00:00+00:00", "2026-03-09T12:00:00+00:00"),
        ("Australia/Sydney", "2026-04-03T08:00:00+00:00", "2026-04-05T22:00:00+00:00"),
    ],
)
def test_eight_o_clock_is_eight_on_the_wall(zone, at, expected):
    found = MailHours(zone=ZoneInfo(zone)).first_from(dt.datetime.fromisoformat(at))
    assert found == dt.datetime.fromisoformat(expected)


def test_a_month_that_begins_on_saturday_is_told_on_monday():
    hours = MailHours(zone=ZoneInfo("Europe/Amsterdam"))
    friday = dt.datetime(2026, 7, 31, 12, tzinfo=dt.UTC)
    monday = dt.datetime(2026, 8, 3, 6, tzinfo=dt.UTC)
    assert hours.next_digest("monthly", after=friday) == monday
    assert hours.next_digest("monthly", after=friday + dt.timedelta(days=2)) == monday
    assert hours.next_digest("monthly", after=monday) == dt.datetime(2026, 9, 1, 6, tzinfo=dt.UTC)


def test_an_hour_that_the_clock_skips_waits_a_day():
    hours = MailHours(
        zone=ZoneInfo("Europe/Amsterdam"), from_hour=2, until_hour=3, is_weekend_quiet=False
    )
    found = hours.first_from(dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC))
    assert found == dt.datetime(2026, 3, 30, 0, 0, tzinfo=dt.UTC)
