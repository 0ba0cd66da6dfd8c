"""Words of other tools, mended so that they keep to the rules for wildcards here."""

from klankbord.core.match.imports.changes import ChangeCode
from klankbord.core.match.imports.pieces import Report
from klankbord.core.match.terms import is_wild_enough
from klankbord.core.match.tree import Word
from klankbord.core.text.words import pattern_words


def mended_words(text: str, position: int, report: Report) -> list[Word]:
    """Words of a text; a wildcard beside too few letters is left out."""
    made: list[Word] = []
    for pattern in pattern_words(text):
        mended = pattern
        if not is_wild_enough(mended):
            report.add(ChangeCode.WILDCARD_LEFT_OUT, position, len(text), text=pattern)
            mended = mended.lstrip("*?")
        if not is_wild_enough(mended):
            mended = mended.strip("*?").replace("*", "").replace("?", "")
        if mended:
            made.append(Word(_once(mended)))
    return made


def _once(pattern: str) -> str:
    while "**" in pattern:
        pattern = pattern.replace("**", "*")
    return pattern
