"""What somebody wants with a text, for triage: first guesses that a person can correct.

Each kind has a score of its own, for a text may be both a question and a complaint. The label is
the first kind, in the order of `INTENTS`, that is sure enough. Only the scores of `CALIBRATED` are
probabilities; those of the other kinds put texts in order, and what stands on screen beside such a
kind is the words that it was found by (`words_shown`). A claim is something to check, never a
verdict.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from klankbord.core.text.understanding import cues
from klankbord.core.text.understanding.opinions import OFFENCE_SURE, UNSURE, Opinion
from klankbord.core.text.understanding.plain import plain_texts
from klankbord.core.text.words import has_address

INTENTS: Final = ("abuse", "spam", "claim", "question", "complaint", "praise", "suggestion")
CALIBRATED: Final = frozenset({"complaint", "praise"})
"""Kinds whose probability was found right, in the languages of `FOUND_RIGHT`."""
FOUND_RIGHT: Final = frozenset({"en"})
OTHER: Final = "other"
SURE_ENOUGH: Final = 0.95
"""From here on a text is called a complaint or praise, if it is clear how it sounds.

On English tweets that were kept apart nine of ten are, as far as one text in three is a complaint,
and one in eight praise. Nothing is told as surer: more than that was never found.
"""
ABUSE_SURE: Final = 0.85
"""From here on it is called abuse, in languages in which offence was found right."""
_SHOWN: Final = 0.75
"""From here on words show a kind."""
_SURELY_NOT: Final = 0.35
"""Where every kind is under this, a text is something else."""
_EDGE: Final = 1e-4
_MOST_WORDS: Final = 3


class Intent(NamedTuple):
    """Scores from 0 to 1 in the order of `INTENTS`; empty where the language has no model.

    `cued` are the kinds of which a word stands in the text; `is_clear` whether it is sure enough
    how the text sounds.
    """

    p: tuple[float, ...]
    language: str = ""
    cued: frozenset[str] = frozenset()
    is_clear: bool = False

    @property
    def label(self) -> str:
        """The first kind that is sure enough, `other` where none is likely, else `unsure`."""
        said = [name for name in INTENTS if self.says(name)]
        if said:
            return said[0]
        return OTHER if self.p and max(self.p) < _SURELY_NOT else UNSURE

    def says(self, kind: str) -> bool:
        """Whether the text may be called a kind; that it is none of it is never said."""
        p = self.p[INTENTS.index(kind)] if self.p else 0.0
        if kind == "abuse":
            return self.language in OFFENCE_SURE and p >= ABUSE_SURE
        if is_probability(kind, self.language):
            return p >= SURE_ENOUGH and self.is_clear
        return p >= _SHOWN and kind in self.cued


def share_told(kind: str, p: float, language: str) -> float | None:
    """What may be told of a score: None where it was not found to be right as often as it says."""
    return min(p, SURE_ENOUGH) if is_probability(kind, language) else None


def is_probability(kind: str, language: str) -> bool:
    """Whether the score of a kind was found to be right as often as it says."""
    return kind in CALIBRATED and language in FOUND_RIGHT


def words_shown(kind: str, text: str, language: str) -> tuple[str, ...]:
    """The words by which a text was found to be of a kind, at most three, in small letters."""
    pattern = cues.cues_of(language).get(kind)
    plain = plain_texts([text])[0]
    found = [each.group() for each in pattern.finditer(plain)] if pattern else []
    if kind == cues.QUESTION and " ? " in plain:
        found.append("?")
    return tuple(dict.fromkeys(found))[:_MOST_WORDS]


def intents(
    texts: Sequence[str], languages: Sequence[str], found: Sequence[Opinion]
) -> list[Intent]:
    """One intent a text, from its opinion and the words that show what is wanted."""
    plain = plain_texts(texts)
    return [
        _intent(each, text, language, opinion)
        for each, text, language, opinion in zip(plain, texts, languages, found, strict=True)
    ]


def _intent(plain: str, text: str, language: str, opinion: Opinion) -> Intent:
    if opinion.sentiment is None or opinion.offensive is None:
        return Intent(())
    shown = {name: bool(each.search(plain)) for name, each in cues.cues_of(language).items()}
    negative, _, positive = map(_odds, opinion.sentiment)
    asks, linked, spoken_to = " ? " in plain, has_address(text), " @ " in plain
    scores = (
        _odds(opinion.offensive) + 0.5 * shown[cues.PERSON] - 0.6,
        -4.5 + 3.0 * shown[cues.SPAM] + 1.6 * linked + 1.5 * (shown[cues.SPAM] and linked),
        -4.2 + 5.4 * shown[cues.CLAIM] + 0.6 * asks + 0.5 * linked,
        -3.5 + 3.0 * asks + 2.2 * shown[cues.QUESTION] - 0.7 * linked,
        1.05 * (negative + 1.1 * shown[cues.COMPLAINT] + 0.5 * spoken_to - 0.5 * linked) + 0.14,
        positive + 1.2 * shown[cues.PRAISE] - 0.5 * linked - 0.8,
        -4.0 + 5.2 * shown[cues.SUGGESTION] + 0.5 * asks,
    )
    p = tuple(round(1 / (1 + math.exp(-score)), 4) for score in scores)
    cued = frozenset(name for name, is_shown in shown.items() if is_shown)
    return Intent(p, language, cued, opinion.is_clear)


def _odds(p: float) -> float:
    p = min(max(p, _EDGE), 1 - _EDGE)
    return math.log(p / (1 - p))
