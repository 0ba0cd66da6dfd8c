"""What a survey is made of, and how one is read from a file of somebody else's making.

A file is hostile until it is read: unknown fields, missing languages and twins are each named with
their place, all at once, so that it can be mended in one go.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klankbord.core.flow.problems import ProblemCode
from klankbord.core.flow.read import read_document

Words = Mapping[str, str]
Part = TypeVar("Part")
LANGUAGES: Final = ("en", "nl")
SKIPPED: Final = "-"
LETTERS: Final = "0123456789A"
RECOMMEND: Final = "recommend"
TOP: Final = 10  # of "would you recommend us", which runs from 0
MOST_QUESTIONS: Final = 40
MOST_LETTERS: Final = 300
_KEY = re.compile(r"[a-z][a-z0-9-]{0,29}")
_POINTS: Final = (2, 10)


class InstrumentUnreadable(Exception):  # noqa: N818  # named after the broken promise
    """A file does not say what a survey must say; `problems` are sentences with their place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Item:
    """One statement; `is_reversed` where agreeing is bad."""

    key: str
    text: Words
    is_reversed: bool = False

    def __str__(self) -> str:
        return said(self.text)


@dataclass(frozen=True)
class Subject:
    """What some items are about together."""

    key: str
    name: Words
    items: Sequence[Item]

    def __str__(self) -> str:
        return said(self.name)


@dataclass(frozen=True)
class Instrument:
    """A survey: subjects with items on one scale from 1 to `points`, and one question apart."""

    key: str
    name: Words
    licence: str
    points: int
    low: Words
    high: Words
    subjects: Sequence[Subject]
    recommend: Words | None = None

    def __str__(self) -> str:
        return said(self.name)

    @property
    def items(self) -> list[Item]:
        """All statements, in the order in which they are asked and stand on a sheet."""
        return [item for subject in self.subjects for item in subject.items]

    @property
    def sheet(self) -> list[str]:
        """The letters allowed for each question; a dash is no answer."""
        steps = SKIPPED + LETTERS[1 : self.points + 1]
        asked = [steps for _item in self.items]
        return [*asked, SKIPPED + LETTERS] if self.recommend else asked

    def with_subjects(self, keys: Sequence[str], *, asks_recommend: bool) -> "Instrument":
        """A shorter survey on some of the subjects."""
        kept = [subject for subject in self.subjects if subject.key in keys]
        return replace(self, subjects=kept, recommend=self.recommend if asks_recommend else None)


def said(words: Words) -> str:
    """In the reader's language."""
    return words.get((get_language() or "en")[:2]) or words["en"]


def as_content(instrument: Instrument) -> dict[str, Any]:
    """As plain values, to keep with a round: a later file does not change what was asked."""
    return asdict(instrument)


def of_content(content: Mapping[str, Any]) -> Instrument:
    """From what was kept."""
    subjects = [
        Subject(each["key"], each["name"], [Item(**item) for item in each["items"]])
        for each in content["subjects"]
    ]
    return Instrument(**{**content, "subjects": subjects})


@cache
def own_instrument() -> Instrument:
    """Our own items, which everybody may use for anything."""
    text = files("klankbord.ambassadors.pulse") / "shipped" / "klankbord.yaml"
    return read_instrument(text.read_text(encoding="utf-8"))


def read_instrument(text: str) -> Instrument:
    """Read a survey from YAML or JSON; raises `InstrumentUnreadable` with all that is wrong."""
    document, problems = read_document(text)
    found = [_unreadable(problem.code, problem.values, problem.place) for problem in problems]
    if found:
        raise InstrumentUnreadable(found)
    reading = _Reading()
    instrument = reading.instrument(document)
    if reading.problems or instrument is None:
        raise InstrumentUnreadable(reading.problems)
    return instrument


def _unreadable(code: ProblemCode, values: Mapping[str, Any], place: str) -> str:
    line = values.get("line", "?")
    sentences = {
        ProblemCode.TOO_LARGE: _("The file is too large or too deep for a survey."),
        ProblemCode.REFERENCE_REFUSED: _(
            "Line %(line)s refers to another place (& or *). Write it out instead."
        )
        % {"line": line},
        ProblemCode.KEY_TWICE: _("“%(place)s” stands twice. Keep one.") % {"place": place},
    }
    unreadable = _("Line %(line)s cannot be read as YAML or JSON: %(detail)s.") % {
        "line": line,
        "detail": values.get("detail", ""),
    }
    return str(sentences.get(code, unreadable))


