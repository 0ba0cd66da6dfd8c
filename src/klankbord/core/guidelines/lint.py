"""Read a guideline as a plain-spoken colleague would, and say what may be better and where."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from klankbord.core.guidelines.deontic import Force, force_of
from klankbord.core.guidelines.finding import LANGUAGES, ClauseText, Finding, Flaw
from klankbord.core.guidelines.subjects import rights_missing, subjects_missing
from klankbord.core.guidelines.vague import vague_bans
from klankbord.core.text.readability import (
    FEWEST_WORDS,
    STANDARD,
    long_sentences,
    long_words,
    readability,
)
from klankbord.core.text.sentences import sentence_places

MOST_BANS: Final = 0.5
"""Of all that a guideline asks or allows, at most this share may be a ban."""
_FEWEST_BANS: Final = 2  # one ban in a clause is no list of bans
_FEWEST_ASKED: Final = 4


def lint_guideline(
    clauses: Sequence[ClauseText], *, on: dt.date | None, languages: Sequence[str] = LANGUAGES
) -> list[Finding]:
    """All findings: of the guideline as a whole first, then clause by clause.

    With `on` the owner and the review date of each clause are looked at too.
    """
    whole = [each for language in languages for each in _of_the_whole(clauses, language)]
    return [
        *whole,
        *(
            finding
            for at, clause in enumerate(clauses)
            for finding in lint_clause(clause, at, on=on, languages=languages)
        ),
    ]


def lint_clause(
    clause: ClauseText, at: int, *, on: dt.date | None, languages: Sequence[str] = LANGUAGES
) -> list[Finding]:
    """Findings of one clause; `at` is its place in the guideline."""
    found = list(_of_keeping(clause, at, on)) if on else []
    for language in languages:
        text = clause.texts.get(language, "")
        found += [
            *_of_reading(text, at, language),
            *_of_bans(text, at, language),
            *(Finding(Flaw.VAGUE_BAN, at, language, place) for place in vague_bans(text, language)),
        ]
    return found


def _of_the_whole(clauses: Sequence[ClauseText], language: str) -> Iterator[Finding]:
    if not any(clause.texts.get(language) for clause in clauses):
        return
    for subject in subjects_missing(clauses, language):
        yield Finding(Flaw.MISSING_SUBJECT, language=language, about=subject.value)
    for right in rights_missing(clauses, language):
        yield Finding(Flaw.MISSING_RIGHT, language=language, about=right.value)
    forces = [
        force for each in clauses for force in _forces(each.texts.get(language, ""), language)
    ]
    n_asked, n_bans = len(forces), forces.count(Force.BAN)
    if n_asked >= _FEWEST_ASKED and n_bans > MOST_BANS * n_asked:
        counts = {"bans": n_bans, "asked": n_asked}
        yield Finding(Flaw.MORE_BANS, language=language, counts=counts)


def _of_keeping(clause: ClauseText, at: int, on: dt.date) -> Iterator[Finding]:
    if not clause.has_owner:
        yield Finding(Flaw.NO_OWNER, at)
    if clause.review_on is None:
        yield Finding(Flaw.NO_REVIEW, at)
    elif clause.review_on < on:
        yield Finding(Flaw.REVIEW_OVERDUE, at, counts={"days": (on - clause.review_on).days})


def _of_reading(text: str, at: int, language: str) -> Iterator[Finding]:
    figures = readability(text, language)
    if figures and figures.n_words >= FEWEST_WORDS and figures.score < STANDARD:
        counts = {
            "score": figures.score,
            "words": figures.words_a_sentence,
            "syllables": figures.syllables_a_word,
        }
        yield Finding(Flaw.HARD_TO_READ, at, language, counts=counts)
    for place, n_words in long_sentences(text, language):
        yield Finding(Flaw.LONG_SENTENCE, at, language, place, counts={"words": n_words})
    for place, n_syllables in long_words(text, language):
        yield Finding(Flaw.LONG_WORD, at, language, place, counts={"syllables": n_syllables})


def _of_bans(text: str, at: int, language: str) -> Iterator[Finding]:
    forces = _forces(text, language)
    n_bans = forces.count(Force.BAN)
    if n_bans >= _FEWEST_BANS and n_bans == len(forces):
        yield Finding(Flaw.ONLY_BANS, at, language, counts={"bans": n_bans})


def _forces(text: str, language: str) -> list[Force]:
    """What each sentence asks or allows; those that only tell something are left out."""
    forces = [force_of(text[start:end], language) for start, end in sentence_places(text)]
    return [force for force in forces if force is not Force.TELLS]
