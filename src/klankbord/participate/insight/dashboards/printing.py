"""Words of others, made of signs that the font of the page has: else no PDF could be set."""

import re
import unicodedata
from typing import Any, Final

MISSING: Final = "\N{WHITE SQUARE}"
_SET: Final = (
    "\n -~\u00a0-\u017f\u0192\u01cd-\u01dc\u0218-\u021b\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9"
    "\u0401\u0410-\u044f\u0451\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033"
    "\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u2248\u2264\u2265\u25a1"
)
_OTHER: Final = re.compile(f"[^{_SET}]+")
_UNSEEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f]"
)


def printable(value: Any) -> Any:
    """The same value; in its texts what cannot be shown is one square, what is unseen goes."""
    if isinstance(value, str):
        return _OTHER.sub(MISSING, _UNSEEN.sub("", unicodedata.normalize("NFC", value)))
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value
