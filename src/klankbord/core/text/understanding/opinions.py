"""Sentiment and offence of a batch of texts, each in its own language.

Sentiment is what the text sounds like to a reader, not what its writer feels. Every probability is
calibrated on texts that the weights did not learn from; where none is sure enough the label says
so.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

import numpy as np

from klankbord.core.text.understanding.encoder import Meanings, encode, has_encoder
from klankbord.core.text.understanding.grams import grams_of
from klankbord.core.text.understanding.plain import plain_texts
from klankbord.core.text.understanding.weights import Model, Scores, model_of

LEAST_SURE: Final = 0.85
"""Under this probability a text has no label."""
NEGATIVE_SURE: Final = 0.95
"""Under this one it is not called negative.

Probabilities are right where as many texts sound negative as neutral and positive. Where few do,
fewer are right: of the English tweets that were kept apart, one in six of which is negative, from
0.85 on 78 %, from here on nine of ten.
"""
SELDOM_NEGATIVE: Final = frozenset({"es", "nl"})
"""In these languages no text that was measured was surely negative; own labels change that.

Screens say so, for a list without negative texts looks like good news.
"""
OFFENCE_SURE: Final = {"en": 0.9}
"""From here on a text is called offensive, in the languages in which that was found right.

English: of the tweets that TweetEval keeps apart nine of ten are. In the other languages nothing
with a label may be learned from, and where it was measured, in Dutch, too much of it was wrong: of
those no probability is told.
"""
UNSURE: Final = "unsure"
SENTIMENTS: Final = ("negative", "neutral", "positive")


class Tier(StrEnum):
    """How much is spent on a text: all posts can bear the first, matched mentions the second."""

    CHEAP = "cheap"
    SHOWN = "shown"


class Opinion(NamedTuple):
    """What a text says: probabilities of `SENTIMENTS`, and that it is offensive.

    Both are None where the language has no model. What may be told of offence says `offence_told`:
    outside of `OFFENCE_SURE` the number only puts texts in order. From `negative_sure` on a text is
    called negative: what own labels teach knows how many are.
    """

    sentiment: tuple[float, float, float] | None
    offensive: float | None
    negative_sure: float = NEGATIVE_SURE

    @property
    def label(self) -> str:
        """The sentiment that is sure enough, or `unsure`."""
        return label_of(self.sentiment or (), self.negative_sure)

    @property
    def is_clear(self) -> bool:
        """Whether one sentiment is far likelier than the others, be it not sure enough to say."""
        return max(self.sentiment or (0.0,)) >= LEAST_SURE


NONE: Final = Opinion(None, None)


def label_of(p: Sequence[float], negative_sure: float = NEGATIVE_SURE) -> str:
    """The likeliest of `SENTIMENTS`, or `unsure` where it is not sure enough."""
    best = max(range(len(p)), key=p.__getitem__) if p else 0
    least = LEAST_SURE if best else negative_sure
    return SENTIMENTS[best] if p and p[best] >= least else UNSURE


def offence_told(found: Opinion, language: str) -> float | None:
    """How likely it is that a text offends; None where that was not found right."""
    return found.offensive if language in OFFENCE_SURE else None


def best_tier() -> Tier:
    """The shown tier where its extra is installed."""
    return Tier.SHOWN if has_encoder() else Tier.CHEAP


def opinions(
    texts: Sequence[str],
    languages: Sequence[str],
    tier: Tier = Tier.CHEAP,
    meanings: Meanings | None = None,
) -> list[Opinion]:
    """One opinion a text; `languages` are codes of ISO 639-1, empty where none is known.

    `meanings` are those of `encode`, a row a text, for who has them already.

    The cheap tier does 20,000 social posts a second on one core, the shown tier 500. Raises
    ModuleNotFoundError for the shown tier without `klankbord[embed]`.
    """
    found = [NONE] * len(texts)
    for model, places in _by_model(languages):
        some = [texts[place] for place in places]
        rows = None
        if tier is Tier.SHOWN:
            rows = encode(some) if meanings is None else meanings[places]
        for place, opinion in zip(places, _read(model, some, rows), strict=True):
            found[place] = opinion
    return found


def _by_model(languages: Sequence[str]) -> Iterator[tuple[Model, list[int]]]:
    places: dict[str, list[int]] = {}
    for place, language in enumerate(languages):
        places.setdefault(language, []).append(place)
    for language, some in places.items():
        if model := model_of(language):
            yield model, some


def _read(model: Model, texts: Sequence[str], meanings: Meanings | None) -> Iterator[Opinion]:
    found = model.p(grams_of(plain_texts(texts)), meanings)
    sentiment, offence = found["sentiment"], found["offensive"][:, 1]
    for row, offensive in zip(_rounded(sentiment), _rounded(offence), strict=True):
        negative, neutral, positive = row
        yield Opinion((negative, neutral, positive), offensive)


def _rounded(p: Scores) -> list[Any]:
    made: list[Any] = np.round(p, 4).tolist()
    return made
