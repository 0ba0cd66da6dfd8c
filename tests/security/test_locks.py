"""What opens a lock and what closes it; that a lock holds stands in `test_locks_everywhere.py`."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from klankbord.trust import audit
from klankbord.trust.council import actions
from klankbord.trust.council.locks import FunctionLocked
from klankbord.trust.council.models import Decision
from klankbord.trust.models import AuditEntry
from klankbord.trust.register import (
    DECLARATIONS,
    Basis,
    Declaration,
    Granularity,
    Retention,
    Subject,
    declares,
)
from tests.security.conftest import MINUTES

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def decide(observing, today, **values):
    now = timezone.now()
    decision = actions.record_decision(
        declaration=observing.declaration,
        values={
            "kind": Decision.Kind.COUNCIL,
            "number": "2026-14",
            "decided_on": today,
            "expires_on": today + dt.timedelta(days=180),
            "scope": "The test",
            "conditions": "",
            **values,
        },
        by="member:1",
        at=now,
    )
    actions.confirm_decision(decision=decision, by="member:2", at=now)
    return decision


def test_the_screen_says_why(everybody):
    answer = everybody["all"].get("/minutes/")
    assert answer.status_code == 403
    assert "This function is locked" in answer.content.decode()
    assert "works council" in everybody["all"].get("/minutes-api/minutes").json()["detail"]
    assert Client().get("/minutes/").status_code == 302


def test_a_decision_opens_every_way(observing, everybody, today):
    decide(observing, today)
    assert everybody["employee"].get("/minutes/").content == b"minutes"
    assert everybody["employee"].get("/minutes-api/minutes?since=a").json() == "a"
    observing.act()
    assert observing.seen == ["screen", "operation", "act"]
    assert Client().get("/minutes/").status_code == 302


def test_a_decision_that_nobody_confirmed_opens_nothing(observing, today):
    decision = decide(observing, today)
    Decision.objects.filter(pk=decision.pk).update(confirmed_at=None, confirmed_by="")
    with pytest.raises(FunctionLocked):
        observing.act()


def test_it_locks_after_the_last_day(observing, today):
    decision = decide(observing, today)
    observing.act()
    Decision.objects.filter(pk=decision.pk).update(
        decided_on=today - dt.timedelta(days=9), expires_on=today
    )
    observing.act()
    Decision.objects.filter(pk=decision.pk).update(expires_on=today - dt.timedelta(days=1))
    with pytest.raises(FunctionLocked):
        observing.act()


@pytest.mark.parametrize(
    "change",
    [
        {"data": "How many minutes, and where"},
        {"purpose": "Something else"},
        {"viewers": "Managers"},
        {"retention": Retention.AUDIT},
        {"basis": Basis.CONSENT},
        {"subjects": frozenset({Subject.EMPLOYEE, Subject.CUSTOMER})},
        {"granularity": Granularity.GROUP},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_of_scope_locks_it_again(observing, today, change):
    decide(observing, today)
    wider = Declaration(**{**MINUTES, **change})
    DECLARATIONS["test.minutes"] = wider
    with pytest.raises(FunctionLocked):
        declares(wider)(lambda: None)()


def test_a_decision_about_one_function_opens_no_other(observing, today):
    decide(observing, today)
    other = Declaration(**{**MINUTES, "key": "test.other"})
    try:
        with pytest.raises(FunctionLocked):
            declares(other)(lambda: None)()
        with pytest.raises(FunctionLocked):
            declares(observing.declaration, other)(lambda: None)()
    finally:
        del DECLARATIONS["test.other"]


def test_withdrawing_locks_at_once(observing, today):
    decision = decide(observing, today)
    actions.withdraw_decision(
        decision=decision, because="Not as agreed", by="member:2", at=timezone.now()
    )
    with pytest.raises(FunctionLocked):
        observing.act()
    with pytest.raises(actions.DecisionSettled):
        actions.confirm_decision(decision=decision, by="member:3", at=timezone.now())


def test_every_turn_of_the_lock_is_in_the_log(observing, today):
    def turns():
        found = AuditEntry.objects.filter(object="function:test.minutes").order_by("id")
        return [(each.act, each.detail.get("after")) for each in found]

    now = timezone.now()
    actions.note_register(at=now)
    decision = decide(observing, today)
    expired = now + dt.timedelta(days=181)
    actions.note_register(at=expired)
    actions.note_register(at=expired)
    DECLARATIONS["test.minutes"] = Declaration(**{**MINUTES, "viewers": "Managers"})
    actions.note_register(at=expired)
    del DECLARATIONS["test.minutes"]
    actions.note_register(at=expired)
    DECLARATIONS["test.minutes"] = observing.declaration
    assert turns() == [
        ("trust.decision-recorded", None),
        ("trust.decision-confirmed", None),
        ("trust.function-opened", {"is_open": True}),
        ("trust.function-locked", {"is_open": False}),
        ("trust.function-changed", {"viewers": "Managers"}),
        ("trust.function-gone", None),
    ]
    opened = AuditEntry.objects.get(act="trust.function-opened")
    assert opened.detail == {
        "before": {"is_open": False},
        "after": {"is_open": True},
        "decision": decision.pk,
    }
    assert audit.verify().is_whole


def test_a_changed_function_cannot_be_confirmed(observing, today):
    decision = decide(observing, today)
    Decision.objects.filter(pk=decision.pk).update(confirmed_at=None, confirmed_by="")
    DECLARATIONS["test.minutes"] = Declaration(**{**MINUTES, "viewers": "Managers"})
    with pytest.raises(actions.ScopeChanged):
        actions.confirm_decision(decision=decision, by="member:2", at=timezone.now())


def test_the_fingerprint_is_the_same_in_every_language(observing):
    for declaration in DECLARATIONS.values():
        with translation.override("nl"):
            again = Declaration(**{name: getattr(declaration, name) for name in MINUTES})
            assert again.fingerprint == declaration.fingerprint


def test_screens_of_decisions(observing, everybody, today):
    """The whole way: note, read the letter, confirm, use, withdraw; each by who may."""
    administrator, council = everybody["administrator"], everybody["council"]
    address = "/trust/register/test.minutes/"
    assert "Note a decision" in administrator.get(address).content.decode()
    assert "Note a decision" not in council.get(address).content.decode()
    assert administrator.get(f"{address}request/?language=nl").status_code == 200
    values = {
        "kind": "council",
        "number": "2026-14",
        "decided_on": today.isoformat(),
        "expires_on": (today + dt.timedelta(days=30)).isoformat(),
        "scope": "The test",
    }
    assert council.post(f"{address}decision/", values).status_code == 403
    assert administrator.post(f"{address}decision/", values).status_code == 302
    decision = Decision.objects.get()
    confirm = f"/trust/decisions/{decision.pk}/confirm/"
    assert everybody["manager"].post(confirm).status_code == 403
    assert administrator.post(confirm).status_code == 403
    assert everybody["employee"].get("/minutes/").status_code == 403
    assert "Yes, this is our decision" in council.get(address).content.decode()
    assert council.post(confirm).status_code == 302
    assert everybody["employee"].get("/minutes/").status_code == 200
    assert "2026-14" in everybody["employee"].get("/trust/seen-of-me/").content.decode()
    withdraw = f"/trust/decisions/{decision.pk}/withdraw/"
    assert council.post(withdraw, {"because": ""}).status_code == 302
    assert everybody["employee"].get("/minutes/").status_code == 200
    assert council.post(withdraw, {"because": "Not as agreed"}).status_code == 302
    assert everybody["employee"].get("/minutes/").status_code == 403


def test_who_noted_a_decision_cannot_confirm_it(observing, everybody, today):
    both = everybody["all"]
    values = {
        "kind": "council",
        "number": "1",
        "decided_on": today.isoformat(),
        "expires_on": (today + dt.timedelta(days=30)).isoformat(),
        "scope": "x",
    }
    both.post("/trust/register/test.minutes/decision/", values)
    decision = Decision.objects.get()
    both.post(f"/trust/decisions/{decision.pk}/confirm/")
    decision.refresh_from_db()
    assert decision.confirmed_at is None
    with pytest.raises(FunctionLocked):
        observing.act()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"decided_on": "2099-01-01"}, "decided_on"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": ""}, "expires_on"),
        ({"number": ""}, "number"),
        ({"scope": ""}, "scope"),
        ({"kind": "meeting"}, "n_staff"),
        ({"kind": "meeting", "n_staff": "50"}, "kind"),
    ],
)
def test_a_decision_that_is_not_complete_is_refused(observing, everybody, today, wrong, field):
    values = {
        "kind": "council",
        "number": "1",
        "decided_on": today.isoformat(),
        "expires_on": (today + dt.timedelta(days=30)).isoformat(),
        "scope": "x",
        **wrong,
    }
    answer = everybody["administrator"].post("/trust/register/test.minutes/decision/", values)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Decision.objects.exists()


def test_a_small_organisation_brings_the_record_of_its_meeting(observing, everybody, today):
    values = {
        "kind": "meeting",
        "number": "1",
        "decided_on": today.isoformat(),
        "expires_on": (today + dt.timedelta(days=30)).isoformat(),
        "scope": "x",
        "n_staff": "49",
    }
    everybody["administrator"].post("/trust/register/test.minutes/decision/", values)
    assert Decision.objects.get().n_staff == 49
