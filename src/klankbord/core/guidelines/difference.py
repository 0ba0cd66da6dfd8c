"""Whether another wording of a clause asks something else of people, or only says it better.

Editorial is what leaves every agreement as it was: spelling, order of sentences, signs of Markdown,
forms of address, small words. Everything else is material: a word that asks, allows or denies, a
number, a day, a name or role, who or what it is about, a consequence, or any other word of meaning.
In doubt it is material, because then people are asked; the author may say otherwise, with a reason.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from klankbord.core.guidelines.finding import LANGUAGES, ClauseText
from klankbord.core.guidelines.wording import (
    KINDS,
    Kind,
    is_same_word,
    kind_of,
    sentences_said,
)

Said = tuple[str, ...]


class Difference(StrEnum):
    """What a new wording does to people who agreed to the old one."""

    NONE = "none"
    EDITORIAL = "editorial"
    MATERIAL = "material"


@dataclass(frozen=True)
class Comparison:
    """The difference, and for a material one the kinds of words that make it so."""

    difference: Difference
    kinds: tuple[Kind, ...] = ()


def compare_wordings(old: str, new: str, language: str) -> Comparison:
    """Compare two wordings of one clause in "nl" or "en"."""
    if old == new:
        return Comparison(Difference.NONE)
    changed = _changed(sentences_said(old, language), sentences_said(new, language), language)
    kinds = {kind_of(word, language) for word in changed}
    if not changed:
        return Comparison(Difference.EDITORIAL)
    return Comparison(Difference.MATERIAL, tuple(kind for kind in KINDS if kind in kinds))


def compare_clauses(old: ClauseText, new: ClauseText) -> Comparison:
    """Compare title and text in every language; one material change makes the clause another."""
    found = [
        compare_wordings(old.whole(language), new.whole(language), language)
        for language in LANGUAGES
    ]
    kinds = {kind for each in found for kind in each.kinds}
    if kinds:
        return Comparison(Difference.MATERIAL, tuple(kind for kind in KINDS if kind in kinds))
    is_same = all(each.difference is Difference.NONE for each in found)
    return Comparison(Difference.NONE if is_same else Difference.EDITORIAL)


def _changed(old: list[Said], new: list[Said], language: str) -> list[str]:
    """Words that came or went, or that stand where they say something else."""
    gone, came = Counter(old) - Counter(new), Counter(new) - Counter(old)
    left, right = list(gone.elements()), list(came.elements())
    words: list[str] = []
    for one, other in _matched(left, right):
        words += _between(one, other, language)
    return words


def _matched(left: list[Said], right: list[Said]) -> Iterator[tuple[Said, Said]]:
    """Each changed sentence beside the one that is most like it.

    When a sentence was cut in two or two became one, all of them are read as one.
    """
    if len(left) != len(right):
        yield tuple(w for each in left for w in each), tuple(w for each in right for w in each)
        return
    rest = list(right)
    for sentence in left:
        nearest = max(rest, key=lambda each: _likeness(sentence, each))
        rest.remove(nearest)
        yield sentence, nearest


def _likeness(one: Said, other: Said) -> float:
    return SequenceMatcher(a=one, b=other, autojunk=False).ratio()


def _between(old: Said, new: Said, language: str) -> list[str]:
    gone: list[str] = []
    came: list[str] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for state, a, b, c, d in matcher.get_opcodes():
        if state != "equal" and not _is_same_said(old[a:b], new[c:d], language):
            gone += old[a:b]
            came += new[c:d]
    if Counter(gone) == Counter(came):
        return _moved(old, new, gone, language)
    return _without_choices([*gone, *came], old, new, language)


def _without_choices(changed: list[str], old: Said, new: Said, language: str) -> list[str]:
    """In a ban "a, b or c" is the same list as "a, b and c"; elsewhere it is another."""
    if all(any(kind_of(word, language) is Kind.DENIAL for word in said) for said in (old, new)):
        return [word for word in changed if kind_of(word, language) is not Kind.CHOICE]
    return changed


def _is_same_said(old: Sequence[str], new: Sequence[str], language: str) -> bool:
    if "".join(old) == "".join(new):
        return True
    return len(old) == len(new) and all(
        is_same_word(one, other, language) for one, other in zip(old, new, strict=True)
    )


def _moved(old: Said, new: Said, moved: list[str], language: str) -> list[str]:
    """The same words in another order: material when what is asked of whom may have turned."""
    if [sorted(each) for each in _clauses(old, language)] == [
        sorted(each) for each in _clauses(new, language)
    ] and _roles(old, language) == _roles(new, language):
        return []
    return moved


def _clauses(said: Said, language: str) -> list[list[str]]:
    """A sentence cut where one thing is set against another: "but", "unless", "not"."""
    parts: list[list[str]] = [[]]
    for word in said:
        if kind_of(word, language) in {Kind.DENIAL, Kind.SCOPE}:
            parts.append([])
        parts[-1].append(word)
    return parts


def _roles(said: Said, language: str) -> list[str]:
    roles = [word for word in said if kind_of(word, language) is Kind.ROLE]
    return sorted(roles) if {"or", "of"} & set(said) else roles
