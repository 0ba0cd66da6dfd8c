"""Locked means locked: an observing function, tried through every way in, by every role."""

import datetime as dt
import sys
import types

import click
import pytest
from click.testing import CliRunner
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path
from django.utils import timezone, translation
from ninja import NinjaAPI

from klankbord.jobs import registry
from klankbord.jobs.models import Job, State
from klankbord.jobs.queue import enqueue
from klankbord.jobs.worker import Worker
from klankbord.people.access import allow_members
from klankbord.people.models import Role
from klankbord.people.routers import Router
from klankbord.site import urls
from klankbord.site.api import say_locked
from klankbord.site.cli import main
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

pytestmark = pytest.mark.django_db
MINUTES = {
    "key": "test.minutes",
    "subjects": frozenset({Subject.EMPLOYEE}),
    "data": "How many minutes each colleague is online",
    "purpose": "Only this test",
    "basis": Basis.LEGITIMATE_INTEREST,
    "granularity": Granularity.PERSON,
    "viewers": "Nobody",
    "retention": Retention.NONE,
    "is_suitable_for_observing": True,
}


@pytest.fixture
def seen():
    """What the observing function saw: every call that came through."""
    return []


@pytest.fixture
def observing(seen):
    """One capability that could observe people, and every way in that such a thing can have."""
    declaration = Declaration(**MINUTES)

    @allow_members
    @declares(declaration)
    def screen(request):
        seen.append("screen")
        return HttpResponse("minutes")

    @declares(declaration)
    def act():
        seen.append("act")

    @click.command()
    @declares(declaration)
    def command():
        seen.append("command")

    @registry.job("test.minutes")
    @declares(declaration)
    def job(run):
        seen.append("job")

    router = Router()

    @router.get("/minutes")
    @allow_members
    @declares(declaration)
    def operation(request, since: str = "") -> str:
        """Give minutes."""
        seen.append("operation")
        return since

    api = NinjaAPI(urls_namespace="test-api", docs_url=None)
    api.add_router("", router)
    api.add_exception_handler(FunctionLocked, say_locked)
    site = types.ModuleType("site_with_minutes")
    site.urlpatterns = [
        path("minutes/", screen),
        path("minutes-api/", api.urls),
        *urls.urlpatterns,
    ]
    sys.modules["site_with_minutes"] = site
    yield types.SimpleNamespace(declaration=declaration, act=act, command=command)
    del DECLARATIONS["test.minutes"], registry.JOBS["test.minutes"], sys.modules[site.__name__]


@pytest.fixture
def everybody(observing, settings, make_member, client_of):
    settings.ROOT_URLCONF = "site_with_minutes"
    clear_url_caches()
    members = [make_member(role.value, role) for role in Role]
    yield {member.name: client_of(member) for member in [*members, make_member("all", *Role)]}
    clear_url_caches()


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


def ways_in(observing, everybody):
    """Try everything, and tell what was answered."""
    for name, client in everybody.items():
        for address in (
            "/minutes/",
            "/minutes/?x=1",
            "/minutes-api/minutes",
            "/minutes-api/minutes?since=a",
        ):
            for method in ("get", "post", "put", "delete"):
                yield name, address, getattr(client, method)(address)


def test_no_role_comes_in_by_screen_address_or_api(observing, everybody, seen):
    answers = list(ways_in(observing, everybody))
    assert len(answers) == 9 * 4 * 4
    assert {answer.status_code for _, _, answer in answers} <= {403, 405}
    assert seen == []


def test_the_screen_says_why(everybody):
    answer = everybody["all"].get("/minutes/")
    assert answer.status_code == 403
    assert "This function is locked" in answer.content.decode()
    assert "works council" in everybody["all"].get("/minutes-api/minutes").json()["detail"]
    assert Client().get("/minutes/").status_code == 302


def test_no_command_comes_in(observing, seen, monkeypatch, capsys):
    assert isinstance(CliRunner().invoke(observing.command).exception, FunctionLocked)
    monkeypatch.setitem(main.commands, "minutes", observing.command)
    monkeypatch.setattr(type(main), "get_command", lambda *_: observing.command)
    with pytest.raises(SystemExit) as end:
        main.main(["minutes"])
    assert end.value.code == 2
    assert "test.minutes is locked" in capsys.readouterr().err
    assert seen == []


def test_no_program_comes_in(observing, seen):
    with pytest.raises(FunctionLocked):
        observing.act()
    assert seen == []


@pytest.mark.django_db(transaction=True)
def test_no_job_comes_in(observing, seen):
    job = enqueue("test.minutes", payload={}, at=timezone.now())
    while Job.objects.filter(pk=job.pk, state=State.WAITING).exists():
        Worker()._run_job()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.n_attempts == 1
    assert "locked" in job.last_error
    assert seen == []


def test_a_decision_opens_every_way(observing, everybody, seen, today):
    decide(observing, today)
    assert everybody["employee"].get("/minutes/").content == b"minutes"
    assert everybody["employee"].get("/minutes-api/minutes?since=a").json() == "a"
    observing.act()
    assert seen == ["screen", "operation", "act"]
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
