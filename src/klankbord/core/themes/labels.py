"""What a theme is called, and whether it rises."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.text.sentences import sentence_places
from klankbord.core.text.words import surfaces_of, words_of
from klankbord.core.themes.groups import LEAST
from klankbord.core.themes.small_words import SMALL_WORDS
from klankbord.core.themes.vectors import Whole

_N_WORDS: Final = 3
_LEAST_LETTERS: Final = 3
_LEAST_TEXTS: Final = 3
_MUCH_MORE: Final = 3
_NEWEST: Final = 0.25
_PRIOR: Final = 0.5


def labels(words: Sequence[Sequence[str]], themes: Whole) -> list[list[str]]:
    """Words and pairs of words that tell each theme from the rest, most telling first.

    Class-based TF-IDF (Grootendorst, "BERTopic", 2022) on the number of texts with a term. A term
    stands three times as often in its theme as in all texts, in any language. Of few texts that
    leaves small words over: those of five languages are left out.
    """
    n_themes = int(themes.max(initial=-1)) + 1
    inside: list[Counter[str]] = [Counter() for _ in range(n_themes)]
    everywhere: Counter[str] = Counter()
    for said, theme in zip(words, themes.tolist(), strict=True):
        terms = _terms(said)
        everywhere.update(terms)
        if theme >= 0:
            inside[theme].update(terms)
    sizes = np.bincount(themes[themes >= 0], minlength=n_themes).tolist()
    return [
        _telling(each, size, everywhere, len(words))
        for each, size in zip(inside, sizes, strict=True)
    ]


def _terms(words: Sequence[str]) -> set[str]:
    full = [word for word in words if _names(word) and not word.isdigit()]
    pairs = (f"{one} {other}" for one, other in pairwise(words) if _names(one) and _names(other))
    return {*full, *pairs}


def _names(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word not in SMALL_WORDS


def _telling(inside: Counter[str], size: int, everywhere: Counter[str], n: int) -> list[str]:
    least = _MUCH_MORE if size * _MUCH_MORE <= n else 1  # three times cannot be, of a large theme
    weights = {
        term: count / size * math.log(1 + n / everywhere[term])
        for term, count in inside.items()
        if count >= _LEAST_TEXTS and count * n >= least * everywhere[term] * size
    }
    chosen: list[str] = []
    for term in sorted(weights, key=lambda each: (-weights[each], each)):
        if not any({*term.split()} & {*other.split()} for other in chosen):
            chosen.append(term)
        if len(chosen) == _N_WORDS:
            break
    return chosen


def rising(themes: Whole, is_new: npt.NDArray[np.bool_]) -> list[float]:
    """For each theme how clearly it grew: over 2 it rises, under -2 it wanes, 0 is as before.

    Log-odds of the new texts against the others, in standard errors, with a prior (Monroe,
    Colaresi and Quinn, "Fightin' words", 2008). Nothing grows where all texts are new, or none.
    """
    n_themes = int(themes.max(initial=-1)) + 1
    if not n_themes or is_new.all() or not is_new.any():
        return [0.0] * n_themes
    new, old = (
        np.bincount(themes[when & (themes >= 0)], minlength=n_themes) + _PRIOR
        for when in (is_new, ~is_new)
    )
    n_new, n_old = is_new.sum() + LEAST * _PRIOR, (~is_new).sum() + LEAST * _PRIOR
    odds = np.log(new / (n_new - new + _PRIOR)) - np.log(old / (n_old - old + _PRIOR))
    found: list[float] = np.round(odds / np.sqrt(1 / new + 1 / old), 2).tolist()
    return found


def newest(seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which texts are in the newest quarter of the time; none where all are of one moment."""
    last, first = seconds.max(initial=0.0), seconds.min(initial=np.inf)
    made: npt.NDArray[np.bool_] = seconds > last - _NEWEST * (last - first)
    return made


def spelled(terms: Sequence[str], texts: Iterable[str]) -> list[str]:
    """Terms as most of these texts write them: with accents, and with the capitals of names.

    The first word of a sentence has its capital from its place, and so counts without it.
    """
    seen: dict[str, Counter[str]] = {word: Counter() for term in terms for word in term.split()}
    for text in texts:
        for start, end in sentence_places(text):
            said = text[start:end]
            pairs = zip(words_of(said), surfaces_of(said), strict=True)
            for place, (word, surface) in enumerate(pairs):
                if word in seen:
                    seen[word][surface if place else surface.lower()] += 1
    best = {word: each.most_common(1)[0][0] if each else word for word, each in seen.items()}
    return [" ".join(best[word] for word in term.split()) for term in terms]
