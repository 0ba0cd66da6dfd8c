"""Polls that come with a file: who chose what by name, and of anonymous ones what came of them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from klankbord.ambassadors.community.imports import counting
from klankbord.ambassadors.community.imports.crossing import Crossing
from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.community.polls.models import (
    CHOICE_LENGTH,
    FEWEST,
    MOST,
    Poll,
    PollChoice,
    PollVote,
)
from klankbord.connectors.intranet.workspace import Asked, Said

_MOST_COUNTED = 10_000_000
_YEARS = (2000, 2200)
_FIGURE = {"value": float, "n_about": int, "edge": int, "cohort": str}
_REFUSAL = {"reason": str, "least": int}


def choices_of(said: Said) -> tuple[str, ...]:
    """What can be chosen at a message, so that a search finds it."""
    return said.asked.choices if said.asked and is_sane(said.asked) else ()


def write_polls(crossing: Crossing, pairs: Sequence[tuple[Post, Said]]) -> None:
    """Write what messages ask; a poll that makes no sense is left out, its words stay."""
    for post, said in pairs:
        if said.asked is None or post.is_removed:
            continue
        if not is_sane(said.asked):
            crossing.counts[counting.POLLS_OUT] += 1
            continue
        _write(crossing, post, said.asked)


def is_sane(asked: Asked) -> bool:
    """Whether it is a poll as we make them: a file can say anything."""
    is_fit = all(0 < len(each) <= CHOICE_LENGTH for each in asked.choices)
    is_known = asked.is_anonymous or asked.shows in Poll.Shows.values
    is_dated = _YEARS[0] <= asked.closes_at.year <= _YEARS[1]
    counts = (*asked.n_votes, asked.n_voters or 0)
    is_counted = all(0 <= each <= _MOST_COUNTED for each in counts)
    is_some = FEWEST <= len(asked.choices) <= MOST
    return is_fit and is_known and is_dated and is_counted and is_some


def _write(crossing: Crossing, post: Post, asked: Asked) -> None:
    is_open_vote = asked.is_anonymous and asked.counted_at is None
    poll = Poll.objects.create(
        post=post,
        is_anonymous=asked.is_anonymous,
        has_several=asked.has_several,
        shows=Poll.Shows.CLOSED if asked.is_anonymous else asked.shows,
        closes_at=asked.closes_at,
        counted_at=asked.counted_at,
        n_voters=None if asked.is_anonymous else asked.n_voters,
        told=_told(asked) if asked.is_anonymous and not is_open_vote else {},
    )
    counts = [] if asked.is_anonymous else list(asked.n_votes)
    choices = [
        PollChoice(poll=poll, place=place, words=words, n_votes=counts[place] if counts else None)
        for place, words in enumerate(asked.choices)
    ]
    PollChoice.objects.bulk_create(choices)
    if not asked.is_anonymous:
        _write_votes(crossing, choices, asked)


def _write_votes(crossing: Crossing, choices: Sequence[PollChoice], asked: Asked) -> None:
    """Of who has an account here; one of each person where one is asked for, as everywhere."""
    kept: dict[tuple[int, int], dt.datetime] = {}
    voted: dict[int, int] = {}
    for each in asked.chosen:
        member = crossing.members.get(each.person)
        if member is None or not 0 <= each.place < len(choices):
            crossing.counts[counting.VOTES_OUT] += 1
        elif asked.has_several or voted.setdefault(member.pk, each.place) == each.place:
            kept[each.place, member.pk] = each.at
    PollVote.objects.bulk_create(
        PollVote(choice=choices[place], member_id=member, voted_at=at)
        for (place, member), at in kept.items()
    )


def _told(asked: Asked) -> dict[str, object]:
    """What a gateway told, if it has the form in which ours tells."""
    choices = asked.told.get("choices")
    told: dict[str, object] = {}
    if (
        isinstance(choices, list)
        and len(choices) == len(asked.choices)
        and all(map(_fits, choices))
    ):
        told["choices"] = choices
    if _fits(asked.told.get("turnout")):
        told["turnout"] = asked.told["turnout"]
    return told


def _fits(stored: object) -> bool:
    if not isinstance(stored, Mapping):
        return False
    for form in (_FIGURE, _REFUSAL):
        if set(stored) == set(form):
            return all(isinstance(stored[name], kind) for name, kind in form.items())
    return False
