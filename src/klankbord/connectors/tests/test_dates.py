"""Dates as they come, also those that mean nothing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.connectors.dates import day_order, in_utc, read_date, zone_of


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-04T05:06:07Z", at(2025, 3, 4, 5, 6, 7)),
        ("2025-03-04 05:06:07.0", at(2025, 3, 4, 5, 6, 7)),
        ("2025-03-04T05:06:07+02:00", at(2025, 3, 4, 3, 6, 7)),
        ("2025-03-04", at(2025, 3, 4)),
        ("4-3-2025 5:06", at(2025, 3, 4, 5, 6)),
        ("04/03/2025 05:06 PM", at(2025, 3, 4, 17, 6)),
        ("13/03/25", at(2025, 3, 13)),
        ("03/13/2025", at(2025, 3, 13)),
        ("07-Jul-2025 05:12PM", at(2025, 7, 7, 17, 12)),
        ("2023-01-05 12:00:00 EST", at(2023, 1, 5, 17)),
        ("2023-07-05 12:00:00 CEST", at(2023, 7, 5, 10)),
        ("Tue, 04 Mar 2025 05:06:07 +0100", at(2025, 3, 4, 4, 6, 7)),
        ("Tue Mar 04 05:06:07 2025", at(2025, 3, 4, 5, 6, 7)),
        ("1741064767", at(2025, 3, 4, 5, 6, 7)),
        ("1741064767.5", at(2025, 3, 4, 5, 6, 7).replace(microsecond=500_000)),
        ("1741064767000", at(2025, 3, 4, 5, 6, 7)),
        ("March 4, 2025", at(2025, 3, 4)),
    ],
)
def test_dates_are_read(text, moment):
    assert read_date(text) == moment


@pytest.mark.parametrize(
    "text", ["", "gisteren", "0000-00-00", "0000-01-01", "31-02-2025", "99/99/9999", "9" * 50, "\0"]
)
def test_dates_that_mean_nothing(text):
    assert read_date(text) is None


def test_month_first_is_a_choice():
    assert read_date("3/4/2025", is_day_first=False) == at(2025, 3, 4)
    assert read_date("3/4/2025") == at(2025, 4, 3)


def test_zone_holds_where_none_is_named():
    amsterdam = zone_of("Europe/Amsterdam")
    assert read_date("2025-07-04 12:00", zone=amsterdam) == at(2025, 7, 4, 10)
    assert read_date("2025-07-04 12:00Z", zone=amsterdam) == at(2025, 7, 4, 12)


def test_form_is_tried_first():
    assert read_date("20250304", form="%Y%d%m") == at(2025, 4, 3)


@pytest.mark.parametrize("name", ["Europe/Nergens", "", "../etc/passwd"])
def test_unknown_zone_is_refused(name):
    with pytest.raises(ValueError, match="time zone"):
        zone_of(name)


@pytest.mark.parametrize(
    ("text", "order"),
    [("13/1/2025", "day"), ("1/13/2025", "month"), ("1/2/2025", "either"), ("2025-01-02", "")],
)
def test_order_of_day_and_month(text, order):
    assert day_order(text) == order


@given(st.datetimes(min_value=dt.datetime(1971, 1, 1), max_value=dt.datetime(2100, 1, 1)))  # noqa: DTZ001  # hypothesis wants naive ends
def test_iso_dates_come_back(moment):
    assert read_date(moment.isoformat()) == in_utc(moment)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text):
    found = read_date(text)
    assert found is None or found.tzinfo is dt.UTC
