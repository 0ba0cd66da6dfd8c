"""The two kinds of gaps in a saved reply: what the program fills in, and what a person must.

A variable is written `{author}` or `{auteur}`, a blank `[[which day?]]`. A variable of which
nothing is known becomes a blank, so that nobody ever sends "Dear {author}".
"""

import re
from collections.abc import Mapping

VARIABLES = {
    "author": "author",
    "auteur": "author",
    "platform": "platform",
    "colleague": "colleague",
    "collega": "colleague",
    "organisation": "organisation",
    "organisatie": "organisation",
    "department": "department",
    "afdeling": "department",
    "number": "number",
    "nummer": "number",
    "topic": "topic",
    "onderwerp": "topic",
}
"""How a variable may be written, in either language, and what it stands for."""
_BLANK = re.compile(r"\[\[([^\[\]]{0,200})\]\]")
_VARIABLE = re.compile(r"\{+\s*([\w -]{1,40}?)\s*\}+")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known; `values` by the names that `VARIABLES` leads to."""

    def fill(found: re.Match[str]) -> str:
        name = VARIABLES.get(found[1].lower())
        if name is None:
            return found[0]
        return values.get(name) or f"[[{found[1]}]]"

    return _VARIABLE.sub(fill, text)


def open_blanks(text: str) -> list[str]:
    """What a person still has to fill in, in the order of the text, each once."""
    found = [
        (each.start(), each[1].strip() or "…")
        for pattern in (_BLANK, _VARIABLE)
        for each in pattern.finditer(text)
        if pattern is _BLANK or each[1].lower() in VARIABLES
    ]
    return list(dict.fromkeys(prompt for _place, prompt in sorted(found)))


def unknown_variables(text: str) -> list[str]:
    """What stands in braces and means nothing to us."""
    found = [each[1] for each in _VARIABLE.finditer(text)]
    return list(dict.fromkeys(name for name in found if name.lower() not in VARIABLES))


def unclosed_blank(text: str) -> bool:
    """Whether a blank was begun or ended only: people would read the brackets."""
    rest = _BLANK.sub("", text)
    return "[[" in rest or "]]" in rest
