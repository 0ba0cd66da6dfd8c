"""What fits a platform is counted as its connector counts."""

import pytest
from django.utils import timezone

from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Writer
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.registry import installed
from klankbord.reputation.replies.lengths import LIMITS, fits, fits_of

ASKS = {"mastodon"}
"""Whose server says for itself how much it takes."""


def writers() -> dict[str, Writer]:
    return {
        key: each
        for key, each in installed().connectors.items()
        if Ability.REPLY in each.abilities and each.__module__.startswith("klankbord.")
    }


@pytest.mark.parametrize("key", writers())
def test_every_platform_that_we_answer_on_has_its_length(key):
    with GuardedClient(max_seconds=1) as http:
        context = Context(now=timezone.now(), http=http)
        try:
            told = writers()[key].limits("nobody", context)
        except ConnectorRefused:
            assert key in ASKS
        else:
            assert LIMITS[key] == told


def test_a_text_is_counted_as_the_platform_counts():
    assert fits("€" * 140, "x")
    assert not fits("€" * 141, "x")
    assert fits("é" * 2_048, "google")
    assert not fits("é" * 2_049, "google")
    assert fits("a" * 1_000_000, "tiktok")


def test_without_a_platform_the_tightest_are_shown():
    assert [each.platform for each in fits_of("Dag", [])] == ["x", "bluesky", "mastodon"]
    assert [each.limit for each in fits_of("Dag", ["instagram", "tiktok"])] == [2_200]
