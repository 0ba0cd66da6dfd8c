"""Office hours against a slow count of every minute, over zones, clock changes and holidays."""

import datetime as dt
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from klankbord.core.measure import (
    Calendar,
    ClockState,
    Pause,
    Term,
    business_time,
    due_at,
    earliest_due,
    read_clock,
)
from klankbord.core.measure.clocks import open_spans

pytestmark = pytest.mark.engine

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
OFFICE = Calendar(AMSTERDAM, dict.fromkeys(range(5), ((540, 1020),)))


def at(*parts, zone=AMSTERDAM):
    return dt.datetime(*parts, tzinfo=zone)


def minutes_open(calendar, since, until, pauses=()):
    """The judge: look at every minute on the clock of the zone."""
    moment, count = since.astimezone(dt.UTC), 0
    while moment < until:
        local = moment.astimezone(calendar.zone)
        minute = local.hour * 60 + local.minute
        is_open = any(first <= minute < last for first, last in calendar.ranges(local.date()))
        stops = any(p.since <= moment and (p.until is None or moment < p.until) for p in pauses)
        count += is_open and not stops
        moment += MINUTE
    return count


def first_due(calendar, since, target, pauses, horizon):
    moment, count = since.astimezone(dt.UTC), 0
    while count < target and moment < horizon:
        count += minutes_open(calendar, moment, moment + MINUTE, pauses)
        moment += MINUTE
    return moment if count >= target else None


def test_friday_half_past_four_and_an_hour_is_monday_half_past_nine():
    friday = at(2026, 3, 6, 16, 30)
    assert due_at(OFFICE, friday, HOUR) == at(2026, 3, 9, 9, 30)
    assert business_time(OFFICE, friday, at(2026, 3, 9, 9, 30)) == HOUR


def test_a_holiday_is_passed_by():
    dutch = frozenset(holidays.country_holidays("NL", years=2026))
    calendar = Calendar(AMSTERDAM, OFFICE.hours, holidays=dutch)
    maundy_thursday = at(2026, 4, 2, 16, 30)
    assert due_at(calendar, maundy_thursday, HOUR) == at(2026, 4, 7, 9, 30)  # after Easter Monday


def test_several_ranges_a_day_and_a_day_of_its_own():
    split = {0: ((540, 720), (780, 1020))}
    monday = dt.date(2026, 3, 9)
    calendar = Calendar(AMSTERDAM, split)
    assert due_at(calendar, at(2026, 3, 9, 11, 30), HOUR) == at(2026, 3, 9, 13, 30)
    late = Calendar(AMSTERDAM, split, special={monday: ((1080, 1200),)})
    assert due_at(late, at(2026, 3, 9, 11, 30), HOUR) == at(2026, 3, 9, 19)


def test_a_night_that_is_an_hour_shorter_or_longer():
    night = Calendar(AMSTERDAM, {6: ((0, 360),)})
    assert business_time(night, at(2026, 3, 29), at(2026, 3, 29, 12)) == 5 * HOUR
    assert business_time(night, at(2026, 10, 25), at(2026, 10, 25, 12)) == 7 * HOUR


def test_a_pause_stops_the_count_until_it_ends():
    monday = at(2026, 3, 9, 9)
    pause = Pause(at(2026, 3, 9, 9, 30), at(2026, 3, 9, 11), "waits for the author")
    assert due_at(OFFICE, monday, HOUR, [pause]) == at(2026, 3, 9, 11, 30)
    assert due_at(OFFICE, monday, HOUR, [Pause(pause.since)]) is None
    assert due_at(OFFICE, monday, HOUR / 4, [Pause(pause.since)]) == at(2026, 3, 9, 9, 15)
    assert business_time(OFFICE, monday, at(2026, 3, 9, 12), [Pause(pause.since)]) == HOUR / 2
    again = Pause(at(2026, 3, 9, 10), at(2026, 3, 9, 11, 15))
    assert business_time(OFFICE, monday, at(2026, 3, 9, 12), [again, pause]) == 1.25 * HOUR


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ((9, 30), ClockState.RUNNING),
        ((9, 48), ClockState.WARNED),
        ((10, 0), ClockState.BREACHED),
        ((16, 0), ClockState.BREACHED),
    ],
)
def test_a_clock_warns_at_four_fifths(moment, state):
    start = at(2026, 3, 9, 9)
    reading = read_clock(OFFICE, since=start, target=HOUR, at=at(2026, 3, 9, *moment))
    assert reading.state == state
    assert reading.due_at == at(2026, 3, 9, 10)
    assert reading.left == HOUR - reading.elapsed


def test_a_clock_that_was_stopped_stays_what_it_was():
    read = {"since": at(2026, 3, 9, 9), "target": HOUR, "at": at(2026, 3, 20)}
    assert read_clock(OFFICE, **read, stopped_at=at(2026, 3, 9, 10)).state == ClockState.MET
    assert read_clock(OFFICE, **read, stopped_at=at(2026, 3, 9, 11)).state == ClockState.BREACHED
    paused = read | {"at": at(2026, 3, 9, 9, 30)}
    pause = [Pause(at(2026, 3, 9, 9, 10))]
    assert read_clock(OFFICE, **paused, pauses=pause).state == ClockState.PAUSED


