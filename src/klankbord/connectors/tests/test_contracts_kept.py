"""Each connector of ours is tried with changed words and with trouble, by the contracts or else."""

import importlib
import inspect
import pkgutil

import pytest

from klankbord.connectors.contract_tests import DriftContract, TroubleContract
from klankbord.connectors.registry import installed

IN_ITS_OWN_WAY = {
    "bluesky": (  # of a whole network each of a hundred names would be asked for anew
        "test_a_missing_field_is_seen_and_does_not_break",
        "test_an_unknown_field_changes_nothing",
    ),
    "feed": (  # markup
        "test_repeated_and_empty_entries_are_left_out",
        "test_a_broken_feed_is_saved_as_far_as_it_goes",
        "test_a_page_names_its_feed",
    ),
    "file": (  # tables
        "test_rows_of_odd_width",
        "test_wrong_mappings_are_refused",
    ),
    "intranet": ("test_a_renamed_field_is_seen_and_does_not_break",),  # files
    "mail": ("test_a_missing_field_is_seen_and_does_not_break",),  # letters
    "matrix": (  # a home server takes its time
        "test_a_missing_field_is_seen_and_does_not_break",
        "test_an_unknown_field_and_an_unknown_kind_change_nothing",
    ),
}

NOT_OVER_THE_WEB = {"file", "intranet", "mail"}
"""Files of ours; and for a mailbox see `test_mailbox.py`, which speaks to real servers."""


def keys() -> list[str]:
    known = {**installed().connectors, **installed().closed}
    return sorted(k for k, each in known.items() if type(each).__module__.startswith("klankbord."))


def named_in_tests_of(key: str) -> dict[str, object]:
    package = importlib.import_module(f"klankbord.connectors.{key}.tests")
    found: dict[str, object] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2].startswith("test_"):
            found |= vars(importlib.import_module(module.name))
    return found


def contracts_of(key: str, kind: type) -> list[str]:
    found = named_in_tests_of(key)
    return [
        name
        for name, each in found.items()
        if inspect.isclass(each) and name.startswith("Test") and issubclass(each, kind)
    ]


@pytest.mark.parametrize("key", keys())
def test_what_a_platform_changes_is_seen(key):
    found = named_in_tests_of(key)
    missing = [name for name in IN_ITS_OWN_WAY.get(key, ()) if not callable(found.get(name))]
    assert missing == []
    assert bool(contracts_of(key, DriftContract)) is (key not in IN_ITS_OWN_WAY)


@pytest.mark.parametrize("key", keys())
def test_trouble_on_the_other_side_is_told_and_loses_nothing(key):
    assert bool(contracts_of(key, TroubleContract)) is (key not in NOT_OVER_THE_WEB)
