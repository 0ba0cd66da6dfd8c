"""The decision: which groups of one question may be told about, given all that was told before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klankbord.trust.disclosure.request import FLOOR, LEAST_AUTHORS, Kind, Reason
from klankbord.trust.disclosure.separation import People, is_separable


@dataclass(frozen=True)
class Told:
    """One set of people about whom something was told, under which label and in which round."""

    partition: str
    label: str
    round: str
    people: People


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
    told: Sequence[Told],
    least: int,
) -> dict[str, Choice | Reason]:
    """Decide for every group, the largest first, so that small leftovers take a small one along.

    `known` are all people with data in this question: if a group changed too little, its earlier
    people are told about again, as long as all of them are still known.
    The decision looks at who is in a group, never at values (save the least number of authors).
    """
    least = max(least, FLOOR)
    before, now = [each.people for each in told], list[People]()
    decided: dict[str, Choice | Reason] = {}
    for label in sorted(candidates, key=lambda name: (-len(candidates[name].people), name)):
        people = candidates[label].people
        if len(people) < least or _has_few_authors(kind, candidates[label]):
            decided[label] = Reason.TOO_FEW
        elif not is_separable([*before, *now, people], least):
            decided[label] = Choice(people)
        elif earlier := _earlier(told, partition, label, known):
            decided[label] = Choice(earlier.people, cohort=earlier.round)
        else:
            alone = is_separable([*now, people], least)
            decided[label] = Reason.LEFTOVER if alone else Reason.CHANGED_TOO_LITTLE
        chosen = decided[label]
        if isinstance(chosen, Choice):
            now.append(chosen.people)
    return decided


def _has_few_authors(kind: Kind, candidate: Candidate) -> bool:
    return kind is Kind.THEME and candidate.n_authors < LEAST_AUTHORS


def _earlier(told: Sequence[Told], partition: str, label: str, known: People) -> Told | None:
    """Find the last people told about under this label, if all of them can be told about again."""
    for each in reversed(told):
        if (each.partition, each.label) == (partition, label):
            return each if np.isin(each.people, known).all() else None
    return None
