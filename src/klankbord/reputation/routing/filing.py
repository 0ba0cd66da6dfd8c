"""Deal with what arrived: a message joins the case of its conversation, or the rules decide.

Each message is dealt with in one transaction that also writes down that it was. A job that is
killed goes on at the next message; whatever comes twice is found done.
"""

import datetime as dt

from django.db import transaction

from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.queries import ids_in
from klankbord.participate.archive.queries import mention as archived_mention
from klankbord.people.models import Department, Member
from klankbord.reputation.desk.actions import CHANGERS, change_severity
from klankbord.reputation.desk.models import Case, Channel, Severity
from klankbord.reputation.desk.opening import Ruled, add_message, message_of, open_case
from klankbord.reputation.desk.queries import title_of
from klankbord.reputation.desk.tagging import tag_case
from klankbord.reputation.flowcharts.models import Flow
from klankbord.reputation.routing.hearing import heard_in
from klankbord.reputation.routing.models import (
    Outcome,
    RoutedArrival,
    RoutedMention,
    RuleVersion,
)
from klankbord.reputation.routing.queries import (
    MOST_COPIES,
    Place,
    book_of,
    fresh_ids,
    is_held,
    live_rules,
    place_of_mention,
)
from klankbord.reputation.routing.rules import Act, Decision, Heard, Rule, RuleBook

_AT_ONCE = 500
_OUTCOMES = {Act.LABEL: Outcome.LABELLED, Act.IGNORE: Outcome.IGNORED}


def route_arrival(arrival: Arrival, *, at: dt.datetime) -> int:
    """Deal with everything of an arrival, oldest first; gives how many messages led somewhere."""
    ids = fresh_ids(ids_in(arrival), at=at)
    version = live_rules()
    book = book_of(version)
    n_routed = 0
    for start in range(0, len(ids), _AT_ONCE):
        for heard in heard_in(ids[start : start + _AT_ONCE], at=at):
            n_routed += route_mention(heard, version=version, book=book, at=at)
    RoutedArrival.objects.get_or_create(arrival=arrival, defaults={"routed_at": at})
    return n_routed


@transaction.atomic
def route_mention(
    heard: Heard, *, version: RuleVersion | None, book: RuleBook, at: dt.datetime
) -> bool:
    """Deal with one message, once; False if that led nowhere, or was done before."""
    mention = archived_mention(heard.mention)
    if mention is None or RoutedMention.objects.filter(pk=heard.mention).exists():
        return False
    decision = book.decide(heard)
    place = None if is_held(mention) else place_of_mention(mention)
    if place is not None:
        case = _join(mention, place, at=at)
        _raise(case, decision, at=at)
        outcome = place.outcome
    elif decision.act == Act.OPEN:
        case, outcome = _open(mention, decision, book, at=at), Outcome.OPENED
    elif decision.act is not None:
        case, outcome = None, _OUTCOMES[decision.act]
    else:
        return False
    RoutedMention.objects.create(
        mention=mention,
        outcome=outcome,
        case=case,
        version=version.number if version else 0,
        rules=list(decision.rules),
        tags=list(decision.tags),
        routed_at=at,
    )
    return True


def _join(mention: Mention, place: Place, *, at: dt.datetime) -> Case:
    """Add the message to the case; one of a very large story is only counted."""
    is_copy = place.outcome == Outcome.COPIED
    if is_copy and place.case.messages.filter(is_copy=True).count() >= MOST_COPIES:
        return place.case
    message = message_of(mention, is_copy=is_copy)
    return add_message(case=place.case, by=None, at=at, message=message)


def _raise(case: Case, decision: Decision, *, at: dt.datetime) -> None:
    """A later message may make a case more urgent, never less: it grows, or is heard wider."""
    if case.is_closed or decision.act != Act.OPEN:
        return
    asked = decision.severity or 0
    if asked > case.severity:
        change_severity(case=case, by=None, at=at, severity=Severity(asked))
    tag_case(case=case, by=None, at=at, add=decision.tags)


def _open(mention: Mention, decision: Decision, book: RuleBook, *, at: dt.datetime) -> Case:
    """Open a case as the rules say; what was deleted since is left out."""
    deciding = _deciding(decision, book)
    ruled = Ruled(
        tags=decision.tags,
        driver=decision.driver,
        stakeholder_group=decision.stakeholder_group,
        member=_responder(decision.member),
        flow=Flow.objects.filter(pk=decision.flow).first() if decision.flow else None,
        told={"rule": deciding.name, "rules": list(decision.rules)},
    )
    department = Department.objects.filter(pk=decision.department or 0).first()
    return open_case(
        by=None,
        at=at,
        title=title_of(mention),
        channel=Channel.MENTION,
        message=message_of(mention),
        severity=Severity(decision.severity or Severity.NORMAL),
        department=department,
        ruled=ruled,
        is_sample=mention.source.is_sample,
    ).case


def _deciding(decision: Decision, book: RuleBook) -> Rule:
    fitting = [rule for rule in book.rules if rule.id in decision.rules]
    return next(rule for rule in fitting if rule.act == Act.OPEN)


def _responder(pk: int | None) -> Member | None:
    """The colleague whom a rule names, if they still may own a case."""
    member = Member.objects.filter(pk=pk or 0, is_active=True).first()
    return member if member and member.has_role(*CHANGERS) else None
