"""Look at a post for its author: once, and nothing of it stays, also where the check breaks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.views.decorators.debug import sensitive_variables

from klankbord.ambassadors.guidelines.advice import LIGHTS, PARTS, Advice, advice_on
from klankbord.ambassadors.guidelines.inside.queries import inside
from klankbord.ambassadors.guidelines.models import Clause
from klankbord.ambassadors.guidelines.queries import clauses_by_part
from klankbord.core.guard.check import Verdict, check_post
from klankbord.core.guard.finding import Finding, Light

LONGEST = 50_000
MOST_PICTURES = 4


class CheckBroken(Exception):  # noqa: N818  # named after the broken promise
    """The check could not be done; its words are the kind of error alone, never those of a post."""


@dataclass(frozen=True)
class Told:
    """One finding in words: what it is, what was written, what we agreed, what to do."""

    finding: Finding
    advice: Advice
    words: str
    part: Promise
    clause: Clause | None


@dataclass(frozen=True)
class Answer:
    """What the author is told."""

    light: Light
    words: Advice
    told: tuple[Told, ...]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The places to mark in the text."""
        return [(each.finding.start, each.finding.end) for each in self.told if each.finding.end]


@sensitive_variables()
def look_at(*, text: str, pictures: Sequence[bytes], on: dt.date) -> Verdict:
    """Check a post. Raises `CheckBroken`, which holds nothing of it."""
    here = inside(on=on)
    broken = ""
    try:
        return check_post(text, on=on, inside=here, pictures=pictures)
    except Exception as error:  # noqa: BLE001  # its words, and those of its causes, may be the post
        broken = type(error).__name__
    raise CheckBroken(broken)


@sensitive_variables()
def answer(*, text: str, pictures: Sequence[bytes], on: dt.date) -> Answer:
    """Check a post and put it in words, with the clauses in force."""
    verdict = look_at(text=text, pictures=pictures, on=on)
    clauses = clauses_by_part() if verdict.findings else {}
    told = tuple(
        Told(
            finding=each,
            advice=advice_on(each),
            words=text[each.start : each.end],
            part=PARTS[each.part],
            clause=clauses.get(each.part),
        )
        for each in verdict.findings
    )
    return Answer(verdict.light, LIGHTS[verdict.light], told)
