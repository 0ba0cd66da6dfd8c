import datetime as dt

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from klankbord.participate.topics.filters import Filters

WORDS = st.text(max_size=40).map(lambda text: Filters.read({"q": text}).q)
DAYS = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))
NUMBERS = st.none() | st.integers(1, 2**63 - 1)
FILTERS = st.builds(
    Filters, q=WORDS, topic=NUMBERS, source=NUMBERS, platform=WORDS, language=WORDS, since=DAYS,
    until=DAYS,
)  # fmt: skip


@given(FILTERS)
def test_an_address_says_exactly_the_filters(filters):
    assert Filters.read(QueryDict(filters.address)) == filters


@given(FILTERS)
def test_a_saved_view_says_exactly_the_filters(filters):
    assert Filters.read(filters.params) == filters


@given(FILTERS)
def test_a_filter_can_be_taken_off(filters):
    for name in filters.params:
        assert name not in filters.without(name).params
        assert len(filters.without(name).params) == len(filters.params) - 1


@pytest.mark.parametrize(
    "params",
    [
        {"topic": "0"}, {"topic": "-1"}, {"topic": "9" * 30}, {"topic": "٣"}, {"since": "gisteren"},
        {"since": "0000-01-01"}, {"q": "\x00 "}, {"source": "1; DROP"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_no_filter(params):
    assert not Filters.read(params)
