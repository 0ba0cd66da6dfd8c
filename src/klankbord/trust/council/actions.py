"""Note what the program can do, and decide what it may do."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from klankbord.trust import audit
from klankbord.trust.council.locks import decisions_in_force
from klankbord.trust.council.models import Decision, NotedFunction
from klankbord.trust.register import DECLARATIONS, Declaration, load_every_function

SYSTEM = "system"


class SamePerson(Exception):  # noqa: N818  # named after the broken promise
    """Who recorded a decision cannot confirm it too."""


class DecisionSettled(Exception):  # noqa: N818  # named after the broken promise
    """The decision was confirmed or withdrawn a moment ago."""


class ScopeChanged(Exception):  # noqa: N818  # named after the broken promise
    """The function is not the one that was decided about: its declaration changed since."""


def note_register(*, at: dt.datetime) -> None:
    """Note functions that came, changed or went, and locks that fell by time or by a change.

    Every difference goes into the log with before and after; a second run finds nothing new.
    """
    load_every_function()
    with transaction.atomic():
        noted = {row.key: row for row in NotedFunction.objects.all()}
        _note_new([each for key, each in DECLARATIONS.items() if key not in noted], at)
        for key, row in noted.items():
            if declaration := DECLARATIONS.get(key):
                _note_change(row, declaration, at)
            elif row.gone_at is None:
                row.gone_at = at
                row.save(update_fields=["gone_at"])
                _record(at, SYSTEM, "trust.function-gone", key, before=row.scope, after=None)
        for declaration in DECLARATIONS.values():
            if declaration.is_suitable_for_observing:
                _note_lock(declaration, by=SYSTEM, at=at)


def record_decision(
    *, declaration: Declaration, values: dict[str, Any], by: str, at: dt.datetime
) -> Decision:
    """Write a decision down; it opens nothing until the council confirms it."""
    with transaction.atomic():
        decision = Decision.objects.create(
            function=declaration.key,
            declared=declaration.scope,
            fingerprint=declaration.fingerprint,
            recorded_at=at,
            recorded_by=by,
            **values,
        )
        _record_decision(at, by, "trust.decision-recorded", decision)
    return decision


def confirm_decision(*, decision: Decision, by: str, at: dt.datetime) -> None:
    """Open the function; raises `SamePerson`, `ScopeChanged` or `DecisionSettled`."""
    declaration = DECLARATIONS.get(decision.function)
    if decision.recorded_by == by:
        raise SamePerson
    if declaration is None or declaration.fingerprint != decision.fingerprint:
        raise ScopeChanged
    with transaction.atomic():
        waiting = Decision.objects.filter(pk=decision.pk, confirmed_at=None, withdrawn_at=None)
        if waiting.update(confirmed_at=at, confirmed_by=by) != 1:
            raise DecisionSettled
        _record_decision(at, by, "trust.decision-confirmed", decision)
        _note_lock(declaration, by=by, at=at)


def withdraw_decision(*, decision: Decision, because: str, by: str, at: dt.datetime) -> None:
    """Take a decision back: what it opened is locked at once; raises `DecisionSettled`."""
    with transaction.atomic():
        standing = Decision.objects.filter(pk=decision.pk, withdrawn_at=None)
        if standing.update(withdrawn_at=at, withdrawn_by=by, withdrawn_because=because) != 1:
            raise DecisionSettled
        _record_decision(at, by, "trust.decision-withdrawn", decision, because=because)
        if declaration := DECLARATIONS.get(decision.function):
            _note_lock(declaration, by=by, at=at)


def _note_new(declarations: list[Declaration], at: dt.datetime) -> None:
    """One line for all: a new installation has dozens."""
    if not declarations:
        return
    NotedFunction.objects.bulk_create(
        NotedFunction(key=each.key, scope=each.scope, fingerprint=each.fingerprint, since=at)
        for each in declarations
    )
    keys = sorted(each.key for each in declarations)
    audit.record(at=at, actor=SYSTEM, act="trust.functions-appeared", detail={"functions": keys})


def _note_change(row: NotedFunction, declaration: Declaration, at: dt.datetime) -> None:
    if row.gone_at is None and row.fingerprint == declaration.fingerprint:
        return
    before, after = row.scope, declaration.scope
    row.scope, row.fingerprint = after, declaration.fingerprint
    row.changed_at, row.gone_at = at, None
    row.save(update_fields=["scope", "fingerprint", "changed_at", "gone_at"])
    changed = {name for name in after if before.get(name) != after[name]}
    _record(
        at,
        SYSTEM,
        "trust.function-changed",
        row.key,
        before={name: before.get(name) for name in sorted(changed)},
        after={name: after[name] for name in sorted(changed)},
    )


def _note_lock(declaration: Declaration, *, by: str, at: dt.datetime) -> None:
    """Write in the log that a function opened or was locked, once for each turn of the key."""
    decision = (
        decisions_in_force(on=timezone.localdate(at))
        .filter(function=declaration.key, fingerprint=declaration.fingerprint)
        .first()
    )
    is_open = decision is not None
    row, _is_new = NotedFunction.objects.get_or_create(
        key=declaration.key,
        defaults={"scope": declaration.scope, "fingerprint": declaration.fingerprint, "since": at},
    )
    turned = NotedFunction.objects.filter(pk=row.pk, is_open=not is_open).update(is_open=is_open)
    if turned:
        _record(
            at,
            by,
            "trust.function-opened" if is_open else "trust.function-locked",
            declaration.key,
            before={"is_open": not is_open},
            after={"is_open": is_open},
            decision=decision.pk if decision else None,
        )


def _record_decision(at: dt.datetime, by: str, act: str, decision: Decision, **more: Any) -> None:
    audit.record(
        at=at,
        actor=by,
        act=act,
        object=f"function:{decision.function}",
        detail={
            "decision": decision.pk,
            "kind": decision.kind,
            "number": decision.number,
            "decided_on": decision.decided_on.isoformat(),
            "expires_on": decision.expires_on.isoformat(),
            "scope": decision.scope,
            "conditions": decision.conditions,
            "fingerprint": decision.fingerprint,
            **more,
        },
    )


def _record(at: dt.datetime, by: str, act: str, key: str, **detail: Any) -> None:
    audit.record(at=at, actor=by, act=act, object=f"function:{key}", detail=detail)
