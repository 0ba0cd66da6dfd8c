"""Read the rules, what waits for them, and which case a message goes on in."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from klankbord.core.match import Query
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.rows import HASH_BITS, whole_id
from klankbord.participate.archive.threads import post_id_of
from klankbord.participate.stories.models import Copy, FiledArrival
from klankbord.participate.topics.models import MatchedArrival
from klankbord.participate.topics.queries import read_or_none
from klankbord.people.queries import house_zone
from klankbord.reputation.desk.models import Case, CaseMessage
from klankbord.reputation.routing.models import (
    Outcome,
    RoutedArrival,
    RoutedMention,
    RuleVersion,
)
from klankbord.reputation.routing.rules import RuleBook, rules_of

OVERTAKEN = 1_000  # numbers; batches that are written at the same time stay far within it
FRESH = dt.timedelta(days=3)
"""Older messages open no case: an archive that is read in is no work for today."""
MOST_COPIES = 200
"""Copies that one case keeps; a larger story is counted, not copied."""


class Place(NamedTuple):
    """The case in which a message goes on, and as what."""

    case: Case
    outcome: Outcome


def unrouted_arrivals() -> QuerySet[Arrival]:
    """Arrivals that no rule has seen, oldest first, once topics and stories are through with them.

    The look costs the same however many are kept.
    """
    newest = RoutedArrival.objects.aggregate(newest=Max("pk"))["newest"] or 0
    behind = newest - OVERTAKEN
    done = RoutedArrival.objects.filter(pk__gt=behind).values("pk")
    ready = Arrival.objects.filter(
        pk__gt=behind,
        pk__in=MatchedArrival.objects.filter(pk__gt=behind).values("pk"),
    ).filter(pk__in=FiledArrival.objects.filter(pk__gt=behind).values("pk"))
    return ready.exclude(pk__in=done).order_by("pk")


def fresh_ids(ids: Sequence[int], *, at: dt.datetime) -> list[int]:
    """Those that were said lately: an id begins with its second."""
    first = int((at - FRESH).timestamp()) << HASH_BITS
    return [number for number in ids if number >= first]


def live_rules() -> RuleVersion | None:
    """The version in force; None before the first publication."""
    return RuleVersion.objects.filter(is_draft=False).order_by("-number").first()


def draft_rules() -> RuleVersion | None:
    """The draft that is being worked on; None if there is none."""
    return RuleVersion.objects.filter(is_draft=True).first()


def book_of(version: RuleVersion | None) -> RuleBook:
    """The rules of a version, ready to be asked; no version, no rules."""
    zone = house_zone()
    rules = rules_of(version.rules) if version else ()

    def read(words: str) -> Query | None:
        return read_or_none(words, zone)

    return RuleBook(rules, read)


def place_of_mention(mention: Mention) -> Place | None:
    """The case that holds the conversation, or the story, of a mention; None if there is none."""
    case = _by_thread(mention)
    if case is not None:
        return Place(case, Outcome.JOINED)
    case = _by_story(mention)
    return Place(case, Outcome.COPIED) if case else None


def _by_thread(mention: Mention) -> Case | None:
    """By what it answers, and by the platform's own thread; an open case goes before a closed."""
    above = whole_id(mention.in_reply_to, mention.platform) if mention.in_reply_to else ""
    thread = whole_id(mention.thread, mention.platform) if mention.thread else ""
    if not above and not thread:
        return None
    told = Q(thread__in=[key for key in (above, thread) if key])
    if above:
        holders = CaseMessage.objects.filter(post_id=above).exclude(post_id="")
        told |= Q(pk__in=list(holders.values_list("case", flat=True)))
    found = list(Case.objects.filter(told).order_by("-pk")[:20])
    return next((case for case in found if not case.is_closed), found[0] if found else None)


def _by_story(mention: Mention) -> Case | None:
    """The newest case that holds a message of the same story."""
    copy = Copy.objects.filter(pk=mention.pk).first()
    if copy is None:
        return None
    others = Copy.objects.filter(story=copy.story_id).values("mention")
    routed = RoutedMention.objects.filter(mention__in=others).exclude(case=None)
    found = routed.order_by("-case").values_list("case", flat=True).first()
    if found is None:
        held = CaseMessage.objects.filter(mention__in=others)
        found = held.order_by("-case").values_list("case", flat=True).first()
    return Case.objects.filter(pk=found).first() if found else None


def is_held(mention: Mention) -> bool:
    """Whether a case has this very message already: somebody was quicker than the rules."""
    held = CaseMessage.objects.filter(mention=mention.pk)
    return held.exists() or CaseMessage.objects.filter(post_id=post_id_of(mention)).exists()


def routed_page(*, before: tuple[dt.datetime, int] | None, limit: int) -> list[RoutedMention]:
    """What was dealt with, newest first."""
    rows = RoutedMention.objects.select_related("mention__author", "case")
    if before is not None:
        moment, mention = before
        older = Q(routed_at__lt=moment) | Q(routed_at=moment, mention__lt=mention)
        rows = rows.filter(older, routed_at__lte=moment)
    return list(rows.order_by("-routed_at", "-mention")[:limit])
