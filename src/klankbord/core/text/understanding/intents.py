"""What somebody wants with a text, for triage: first guesses that a person can correct.

Each kind has a probability of its own, for a text may be both a question and a complaint. The label
is the first kind, in the order of `INTENTS`, that is sure enough. A claim is something to check,
never a verdict.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from klankbord.core.text.understanding import cues
from klankbord.core.text.understanding.opinions import UNSURE, Opinion
from klankbord.core.text.understanding.plain import plain_texts
from klankbord.core.text.words import has_address

INTENTS: Final = ("abuse", "spam", "claim", "question", "complaint", "praise", "suggestion")
CALIBRATED: Final = frozenset({"complaint", "praise"})
"""Kinds whose probability was found right (see the page about models); of others only the kind."""
OTHER: Final = "other"
SURE_ENOUGH: Final = 0.75
"""Under this probability a text is not called a kind."""
_SURELY_NOT: Final = 0.35
"""Where every kind is under this, a text is something else."""
_EDGE: Final = 1e-4


class Intent(NamedTuple):
    """Probabilities in the order of `INTENTS`; empty where the language has no model."""

    p: tuple[float, ...]

    @property
    def label(self) -> str:
        """The first kind that is sure enough, `other` where none is likely, else `unsure`."""
        sure = [name for name, p in zip(INTENTS, self.p, strict=False) if p >= SURE_ENOUGH]
        if sure:
            return sure[0]
        return OTHER if self.p and max(self.p) < _SURELY_NOT else UNSURE


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
        -4.2 + 4.0 * shown[cues.CLAIM] + 0.6 * asks + 0.5 * linked,
        -3.5 + 3.0 * asks + 2.2 * shown[cues.QUESTION] - 0.7 * linked,
        negative + 1.1 * shown[cues.COMPLAINT] + 0.5 * spoken_to - 0.5 * linked - 0.2,
        positive + 1.2 * shown[cues.PRAISE] - 0.5 * linked - 0.8,
        -4.0 + 3.8 * shown[cues.SUGGESTION] + 0.5 * asks,
    )
    return Intent(tuple(round(1 / (1 + math.exp(-score)), 4) for score in scores))


def _odds(p: float) -> float:
    p = min(max(p, _EDGE), 1 - _EDGE)
    return math.log(p / (1 - p))
