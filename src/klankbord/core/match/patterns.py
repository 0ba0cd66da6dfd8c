"""Wildcards: `*` any characters, `?` one. Linear in the word: every piece is found once.

Taking the first place for each middle piece is always right for a glob, so those groups are
atomic and a hostile `a*a*a*a*…` cannot blow up.
"""

import re
from collections.abc import Callable
from functools import lru_cache


def has_wildcard(pattern: str) -> bool:
    """Whether the pattern holds `*` or `?`."""
    return "*" in pattern or "?" in pattern


@lru_cache(maxsize=20_000)
def pattern_test(pattern: str) -> Callable[[str], bool]:
    """A test of a whole word or value against the pattern."""
    if not has_wildcard(pattern):
        return pattern.__eq__
    first, *rest = ("".join(map(_sign, piece)) for piece in pattern.split("*"))
    if not rest:
        made = first
    else:
        *middle, last = rest
        made = first + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{last}"
    found = re.compile(made, re.DOTALL).fullmatch
    return lambda text: found(text) is not None


def _sign(char: str) -> str:
    return "." if char == "?" else re.escape(char)


def literal_start(pattern: str) -> str:
    """What every match begins with."""
    return re.split(r"[*?]", pattern, maxsplit=1)[0]


def is_plain_prefix(pattern: str) -> bool:
    """`abc*` and nothing more."""
    return pattern.endswith("*") and not has_wildcard(pattern[:-1])
