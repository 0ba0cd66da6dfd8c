"""Papers made from the register: drafts that people complete, never the last word.

Their words stand in `templates/trust/papers/`, one line a block: `#` the title, `##` and `###`
headings, `-` a bullet, `| name | value` a row of a table, anything else a paragraph.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from klankbord.trust.council.queries import Function, functions_by_room, label_of_room
from klankbord.trust.register import Subject


@dataclass(frozen=True)
class Heading:
    """A heading under the title; the title itself is level 1."""

    level: int
    text: str


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """A table of names and values."""

    rows: tuple[tuple[str, str], ...]


Block = Heading | Text | Bullets | Facts


@dataclass(frozen=True)
class Paper:
    """A document before it has a form: title and blocks, in one language."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """What its file is called."""
        return slugify(self.title)[:80]


def processing_register(functions: list[Function], house: str, on: dt.date) -> Paper:
    """The register of processing activities, GDPR article 30(1)."""
    rooms = functions_by_room(functions)
    return _paper("processing_register", rooms=rooms, house=house, on=on)


def impact_assessment(functions: list[Function], house: str, on: dt.date) -> Paper:
    """The draft of a data protection impact assessment, GDPR article 35(7)."""
    about = [Subject.EMPLOYEE in each.declaration.subjects for each in functions]
    return _paper(
        "impact_assessment",
        house=house,
        on=on,
        employees=[each for each, is_about in zip(functions, about, strict=True) if is_about],
        others=[each for each, is_about in zip(functions, about, strict=True) if not is_about],
        n_person=sum(each.is_about_a_person for each in functions),
        n_observing=sum(each.declaration.is_suitable_for_observing for each in functions),
    )


def request_letter(function: Function, house: str, on: dt.date) -> Paper:
    """The letter that asks the works council to agree, Works Councils Act article 27(1)(k)(l)."""
    return _paper("request_letter", function=function, house=house, on=on)


def register_table(functions: list[Function]) -> tuple[list[str], list[list[str]]]:
    """The register as columns and rows."""
    columns = [
        _("Function"),
        _("Part of the program"),
        _("What for"),
        _("About whom"),
        _("Which data"),
        _("Who sees it"),
        _("Legal basis"),
        _("How near"),
        _("How long"),
        _("State"),
        _("Since when"),
        _("Changed"),
    ]
    return columns, [_row(each) for each in functions]


def _row(function: Function) -> list[str]:
    declaration = function.declaration
    days = (function.since, function.changed_at)
    return [
        declaration.key,
        str(label_of_room(declaration.room)),
        str(declaration.purpose),
        ", ".join(str(each.label) for each in declaration.people),
        str(declaration.data),
        str(declaration.viewers),
        str(declaration.basis.label),
        str(declaration.granularity.label),
        str(declaration.retention.label),
        _paper_line("state", function),
        *(day.date().isoformat() if day else "" for day in days),
    ]


def _paper_line(name: str, function: Function) -> str:
    return " ".join(render_to_string(f"trust/papers/_{name}.txt", {"each": function}).split())


def _paper(name: str, **values: object) -> Paper:
    """Render a template, and read its lines as blocks."""
    text = render_to_string(f"trust/papers/{name}.txt", values)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    blocks: list[Block] = []
    for mark, group in groupby(filter(None, lines), _mark):
        blocks += _blocks(mark, [line.removeprefix(mark).strip() for line in group])
    title, *rest = blocks
    return Paper(title.text if isinstance(title, Heading) else name, tuple(rest))


def _mark(line: str) -> str:
    first = line.partition(" ")[0]
    return first if first in {"#", "##", "###", "-", "|"} else ""


def _blocks(mark: str, texts: list[str]) -> list[Block]:
    """Consecutive bullets are one list, and consecutive rows one table."""
    if mark == "-":
        return [Bullets(tuple(texts))]
    if mark == "|":
        cells = (text.partition(" | ") for text in texts)
        return [Facts(tuple((name, value) for name, _bar, value in cells))]
    if mark:
        return [Heading(len(mark), text) for text in texts]
    return [Text(text) for text in texts]