@pytest.mark.parametrize(
    "hours",
    [
        {},
        {0: ()},
        {0: ((540, 540),)},
        {0: ((600, 540),)},
        {0: ((0, 60), (30, 90))},
        {0: ((0, 1441),)},
    ],
)
def test_hours_that_cannot_be_are_refused(hours):
    with pytest.raises(ValueError, match=r".*"):
        Calendar(AMSTERDAM, hours)


# Places and days on which the clock jumps: by an hour, by half of one, at midnight, by a whole day.
JUMPS = [
    ("Europe/Amsterdam", dt.date(2026, 3, 29)),
    ("Europe/Amsterdam", dt.date(2026, 10, 25)),
    ("America/New_York", dt.date(2026, 3, 8)),
    ("Australia/Lord_Howe", dt.date(2026, 4, 5)),
    ("Australia/Lord_Howe", dt.date(2026, 10, 4)),
    ("America/Sao_Paulo", dt.date(2018, 11, 4)),
    ("America/Sao_Paulo", dt.date(2019, 2, 17)),
    ("Atlantic/Azores", dt.date(2026, 10, 25)),
    ("Africa/Casablanca", dt.date(2026, 2, 15)),
    ("Pacific/Apia", dt.date(2011, 12, 30)),
    ("Pacific/Chatham", dt.date(2026, 9, 27)),
    ("Asia/Kathmandu", dt.date(2026, 1, 1)),
    ("UTC", dt.date(2028, 2, 29)),
]


@st.composite
def ranges(draw):
    edges = draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def situations(draw):
    name, day = draw(st.sampled_from(JUMPS))
    days = st.dates(day - dt.timedelta(2), day + dt.timedelta(2))
    calendar = Calendar(
        ZoneInfo(name),
        draw(st.dictionaries(st.integers(0, 6), ranges(), min_size=1)),
        draw(st.frozensets(days, max_size=2)),
        draw(st.dictionaries(days, ranges(), max_size=1)),
    )
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    moments = st.integers(-2400, 2400).map(lambda minutes: noon + minutes * MINUTE)
    since, until = sorted([draw(moments), draw(moments)])
    pauses = []
    for _turn in range(draw(st.integers(0, 2))):
        first, last = sorted([draw(moments), draw(moments)])
        pauses.append(Pause(first, draw(st.sampled_from([last, None]))))
    return calendar, since, until, pauses


@settings(max_examples=50, deadline=None)
@given(situations())
def test_open_time_is_what_every_minute_says(situation):
    calendar, since, until, pauses = situation
    counted = minutes_open(calendar, since, until, pauses)
    assert business_time(calendar, since, until, pauses) == counted * MINUTE


@settings(max_examples=25, deadline=None)
@given(situations(), st.integers(1, 900))
def test_the_due_moment_is_the_first_at_which_the_target_is_over(situation, target):
    calendar, since, _until, pauses = situation
    horizon = since + dt.timedelta(days=3)
    expected = first_due(calendar, since, target, pauses, horizon)
    due = due_at(calendar, since, target * MINUTE, pauses)
    if expected is None:
        assert due is None or due > horizon
    else:
        assert due == expected
        assert business_time(calendar, since, due, pauses) == target * MINUTE


@settings(max_examples=25, deadline=None)
@given(situations(), st.lists(st.tuples(st.integers(0, 600), st.integers(1, 600)), max_size=3))
def test_of_several_terms_the_earliest_counts(situation, promises):
    calendar, since, _until, pauses = situation
    horizon = since + dt.timedelta(days=3)
    begun = [(since + late * MINUTE, length) for late, length in promises]
    counted = [first_due(calendar, first, length, pauses, horizon) for first, length in begun]
    expected = min((due for due in counted if due is not None), default=None)
    terms = [Term(first, length * MINUTE) for first, length in begun]
    due = earliest_due(calendar, terms, pauses)
    if expected is None:
        assert due is None or due > horizon
    else:
        assert due == expected


@settings(max_examples=30, deadline=None)
@given(situations(), st.integers(0, 59), st.integers(0, 999_999))
def test_parts_add_up_whatever_the_second(situation, second, microsecond):
    calendar, since, until, pauses = situation
    middle = since + (until - since) / 2 + dt.timedelta(seconds=second, microseconds=microsecond)
    assume(middle < until)
    halves = [(since, middle), (middle, until)]
    whole = business_time(calendar, since, until, pauses)
    assert sum((business_time(calendar, *each, pauses) for each in halves), 0 * MINUTE) == whole


@settings(max_examples=30, deadline=None)
@given(situations())
def test_spans_are_in_order_and_apart(situation):
    calendar, since, until, _pauses = situation
    edges = [edge for span in open_spans(calendar, since, until) for edge in span]
    assert edges == sorted(edges)
    assert all(since <= edge <= until for edge in edges)
