"""The sets that models are trained on: what they hold, where they come from, and their licence.

Sets without a licence, for research only, or not for commerce stand nowhere here: `klankbord
evaluate` measures with them, nothing learns from them.
"""

import gzip
import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from klankbord.core.text.words import words_of

SENTIMENT: Final = ("negative", "neutral", "positive")
UMSAB: Final = {"de": "german", "en": "english", "es": "spanish", "fr": "french"}
TEACHERS: Final = {**UMSAB, "it": "italian", "pt": "portuguese"}
"""Languages with tweets of which a label is known; the last two only teach Dutch."""
_PLEASANT: Final = {"joy", "trust", "anticipation"}
_UNPLEASANT: Final = {"anger", "disgust", "fear", "sadness"}
_LEAST_POLAR: Final = 0.2
_SENTENCES: Final = ("sentence",)
_SHORTEST, _LONGEST, _EVERY = 3, 12, 4
DUTCH_WORDS: Final = "/usr/share/hunspell/nl.dic"
"""Debian's package hunspell-nl."""


@dataclass(frozen=True)
class Origin:
    """Where a set comes from, and under which licence."""

    name: str
    place: str
    licence: str


ORIGINS: Final = (
    Origin("SemEval 2013-2016 tweets", "leelaylay/TweetSemEval", "MIT"),
    Origin("TweetEval, offensive", "cardiffnlp/tweeteval", "without any restrictions (its README)"),
    Origin("UMSAB: tweets in six languages", "cardiffnlp/xlm-t", "Apache-2.0"),
    Origin("XED: film subtitles, Dutch and German", "Helsinki-NLP/XED", "CC BY 4.0"),
    Origin("Polarity of Dutch and English adjectives", "clips/pattern", "PDDL"),
    Origin("Sentences in many languages", "pemistahl/lingua-rs", "Apache-2.0"),
    Origin("Dutch spelling list", "OpenTaal, Debian's hunspell-nl", "BSD or CC BY 3.0"),
)


@dataclass
class Labelled:
    """Texts, and for each how likely each class is: a row of shares (one-hot where it is known)."""

    texts: list[str]
    targets: npt.NDArray[np.float64]
    weight: float = 1.0


def sentiment_tweets() -> Labelled:
    """English tweets of 2013 to 2016."""
    rows = [*_read("tweeteval/sentiment_train_semeval2013-2016.jsonl.gz")]
    return _labelled([row["text"] for row in rows], [row["label"] for row in rows])


def sentiment_held_out() -> Labelled:
    """The part of those that TweetEval keeps apart."""
    rows = [*_read("tweeteval/sentiment_val.jsonl.gz")]
    return _labelled([row["text"] for row in rows], [SENTIMENT[row["label"]] for row in rows])


def many_languages(language: str) -> Labelled:
    """Tweets in one of six languages, as many of each class."""
    rows = [
        row
        for part in ("train", "val")
        for row in _read(f"umsab/{TEACHERS[language]}_{part}.jsonl.gz")
    ]
    return _labelled([row["text"] for row in rows], [row["label"] for row in rows])


def subtitles(language: str) -> Labelled:
    """Lines of films that are pleasant or unpleasant and not both; none is neutral."""
    kept = []
    for row in _read(f"xed/{language}.jsonl.gz"):
        pleasant, unpleasant = (
            not each.isdisjoint(row["emotions"]) for each in (_PLEASANT, _UNPLEASANT)
        )
        if pleasant != unpleasant:
            kept.append((row["text"], "positive" if pleasant else "negative"))
    return _labelled([text for text, _ in kept], [label for _, label in kept])


def lexicon(language: str) -> Labelled:
    """Single words with the mean of what their senses are worth."""
    with gzip.open(_folder() / "lexicons" / f"{language}-sentiment.xml.gz") as file:
        root = ET.parse(file).getroot()  # noqa: S314  # a file of the set itself
    found: dict[str, list[float]] = {}
    for word in root.iter("word"):
        found.setdefault(word.get("form", "").lower(), []).append(float(word.get("polarity", 0)))
    worth = {word: float(np.mean(values)) for word, values in found.items() if word}
    targets = np.array([_shares_of(value) for value in worth.values()])
    return Labelled([*worth], targets)


def _shares_of(polarity: float) -> tuple[float, float, float]:
    sure = min(1.0, abs(polarity) + _LEAST_POLAR)
    if abs(polarity) < _LEAST_POLAR:
        return 0.15, 0.7, 0.15
    return (sure, 1 - sure, 0.0) if polarity < 0 else (0.0, 1 - sure, sure)


def sentences(language: str) -> list[str]:
    """Sentences of newspapers and sites without a label: a teacher gives them one."""
    return [
        row["text"]
        for row in _read("lid_lingua/texts.jsonl.gz")
        if row["lang"] == language and row["kind"] in _SENTENCES
    ]


def dutch_words() -> list[str]:
    """Words in small letters out of the spelling list, one in four; without a label."""
    lines = Path(DUTCH_WORDS).read_text(encoding="utf-8").splitlines()[1:]
    words = [
        word for line in lines if (word := line.partition("/")[0]).islower() and word.isalpha()
    ]
    return [word for word in words if _SHORTEST <= len(word) <= _LONGEST][::_EVERY]


def offensive_tweets(part: str) -> Labelled:
    """English tweets: column 1 is the share that is offensive."""
    rows = [*_read(f"tweeteval/offensive_{part}.jsonl.gz")]
    return Labelled([row["text"] for row in rows], np.eye(2)[[row["label"] for row in rows]])


def without(part: Labelled, texts: list[str]) -> Labelled:
    """Leave out what stands among other texts, whatever its case and signs."""
    known = {tuple(words_of(text)) for text in texts}
    kept = [at for at, text in enumerate(part.texts) if tuple(words_of(text)) not in known]
    return Labelled([part.texts[at] for at in kept], part.targets[kept], part.weight)


def _labelled(texts: list[str], labels: list[str]) -> Labelled:
    return Labelled(texts, np.eye(len(SENTIMENT))[[SENTIMENT.index(label) for label in labels]])


def _folder() -> Path:
    return Path(os.environ["KLANKBORD_TEST_DATA"])


def _read(name: str) -> Iterator[Any]:
    with gzip.open(_folder() / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
