"""Meanings of texts, kept beside the sets: encoding is what training costs most."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from klankbord.core.text.understanding.encoder import N_NUMBERS, encode

_FOLDER = Path(os.environ.get("KLANKBORD_TRAINING_CACHE", "data/training"))


def encoded(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """One row a text; each text is encoded once, also in a later run."""
    known = _known()
    keys = [
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts
    ]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        made = encode([*missing.values()]).astype(np.float16)
        known.update(zip(missing, made, strict=True))
        _keep(known)
    if not texts:
        return np.zeros((0, N_NUMBERS), np.float32)
    return np.stack([known[key] for key in keys]).astype(np.float32)


_HELD: dict[bytes, npt.NDArray[np.float16]] = {}


def _known() -> dict[bytes, npt.NDArray[np.float16]]:
    path = _FOLDER / "meanings.npz"
    if not _HELD and path.exists():
        with np.load(path) as kept:
            _HELD.update(zip((key.tobytes() for key in kept["keys"]), kept["rows"], strict=True))
    return _HELD


def _keep(known: dict[bytes, npt.NDArray[np.float16]]) -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    keys = np.frombuffer(b"".join(known), np.uint8).reshape(len(known), 8)
    np.savez(_FOLDER / "meanings.npz", keys=keys, rows=np.stack([*known.values()]))
