"""Lint a draft as it stands: each clause with its remarks, and those of the whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from klankbord.ambassadors.guidelines.linting.remarks import Remark, ease_of, remarks_on
from klankbord.ambassadors.guidelines.models import Clause
from klankbord.core.guidelines.finding import LANGUAGES, ClauseText
from klankbord.core.guidelines.lint import lint_guideline
from klankbord.core.text.readability import Readability, readability
from klankbord.core.text.sentences import Place


@dataclass(frozen=True)
class Reading:
    """How a text reads, for the screen."""

    figures: Readability
    words: object

    @property
    def score(self) -> int:
        """Points of the formula, at most 100 on the screen: above it says nothing more."""
        return min(100, max(0, round(self.figures.score)))


@dataclass(frozen=True)
class Linted:
    """Remarks of a draft: on the whole, by clause, and how many each language has."""

    whole: list[Remark]
    by_clause: list[list[Remark]]
    n_by_language: dict[str, int]

    @property
    def n_remarks(self) -> int:
        """All of them."""
        return len(self.whole) + sum(len(each) for each in self.by_clause)


@dataclass(frozen=True)
class DraftClause:
    """A clause of a draft in one language, with what the lint says of it."""

    clause: Clause
    title: str
    text: str
    reason: str
    reading: Reading | None
    remarks: list[Remark]

    @property
    def places(self) -> list[Place]:
        """What is marked in the text."""
        return [each.place for each in self.remarks if each.place]


def draft_clauses(clauses: Sequence[Clause], linted: Linted, language: str) -> list[DraftClause]:
    """The clauses of a draft as they are read in one language, beside their remarks."""
    return [
        DraftClause(
            clause=clause,
            title=clause.title_in(language),
            text=clause.text_in(language),
            reason=clause.reason_in(language),
            reading=reading_of(clause.text_in(language), language),
            remarks=[each for each in remarks if each.language in {"", language}],
        )
        for clause, remarks in zip(clauses, linted.by_clause, strict=True)
    ]


def lint_of(clauses: Sequence[Clause], *, on: dt.date) -> Linted:
    """Lint the clauses of a draft in both languages."""
    texts = [clause_text(clause) for clause in clauses]
    remarks = remarks_on(lint_guideline(texts, on=on), texts)
    by_clause: list[list[Remark]] = [[] for _ in texts]
    for each in remarks:
        if each.clause is not None:
            by_clause[each.clause].append(each)
    return Linted(
        whole=[each for each in remarks if each.clause is None],
        by_clause=by_clause,
        n_by_language={
            language: sum(each.language == language for each in remarks) for language in LANGUAGES
        },
    )


def reading_of(text: str, language: str) -> Reading | None:
    """How a text reads; None without a word."""
    figures = readability(text, language)
    return Reading(figures, ease_of(figures)) if figures else None


def clause_text(clause: Clause) -> ClauseText:
    """A clause as the lint reads it."""
    return ClauseText(
        titles={"nl": clause.title_nl, "en": clause.title_en},
        texts={"nl": clause.text_nl, "en": clause.text_en},
        has_owner=clause.owner_id is not None,
        review_on=clause.review_on,
    )
