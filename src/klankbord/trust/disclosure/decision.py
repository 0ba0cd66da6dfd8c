"""The decision: which groups of one question may be told about, given all that was told before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klankbord.trust.disclosure.request import FLOOR, LEAST_AUTHORS, Kind, Reason
from klankbord.trust.disclosure.separation import Cells, People


@dataclass(frozen=True)
class Told:
    """One set of people about whom something was told, under which label and in which round."""

    partition: str
    label: str
    round: str
    people: People


@dataclass(frozen=True)
class Memory:
    """All that was told, oldest first, and the cells that it forms."""

    told: Sequence[Told]
    cells: Cells

    @classmethod
    def of(cls, told: Sequence[Told]) -> "Memory":
        """Form the cells; a set told about again changes none."""
        sets = {each.people.tobytes(): each.people for each in told}
        return cls(told, Cells.of(sets.values()))


@dataclass(frozen=True)
class Choice:
    """Whom a figure may be about; `cohort` is the earlier round if these are its people."""

    people: People
    cohort: str = ""


@dataclass(frozen=True)
class Candidate:
    """The people whom one group's figure would be about, and those of them with a value over 0."""

    people: People
    n_authors: int


def choices(
    *,
    kind: Kind,
    partition: str,
    candidates: Mapping[str, Candidate],
    known: People,
    memory: Memory,
    least: int,
) -> dict[str, Choice | Reason]:
    """Decide for every group, the largest first, so that small leftovers take a small one along.

    `known` are all people with data in this question: if a group changed too little, its earlier
    people are told about again, as long as all of them are still known.
    The decision looks at who is in a group, never at values (save the least number of authors).
    """
    least = max(least, FLOOR)
    alone, cells = Cells.of([]), memory.cells
    decided: dict[str, Choice | Reason] = {}
    for label in sorted(candidates, key=lambda name: (-len(candidates[name].people), name)):
        people = candidates[label].people
        choice: Choice | Reason
        if len(people) < least or _has_few_authors(kind, candidates[label]):
            choice = Reason.TOO_FEW
        elif not cells.would_leave_few(people, least):
            choice = Choice(people)
        elif earlier := _earlier(memory.told, partition, label, known):
            choice = Choice(earlier.people, cohort=earlier.round)
        elif alone.would_leave_few(people, least):
            choice = Reason.LEFTOVER
        else:
            choice = Reason.CHANGED_TOO_LITTLE
        decided[label] = choice
        if isinstance(choice, Choice):
            alone, cells = alone.split_by(choice.people), cells.split_by(choice.people)
    return decided


def _has_few_authors(kind: Kind, candidate: Candidate) -> bool:
    return kind is Kind.THEME and candidate.n_authors < LEAST_AUTHORS


def _earlier(told: Sequence[Told], partition: str, label: str, known: People) -> Told | None:
    """Find the last people told about under this label, if all of them can be told about again."""
    for each in reversed(told):
        if (each.partition, each.label) == (partition, label):
            return each if np.isin(each.people, known).all() else None
    return None