class _Reading:
    """Walks through a document and notes every problem with its place."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def instrument(self, document: Any) -> Instrument | None:
        needed = {"key", "name", "licence", "points", "low", "high", "subjects"}
        fields = self._mapping(document, "", needed, {"recommend"})
        if fields is None:
            return None
        made = Instrument(
            key=self._key(fields.get("key"), "key"),
            name=self._words(fields.get("name"), "name"),
            licence=self._line(fields.get("licence"), "licence"),
            points=self._points(fields.get("points")),
            low=self._words(fields.get("low"), "low"),
            high=self._words(fields.get("high"), "high"),
            subjects=self._each(fields.get("subjects"), "subjects", self._subject),
            recommend=self._words(fields["recommend"], "recommend")
            if fields.get("recommend")
            else None,
        )
        taken = [RECOMMEND] if made.recommend else []  # its figures bear this name
        self._refuse_twins([*taken, *(subject.key for subject in made.subjects)], "subjects")
        self._refuse_twins([item.key for item in made.items], "items")
        if len(made.items) > MOST_QUESTIONS:
            most = _("There are %(n)s items. At most %(most)s fit on one sheet.")
            self.problems.append(most % {"n": len(made.items), "most": MOST_QUESTIONS})
        return made

    def _subject(self, value: Any, place: str) -> Subject:
        fields = self._mapping(value, place, {"key", "name", "items"}, set()) or {}
        return Subject(
            self._key(fields.get("key"), f"{place}.key"),
            self._words(fields.get("name"), f"{place}.name"),
            self._each(fields.get("items"), f"{place}.items", self._item),
        )

    def _item(self, value: Any, place: str) -> Item:
        fields = self._mapping(value, place, {"key", "text"}, {"reversed"}) or {}
        is_reversed = fields.get("reversed", False)
        if not isinstance(is_reversed, bool):
            self._note(f"{place}.reversed", _("write true or false"))
        return Item(
            self._key(fields.get("key"), f"{place}.key"),
            self._words(fields.get("text"), f"{place}.text"),
            is_reversed is True,
        )

    def _mapping(
        self, value: Any, place: str, needed: set[str], allowed: set[str]
    ) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self._note(place, _("write fields with names here"))
            return None
        for key in sorted(needed - value.keys()):
            self._note(f"{place}.{key}".lstrip("."), _("is missing"))
        for key in sorted(value.keys() - needed - allowed):
            self._note(f"{place}.{key}".lstrip("."), _("is not a field that we know"))
        return value

    def _each(self, value: Any, place: str, read: Callable[[Any, str], Part]) -> list[Part]:
        if not isinstance(value, list) or not value:
            if value is not None:
                self._note(place, _("write a list with one or more"))
            return []
        return [read(each, f"{place}.{number}") for number, each in enumerate(value, start=1)]

    def _key(self, value: Any, place: str) -> str:
        if isinstance(value, str) and _KEY.fullmatch(value):
            return value
        if value is not None:
            self._note(place, _("use at most 30 small letters, digits and dashes"))
        return ""

    def _line(self, value: Any, place: str) -> str:
        if isinstance(value, str) and 0 < len(value.strip()) <= MOST_LETTERS:
            return value.strip()
        if value is not None:
            self._note(place, _("write 1 to %(most)s letters") % {"most": MOST_LETTERS})
        return ""

    def _words(self, value: Any, place: str) -> Words:
        if value is None:
            return {}
        fields = self._mapping(value, place, set(LANGUAGES), set()) or {}
        return {
            language: self._line(fields.get(language), f"{place}.{language}")
            for language in LANGUAGES
        }

    def _points(self, value: Any) -> int:
        low, high = _POINTS
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if value is not None:
            self._note("points", _("write a whole number from 2 to 10"))
        return low

    def _refuse_twins(self, keys: Sequence[str], place: str) -> None:
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self._note(place, _("“%(key)s” stands twice") % {"key": key})

    def _note(self, place: str, what: str) -> None:
        words = _("%(place)s: %(what)s.")
        self.problems.append(words % {"place": place or _("the file"), "what": what})
