"""In which language a text is, and how sure that is.

The platform's own word counts first. Else `eldc` looks at the text (60 languages). Where it calls
itself unsure, `py3langid` gives a second opinion on the languages that we expect, and both are
weighed. Without a winner a text stays without a language.
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import eldc
import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from klankbord.core.text.readable import (
    readable,
    without_addresses,
    without_handles,
    without_hashtags,
)

EXPECTED: Final = ("nl", "en", "de", "fr", "es")
"""Languages that short and unclear texts are tried on."""
LEAST_SURE: Final = 0.5
"""Under this probability a text has no language."""

_N_SCORES: Final = 20
_LONGEST: Final = 1_000  # letters: more make nothing surer
_WEIGHT: Final = 20.0  # of eldc's score against py3langid's log-probability
_FLOOR: Final = 1e-6
_FAR: Final = 0.1  # score by which a language that we do not expect must lead
_FEW: Final = 4  # letters: too few to go far from what we expect
_ENOUGH: Final = 12  # letters: with fewer, words of hashtags are read too
_LETTERS: Final = re.compile(r"[^\W\d_]")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_OLD_CODES: Final = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}
_NO_LANGUAGE: Final = frozenset({"un", "und", "zxx", "mul", "mis", "qme", "qht", "qam", "qct"})

# Share of right answers by the lead of the first over the second, measured on the words, word
# pairs and sentences (whole and cut to 40 and 80 letters) of pemistahl/lingua-rs (Apache-2.0).
_SURE_LEAD = ((0.0, 0.09, 0.2, 0.45, 0.98), (0.955, 0.985, 0.996, 0.999, 0.9999))
_FAR_LEAD = ((0.0, 0.1, 0.25, 0.5, 0.95), (0.55, 0.75, 0.9, 0.955, 0.995))
_WEIGHED_LEAD = (
    (0.0, 2.0, 5.0, 8.0, 15.0, 18.0, 21.0),
    (0.35, 0.6, 0.83, 0.93, 0.955, 0.98, 0.997),
)


class Language(NamedTuple):
    """A language as its code of ISO 639-1, and the probability that this is right.

    An empty code is "not known"; its `p` is that of the best guess. `is_told` means that the
    platform said so: that is believed, not measured.
    """

    code: str
    p: float
    is_told: bool = False


UNKNOWN: Final = Language("", 0.0)


def languages(
    texts: Sequence[str], told: Sequence[str] = (), expected: Sequence[str] = EXPECTED
) -> list[Language]:
    """The language of each text; `told` are the platform's own tags, empty where it has none.

    One core reads 35,000 social posts a second.
    """
    tags = [*told, *[""] * (len(texts) - len(told))]
    return [
        told_language(tag) or _language(text, tuple(expected))
        for text, tag in zip(texts, tags, strict=True)
    ]


def told_language(tag: str) -> Language | None:
    """What a platform's tag says: `nl-BE` is Dutch; None where it says nothing of use."""
    found = _TAG.match(tag.strip())
    code = found[0].lower() if found else ""
    if not code or code in _NO_LANGUAGE:
        return None
    return Language(_OLD_CODES.get(code, code), 1.0, is_told=True)


def _language(text: str, expected: tuple[str, ...]) -> Language:
    said = _said(text)
    if not _LETTERS.search(said):
        return UNKNOWN
    found = _first_reader().detect_details(said)
    scores = dict(found.scores)
    ranked = sorted(scores.values(), reverse=True)
    lead = ranked[0] - ranked[1] if len(ranked) > 1 else sum(ranked)
    if found.reliable:
        return Language(found.language, _share(lead, _SURE_LEAD))
    is_far = found.language not in expected and _lead_outside(scores, expected) > _FAR
    if is_far and len(said) > _FEW:
        return _known(found.language, _share(lead, _FAR_LEAD))
    return _weighed(said, scores, expected)


def _lead_outside(scores: dict[str, float], expected: Sequence[str]) -> float:
    best = max((scores.get(code, 0.0) for code in expected), default=0.0)
    return max(scores.values(), default=0.0) - best


def _weighed(said: str, scores: dict[str, float], expected: tuple[str, ...]) -> Language:
    """Both opinions on the languages that we expect."""
    second = dict(_second_reader(expected).rank(said))
    ranked = sorted(
        (
            (_WEIGHT * scores.get(code, 0.0) + math.log(second.get(code, 0.0) + _FLOOR), code)
            for code in expected
        ),
        reverse=True,
    )
    if not scores or not ranked:
        return UNKNOWN
    lead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 0.0
    return _known(ranked[0][1], _share(lead, _WEIGHED_LEAD))


def _known(code: str, p: float) -> Language:
    return Language(code if p >= LEAST_SURE else "", p)


def _share(lead: float, measured: tuple[tuple[float, ...], tuple[float, ...]]) -> float:
    return round(float(np.interp(lead, *measured)), 4)


def _said(text: str) -> str:
    """The words around the hashtags; those of the hashtags too where there are few others."""
    text = text[:_LONGEST].encode(errors="replace").replace(b"\0", b" ").decode()
    said = without_hashtags(without_handles(without_addresses(text)))
    return " ".join(said.split()) if len(_LETTERS.findall(said)) >= _ENOUGH else readable(text)


@cache
def _first_reader() -> Any:
    eldc.init()
    reader = eldc.instance()
    reader.set_scores(_N_SCORES)
    return reader


@cache
def _second_reader(expected: tuple[str, ...]) -> Any:
    """Read its model once: 0.3 s and 60 MB."""
    reader = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    reader.set_languages(expected)
    return reader
