"""Change the rules: in a draft, tried on its examples, published as a version."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F

from klankbord.jobs.queue import enqueue
from klankbord.people.models import Member
from klankbord.reputation.routing.models import DryRun, Example, RuleVersion
from klankbord.reputation.routing.queries import draft_rules, live_rules
from klankbord.reputation.routing.rules import Rule, document_of, rules_of
from klankbord.reputation.routing.trying import Tried, tried_examples
from klankbord.trust import audit

MOST_RULES = 200
MOST_EXAMPLES = 500


class RulesChanged(Exception):  # noqa: N818  # named after the broken promise
    """A colleague changed or published the draft meanwhile; nothing was written."""


class ExamplesFail(Exception):  # noqa: N818  # named after the broken promise
    """The rules do not do what their examples ask; they are not published."""

    def __init__(self, failed: Sequence[Tried]) -> None:
        super().__init__(f"{len(failed)} examples fail")
        self.failed = tuple(failed)


class TooMany(Exception):  # noqa: N818  # named after the broken promise
    """More rules or examples than anybody can oversee."""


@transaction.atomic
def begin_draft(*, by: Member, at: dt.datetime) -> RuleVersion:
    """Go on from the rules in force; a draft that stands is gone on with."""
    standing = draft_rules()
    if standing is not None:
        return standing
    live = live_rules()
    draft = RuleVersion.objects.create(
        number=live.number + 1 if live else 1, rules=live.rules if live else [], created_at=at
    )
    _record("routing.draft-begun", draft, by, at)
    return draft


def keep_rule(*, draft: RuleVersion, rule: Rule, by: Member, at: dt.datetime) -> Rule:
    """Put a rule in the draft: in the place of the one with its id, or as the last."""
    rules = list(rules_of(draft.rules))
    if not rule.id:
        rule = msgspec.structs.replace(rule, id=uuid.uuid4().hex[:12])
    places = [place for place, each in enumerate(rules) if each.id == rule.id]
    if places:
        rules[places[0]] = rule
    else:
        rules.append(rule)
    if len(rules) > MOST_RULES:
        raise TooMany
    _write(draft, rules, by, at)
    return rule


def drop_rule(*, draft: RuleVersion, rule_id: str, by: Member, at: dt.datetime) -> None:
    """Take a rule out of the draft."""
    rules = [rule for rule in rules_of(draft.rules) if rule.id != rule_id]
    _write(draft, rules, by, at)


def move_rule(*, draft: RuleVersion, rule_id: str, steps: int, by: Member, at: dt.datetime) -> None:
    """Ask a rule earlier (steps below zero) or later."""
    rules = list(rules_of(draft.rules))
    place = next((at_ for at_, rule in enumerate(rules) if rule.id == rule_id), None)
    if place is None:
        return
    rule = rules.pop(place)
    rules.insert(min(max(place + steps, 0), len(rules)), rule)
    _write(draft, rules, by, at)


@transaction.atomic
def publish_rules(*, draft: RuleVersion, by: Member, at: dt.datetime) -> RuleVersion:
    """Put the draft in force for what arrives from now on.

    Raises `ExamplesFail`, or `RulesChanged` where it is not the draft that was looked at.
    """
    fresh = RuleVersion.objects.get(pk=draft.pk)
    if failed := [each for each in tried_examples(fresh) if not each.holds]:
        raise ExamplesFail(failed)
    published = RuleVersion.objects.filter(
        pk=draft.pk, is_draft=True, revision=draft.revision
    ).update(is_draft=False, published_at=at, published_by=by)
    if not published:
        raise RulesChanged
    fresh.refresh_from_db()
    _record("routing.rules-published", fresh, by, at, rules=fresh.rules)
    return fresh


@transaction.atomic
def drop_draft(*, draft: RuleVersion, by: Member, at: dt.datetime) -> None:
    """Throw the draft away; the rules in force stay."""
    gone, _rows = RuleVersion.objects.filter(pk=draft.pk, is_draft=True).delete()
    if gone:
        _record("routing.draft-dropped", draft, by, at)


@transaction.atomic
def keep_example(*, example: Example, by: Member, at: dt.datetime) -> Example:
    """Keep a message with what must happen to it."""
    if Example.objects.count() >= MOST_EXAMPLES:
        raise TooMany
    example.added_at = at
    example.save()
    audit.record(
        at=at, actor=f"member:{by.pk}", act="routing.example-added", object=f"example:{example.pk}"
    )
    return example


@transaction.atomic
def drop_example(*, pk: int, by: Member, at: dt.datetime) -> None:
    """Take an example away; one that is gone already is no mistake."""
    if Example.objects.filter(pk=pk).delete()[0]:
        audit.record(
            at=at, actor=f"member:{by.pk}", act="routing.example-dropped", object=f"example:{pk}"
        )


@transaction.atomic
def ask_dry_run(
    *, version: RuleVersion, since: dt.datetime, until: dt.datetime, by: Member, at: dt.datetime
) -> DryRun:
    """Try a version on a period; the run before it goes."""
    DryRun.objects.filter(version=version).delete()
    run = DryRun.objects.create(
        version=version, revision=version.revision, since=since, until=until, asked_at=at
    )
    enqueue("routing.dry_run", payload={"dry_run_id": run.pk}, unique_key=run.job_key, at=at)
    _record("routing.dry-run-asked", version, by, at)
    return run


@transaction.atomic
def _write(draft: RuleVersion, rules: Sequence[Rule], by: Member, at: dt.datetime) -> None:
    mine = RuleVersion.objects.filter(pk=draft.pk, is_draft=True, revision=draft.revision)
    document = document_of(rules)
    if not mine.update(rules=document, revision=F("revision") + 1):
        raise RulesChanged
    draft.refresh_from_db()
    _record("routing.draft-changed", draft, by, at, revision=draft.revision)


def _record(act: str, version: RuleVersion, by: Member, at: dt.datetime, **detail: Any) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"rules:{version.number}",
        declaration="routing.rules",
        detail=detail,
    )
