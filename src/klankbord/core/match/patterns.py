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
    found = re.compile(_expression(pattern, "."), re.DOTALL).fullmatch
    return lambda text: found(text) is not None


@lru_cache(maxsize=1_000)
def word_finder(patterns: tuple[str, ...]) -> Callable[[str], list[str]]:
    """Find the words that fit one of the patterns; a space stands before and behind each word."""
    made = "|".join(_expression(pattern, "[^ ]") for pattern in patterns)
    return re.compile(f" ({made})(?= )").findall


def _expression(pattern: str, any_char: str) -> str:
    pieces = [re.escape(piece).replace(r"\?", any_char) for piece in pattern.split("*")]
    if len(pieces) == 1:
        return pieces[0]
    first, *middle, last = pieces
    inside = "".join(f"(?>{any_char}*?{piece})" for piece in middle)
    return f"{first}{inside}{any_char}*{last}"


def literal_start(pattern: str) -> str:
    """What every match begins with."""
    return re.split(r"[*?]", pattern, maxsplit=1)[0]


def is_plain_prefix(pattern: str) -> bool:
    """`abc*` and nothing more."""
    return pattern.endswith("*") and not has_wildcard(pattern[:-1])
