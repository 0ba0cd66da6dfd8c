"""The prints of a folder as one run of bytes: to keep in a file, without a word of any document."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from klankbord.core.guard.prints import PrintIndex

_FORM: Final = "klankbord prints 1"


class ShelfUnusable(Exception):  # noqa: N818  # named after the broken promise
    """These bytes are no prints, or were made with another key."""


@dataclass(frozen=True)
class Shelf:
    """Prints with the titles of their documents, and the name of the key that made them."""

    prints: PrintIndex
    titles: Sequence[str]
    key_id: str


def packed(shelf: Shelf) -> bytes:
    """The shelf as bytes (NumPy's own form, uncompressed: prints are random)."""
    about = {"form": _FORM, "key": shelf.key_id, "titles": list(shelf.titles)}
    out = io.BytesIO()
    np.savez(
        out,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        prints=shelf.prints.prints,
        documents=shelf.prints.documents,
        public=shelf.prints.public,
    )
    return out.getvalue()


def unpacked(content: bytes, *, key_id: str) -> Shelf:
    """The shelf again; raises `ShelfUnusable`."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as parts:
            about = json.loads(parts["about"].tobytes())
            index = PrintIndex(parts["prints"], parts["documents"], parts["public"])
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ShelfUnusable from error
    if about.get("form") != _FORM or about.get("key") != key_id:
        raise ShelfUnusable
    return Shelf(index, about["titles"], key_id)
