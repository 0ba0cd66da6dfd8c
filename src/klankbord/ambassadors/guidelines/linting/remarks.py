"""Findings of the lint in words: what was seen, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.core.guidelines.finding import ClauseText, Finding, Flaw, Right, Subject
from klankbord.core.text.readability import LONGEST_SENTENCE, STANDARD, Readability
from klankbord.core.text.sentences import Place

Words = str | Promise

SUBJECTS: Final[dict[Subject, Words]] = {
    Subject.IDENTITY: gettext_lazy("say who you are"),
    Subject.CONFIDENTIAL: gettext_lazy("what never goes out"),
    Subject.PEOPLE: gettext_lazy("people in a post"),
    Subject.MAKERS: gettext_lazy("copyright, and what a computer made"),
    Subject.RESPECT: gettext_lazy("respect and conflict"),
    Subject.MISTAKES: gettext_lazy("mistakes, without blame"),
    Subject.PRESS: gettext_lazy("press, politics and crisis"),
    Subject.RIGHTS: gettext_lazy("rights, and where to ask"),
}
RIGHTS: Final[dict[Right, Words]] = {
    Right.OPINION: gettext_lazy("to have an opinion, a critical one too"),
    Right.UNION: gettext_lazy("to be in a union"),
    Right.WHISTLEBLOWING: gettext_lazy("to report wrongdoing"),
    Right.DISCONNECT: gettext_lazy("to rest after work"),
}
REMEDIES: Final[dict[Flaw, Words]] = {
    Flaw.HARD_TO_READ: gettext_lazy("Shorten the longest sentences and words first."),
    Flaw.LONG_SENTENCE: gettext_lazy("Cut it in two, or make a list of it."),
    Flaw.LONG_WORD: gettext_lazy("Take a word that people say, or say it in two words."),
    Flaw.VAGUE_BAN: gettext_lazy(
        "Say what to do, what to leave, or whom to ask. Put an example after it."
    ),
    Flaw.ONLY_BANS: gettext_lazy("Add what people can do instead."),
    Flaw.MORE_BANS: gettext_lazy("Say more often what people may do, and what they gain by it."),
    Flaw.MISSING_SUBJECT: gettext_lazy("Add a clause, or a sentence to one. Our ready text helps."),
    Flaw.MISSING_RIGHT: gettext_lazy(
        "Name it in so many words. People forget a right that stands nowhere."
    ),
    Flaw.NO_OWNER: gettext_lazy("Choose somebody who answers questions about it."),
    Flaw.NO_REVIEW: gettext_lazy("Choose a day to look at it again, within a year."),
    Flaw.REVIEW_OVERDUE: gettext_lazy("Look whether it still holds, and choose a new day."),
}
LABELS: Final[dict[Flaw, Words]] = {
    Flaw.HARD_TO_READ: gettext_lazy("Hard to read"),
    Flaw.LONG_SENTENCE: gettext_lazy("Long sentence"),
    Flaw.LONG_WORD: gettext_lazy("Long word"),
    Flaw.VAGUE_BAN: gettext_lazy("Vague"),
    Flaw.ONLY_BANS: gettext_lazy("Only bans"),
    Flaw.MORE_BANS: gettext_lazy("More bans than chances"),
    Flaw.MISSING_SUBJECT: gettext_lazy("A subject is missing"),
    Flaw.MISSING_RIGHT: gettext_lazy("A right is missing"),
    Flaw.NO_OWNER: gettext_lazy("Nobody answers"),
    Flaw.NO_REVIEW: gettext_lazy("No review date"),
    Flaw.REVIEW_OVERDUE: gettext_lazy("Review overdue"),
}
SAID: Final[dict[Flaw, Words]] = {
    Flaw.VAGUE_BAN: gettext_lazy(
        "Everybody reads something else in this, so nobody can keep to it."
    ),
    Flaw.ONLY_BANS: gettext_lazy("All that it asks is not to do something."),
    Flaw.NO_OWNER: gettext_lazy("No colleague answers questions about it."),
    Flaw.NO_REVIEW: gettext_lazy("No day to look at it again."),
}
_EASE: Final = (
    (80.0, gettext_lazy("reads easily")),
    (STANDARD, gettext_lazy("reads well")),
    (45.0, gettext_lazy("takes effort")),
    (float("-inf"), gettext_lazy("is for specialists")),
)


@dataclass(frozen=True)
class Remark:
    """One finding in words; `place` is where in the clause, `quote` what stands there."""

    flaw: Flaw
    clause: int | None
    language: str
    label: Words
    said: Words
    remedy: Words
    quote: str = ""
    place: Place | None = None


def remarks_on(findings: Sequence[Finding], clauses: Sequence[ClauseText]) -> list[Remark]:
    """The findings of a guideline in the reader's language."""
    return [
        Remark(
            flaw=each.flaw,
            clause=each.clause,
            language=each.language,
            label=LABELS[each.flaw],
            said=_said(each),
            remedy=REMEDIES[each.flaw],
            quote=_quote(each, clauses),
            place=each.place,
        )
        for each in findings
    ]


def ease_of(figures: Readability) -> Words:
    """How a text reads, in two words."""
    return next(words for least, words in _EASE if figures.score >= least)


def _quote(finding: Finding, clauses: Sequence[ClauseText]) -> str:
    if finding.clause is None or finding.place is None:
        return ""
    text = clauses[finding.clause].texts[finding.language]
    return text[finding.place.start : finding.place.end].strip("*_ ")


def _said(finding: Finding) -> Words:
    counts = finding.counts
    match finding.flaw:
        case Flaw.LONG_SENTENCE:
            most = LONGEST_SENTENCE[finding.language]
            return _("%(n)d words; more than %(most)d and readers lose the thread.") % {
                "n": counts["words"],
                "most": most,
            }
        case Flaw.LONG_WORD:
            return _("%(n)d syllables; readers stumble over it.") % {"n": counts["syllables"]}
        case Flaw.HARD_TO_READ:
            return _("%(score)d points; from %(least)d it is plain.") % {
                "score": round(counts["score"]),
                "least": STANDARD,
            }
        case Flaw.REVIEW_OVERDUE:
            n = int(counts["days"])
            return ngettext("%(n)d day too late.", "%(n)d days too late.", n) % {"n": n}
        case _:
            return _said_of_content(finding)


def _said_of_content(finding: Finding) -> Words:
    match finding.flaw:
        case Flaw.MORE_BANS:
            words = _("%(bans)d of the %(asked)d things that it asks or allows are bans.")
            return words % finding.counts
        case Flaw.MISSING_SUBJECT:
            subject = SUBJECTS[Subject(finding.about)]
            return _("No clause is about: %(subject)s.") % {"subject": subject}
        case Flaw.MISSING_RIGHT:
            return _("It names no right %(right)s.") % {"right": RIGHTS[Right(finding.about)]}
        case _:
            return SAID[finding.flaw]
