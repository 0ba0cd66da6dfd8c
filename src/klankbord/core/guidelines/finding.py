"""The words of a lint: what a clause says, and what was found in it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from klankbord.core.text.sentences import Place

LANGUAGES: Final = ("nl", "en")


class Flaw(StrEnum):
    """What may be better."""

    HARD_TO_READ = "hard-to-read"
    LONG_SENTENCE = "long-sentence"
    LONG_WORD = "long-word"
    VAGUE_BAN = "vague-ban"
    ONLY_BANS = "only-bans"
    MORE_BANS = "more-bans"
    MISSING_SUBJECT = "missing-subject"
    MISSING_RIGHT = "missing-right"
    NO_OWNER = "no-owner"
    NO_REVIEW = "no-review"
    REVIEW_OVERDUE = "review-overdue"


class Subject(StrEnum):
    """The eight subjects that a guideline for social media speaks of."""

    IDENTITY = "identity"
    CONFIDENTIAL = "confidential"
    PEOPLE = "people"
    MAKERS = "makers"
    RESPECT = "respect"
    MISTAKES = "mistakes"
    PRESS = "press"
    RIGHTS = "rights"


class Right(StrEnum):
    """The four rights that a guideline names, because people forget them when it does not."""

    OPINION = "opinion"
    UNION = "union"
    WHISTLEBLOWING = "whistleblowing"
    DISCONNECT = "disconnect"


@dataclass(frozen=True)
class ClauseText:
    """One clause as it is read: titles and texts by language, in Markdown."""

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    has_owner: bool = True
    review_on: dt.date | None = None

    def whole(self, language: str) -> str:
        """Title and text in one, as readers meet them."""
        return f"{self.titles.get(language, '')}.\n\n{self.texts.get(language, '')}"


@dataclass(frozen=True)
class Finding:
    """One thing that may be better, and where.

    `clause` is the place of the clause in the guideline, None for the guideline as a whole;
    `place` is a stretch of that clause's text in `language`. `about` names a subject or right,
    `counts` what the sentence of the screen needs: words, syllables, a score.
    """

    flaw: Flaw
    clause: int | None = None
    language: str = ""
    place: Place | None = None
    about: str = ""
    counts: Mapping[str, float] = field(default_factory=dict)
