import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from klankbord.participate.insight.period import MAX_DAYS, Period
from klankbord.participate.insight.spikes import find_cause, find_spikes, usual_count

TODAY = dt.date(2026, 3, 10)
DAYS = [TODAY - dt.timedelta(days=n) for n in range(89, -1, -1)]


def steady(n=20):
    return {day: n + day.toordinal() % 5 for day in DAYS}


def test_a_quiet_quarter_has_no_spikes():
    assert find_spikes(steady(), DAYS[60:]) == []


def test_a_day_far_above_its_weekday_is_a_spike():
    counts = steady() | {TODAY: 90}
    (spike,) = find_spikes(counts, DAYS[60:])
    assert spike.day == TODAY
    assert 18 <= spike.usual <= 26
    assert spike.ratio > 3


def test_of_days_in_a_row_only_the_top_is_named():
    counts = steady() | {DAYS[80]: 200, DAYS[81]: 150, DAYS[79]: 110}
    assert [spike.day for spike in find_spikes(counts, DAYS[60:])] == [DAYS[80]]


def test_without_a_past_nothing_stands_out():
    assert find_spikes({TODAY: 500}, [TODAY]) == []


def test_a_weekly_rhythm_is_usual():
    counts = {day: 100 if day.weekday() == 1 else 10 for day in DAYS}
    assert find_spikes(counts, DAYS[30:]) == []


def test_the_cause_is_the_topic_that_grew():
    counts = steady() | {TODAY: 90}
    (spike,) = find_spikes(counts, [TODAY])
    always = dict.fromkeys(DAYS, 18)
    swimming = dict.fromkeys(DAYS, 0) | {TODAY: 58}
    cause = find_cause(spike, {1: always, 2: swimming})
    assert (cause.topic_id, round(cause.share, 2)) == (2, 0.64)
    assert find_cause(spike, {1: always}) is None
    assert find_cause(spike, {}) is None


@given(st.dictionaries(st.sampled_from(DAYS), st.integers(0, 10_000)))
def test_spikes_are_always_above_what_is_usual(counts):
    for spike in find_spikes(counts, DAYS):
        assert spike.n == counts[spike.day] >= 2 * usual_count(counts, spike.day)


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
