"""What was stated stays; what is stated now is one version."""

import datetime as dt

import pytest

from klankbord.reputation.facts import actions
from klankbord.reputation.facts.models import VersionIsHistory
from klankbord.reputation.facts.queries import (
    Standing,
    check_versions,
    facts_of_view,
    facts_with,
    nearest,
    newest_version,
    versions_to_choose,
)
from klankbord.trust.models import AuditEntry

from .conftest import statement

DAY = dt.timedelta(days=1)


def change(fact, manager, now, *, is_wrong=False, **fields):
    until = fields.pop("until", fact.expires_at)
    return actions.change_fact(
        fact=fact,
        number=fact.n_versions,
        statement=statement(until, **fields),
        is_wrong=is_wrong,
        by=manager,
        at=now,
    )


def standing(version, at):
    return check_versions([version], at=at)[0].standing


def test_a_fact_holds_until_its_last_day(make_fact, now):
    version = newest_version(make_fact(until=now + DAY))
    assert standing(version, now) == Standing.CURRENT
    assert standing(version, now + DAY - dt.timedelta(seconds=1)) == Standing.CURRENT
    assert standing(version, now + DAY) == Standing.EXPIRED


def test_other_words_are_a_change_and_a_mistake_is_a_correction(make_fact, manager, now):
    fact = make_fact()
    first = newest_version(fact)
    second = change(fact, manager, now, text="Het zwembad gaat om 10 uur open.")
    assert (standing(first, now), standing(second, now)) == (Standing.CHANGED, Standing.CURRENT)
    fact.refresh_from_db()
    change(fact, manager, now, is_wrong=True, text="Het zwembad is dicht.")
    assert standing(first, now) == standing(second, now) == Standing.CORRECTED
    checked = check_versions([first], at=now)[0]
    assert checked.newest.text_nl == "Het zwembad is dicht."


def test_another_last_day_alone_leaves_answers_as_they_are(make_fact, manager, now):
    fact = make_fact(until=now + DAY)
    first = newest_version(fact)
    prolonged = change(fact, manager, now, until=now + 9 * DAY)
    assert prolonged.change == "prolonged"
    assert standing(first, now + 3 * DAY) == Standing.CURRENT


def test_the_words_of_before_come_back(make_fact, manager, now):
    fact = make_fact()
    first = newest_version(fact)
    change(fact, manager, now, text="Het zwembad is dicht.")
    fact.refresh_from_db()
    change(fact, manager, now)
    assert standing(first, now) == Standing.CURRENT


def test_what_is_retired_is_not_said(make_fact, manager, now):
    fact = make_fact()
    version = newest_version(fact)
    actions.retire_fact(fact=fact, because="The pool is gone", by=manager, at=now)
    assert standing(version, now) == Standing.RETIRED
    assert not versions_to_choose(at=now).exists()
    with pytest.raises(actions.FactAlreadyRetired):
        actions.retire_fact(fact=fact, because="again", by=manager, at=now)
    with pytest.raises(actions.FactAlreadyRetired):
        change(fact, manager, now, text="Nieuw")


def test_two_who_change_at_once_do_not_overwrite(make_fact, manager, now):
    fact = make_fact()
    stale = type(fact).objects.get(pk=fact.pk)
    change(fact, manager, now, text="Het zwembad is dicht.")
    with pytest.raises(actions.FactChanged):
        change(stale, manager, now, text="Het zwembad is open.")
    assert fact.versions.count() == 2


def test_nothing_is_written_for_nothing(make_fact, manager, now):
    fact = make_fact()
    with pytest.raises(actions.NothingChanged):
        change(fact, manager, now)
    with pytest.raises(actions.ExpiryInThePast):
        change(fact, manager, now, until=now)
    assert fact.versions.count() == 1


def test_a_version_is_history(make_fact):
    version = newest_version(make_fact())
    version.text_nl = "Iets anders"
    with pytest.raises(VersionIsHistory):
        version.save()


def test_every_change_is_in_the_audit_log(make_fact, manager, now):
    fact = make_fact()
    change(fact, manager, now, is_wrong=True, text="Het zwembad is dicht.")
    actions.retire_fact(fact=fact, because="gone", by=manager, at=now)
    acts = AuditEntry.objects.filter(object=f"fact:{fact.pk}").order_by("id")
    assert list(acts.values_list("act", flat=True)) == [
        "facts.fact-stated",
        "facts.fact-corrected",
        "facts.fact-retired",
    ]


def test_tabs(make_fact, manager, now):
    later, soon, gone = make_fact("Later"), make_fact("Soon", now + DAY), make_fact("Gone")
    actions.retire_fact(fact=gone, because="x", by=manager, at=now)
    at = now + dt.timedelta(hours=1)
    assert set(facts_of_view("current", at=at)) == {later, soon}
    assert list(facts_of_view("soon", at=at)) == [soon]
    assert list(facts_of_view("expired", at=now + 2 * DAY)) == [soon]
    assert list(facts_of_view("retired", at=at)) == [gone]


def test_search_reads_what_is_stated_now(make_fact, manager, now):
    fact = make_fact()
    change(fact, manager, now, text="De glijbaan is dicht.")
    everything = facts_of_view("all", at=now)
    assert list(facts_with(everything, "glijbaan pool")) == [fact]
    assert not facts_with(everything, "9 uur")


def test_what_is_near_stands_first(make_fact, now):
    pool = make_fact("Opening hours of the pool")
    waste = make_fact(
        "Waste", text="Afval wordt op dinsdag opgehaald.", text_en="Waste on Tuesday."
    )
    found = nearest(versions_to_choose(at=now), "Wanneer wordt ons afval opgehaald?", limit=9)
    assert [version.fact for version in found] == [waste, pool]
