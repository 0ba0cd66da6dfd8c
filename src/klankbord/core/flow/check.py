"""Everything that is wrong with a flow, at once: its shape, its ways, its words, its examples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import msgspec

from klankbord.core.flow.chart import Chart
from klankbord.core.flow.check_examples import example_problems
from klankbord.core.flow.check_parts import part_problems
from klankbord.core.flow.check_ways import way_problems
from klankbord.core.flow.problems import Problem, ProblemCode
from klankbord.core.flow.read import read_document
from klankbord.core.flow.shape import shape_problems
from klankbord.core.flow.words import KNOWN, Known

MOST_NODES = 200
MOST_EXAMPLES = 200
MOST_ANSWERS = 600  # of all questions together: each is a line to draw
MOST_PROBLEMS = 100
"""Who has more to mend begins with these; telling thousands takes longer than mending them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A flow and what is wrong with it; the chart is None where the shape is wrong."""

    chart: Chart | None
    problems: tuple[Problem, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether it may be published."""
        return self.chart is not None and not self.problems


def read_chart(text: str, known: Known = KNOWN) -> Checked:
    """Read and check a flow written as YAML or JSON."""
    value, problems = read_document(text)
    if value is None and problems:
        return Checked(None, tuple(problems))
    checked = check_document(value, known)
    return Checked(checked.chart, (*problems, *checked.problems))


def check_document(document: Any, known: Known = KNOWN) -> Checked:
    """Check a flow given as plain values."""
    problems = list(_too_large(document)) or shape_problems(document, most=MOST_PROBLEMS)
    if problems:
        return Checked(None, tuple(problems))
    chart = msgspec.convert(document, Chart)
    return Checked(chart, tuple(chart_problems(chart, known)))


def chart_problems(chart: Chart, known: Known = KNOWN) -> list[Problem]:
    """What is wrong with a flow that has the right shape: ways, then parts, then examples.

    The first hundred problems; the rest shows when these are mended.
    """
    problems = chain(
        _ids_twice(chart),
        way_problems(chart),
        part_problems(chart, known),
        example_problems(chart),
    )
    return list(islice(problems, MOST_PROBLEMS))


def _too_large(document: Any) -> Iterator[Problem]:
    """Parts that are too many; looked at first, in a document of which nothing is sure."""
    nodes = _rows(document, "nodes")
    sizes = (
        ("nodes", len(nodes), MOST_NODES),
        ("examples", len(_rows(document, "examples")), MOST_EXAMPLES),
        ("answers", sum(len(_rows(node, "answers")) for node in nodes), MOST_ANSWERS),
    )
    for part, size, most in sizes:
        if size > most:
            yield Problem(ProblemCode.TOO_LARGE, part, {"most": most})


def _rows(value: Any, part: str) -> list[Any]:
    found = value.get(part) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _ids_twice(chart: Chart) -> Iterator[Problem]:
    yield from _twice("nodes", (node.id for node in chart.nodes))
    yield from _twice("examples", (example.id for example in chart.examples))
    for node in chart.nodes:
        for part in ("answers", "items"):
            ids = (each.id for each in getattr(node, part, ()))
            yield from _twice(f"nodes.{node.id}.{part}", ids)


def _twice(place: str, ids: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    told: set[str] = set()
    for each in ids:
        if each in seen and each not in told:
            told.add(each)
            yield Problem(ProblemCode.ID_TWICE, f"{place}.{each}", {"id": each})
        seen.add(each)
