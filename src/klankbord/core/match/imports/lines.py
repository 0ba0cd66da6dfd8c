"""Numbered lines that refer to each other: a history of searches whose last line is the query."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from klankbord.core.match.codes import ErrorCode, QueryError
from klankbord.core.match.imports.changes import ChangeCode, Dialect
from klankbord.core.match.imports.ovid import LineReader
from klankbord.core.match.imports.pieces import Report, build_tree
from klankbord.core.match.tree import Node

_OWN_NUMBER: Final = re.compile(r"\s*#?(?P<label>\d+)[.):]?\s+(?=\S)")
_TITLE: Final = re.compile(
    r"\s*(?P<label>\d+[a-z]?)(?:\.?\s+(?!(?:AND|OR|NOT)\b)[A-Z][a-z]+\b[^\"“\[\]*$/]*|(?<=[a-z]))\s*"
)
_LETTERED: Final = re.compile(r"\s*(?P<label>[A-Z])\.\s+(?=\S)")
_HEADED: Final = re.compile(r"\s*[A-Z][a-z]+(?: [a-z]+)*:\s+(?=\S)")
_LIMIT: Final = re.compile(r"\s*limit\s+#?(?P<label>\d+)\s+to\b(?P<what>.*)", re.IGNORECASE)
_JOINS_ON: Final = re.compile(r"\s*(?:and|or|not)\b(?!/)", re.IGNORECASE)
_IS_OPEN: Final = re.compile(r"\b(?:and|or|not)\s*$", re.IGNORECASE)
_PUBMED: Final = re.compile(r"\[\s*(?:tiab|tw|mesh|ti|pt)\b", re.IGNORECASE)
_MOST_OF: Final = 0.8


@dataclass(slots=True)
class _Line:
    label: str
    text: str
    offset: int


def read_lines(text: str, _dialect: Dialect, report: Report) -> Node | None:
    """The tree of the last line, with the lines that it refers to put in."""
    lines = _labelled(_joined(_raw_lines(text)))
    if not lines:
        return None
    return _History(lines, report, is_left_to_right=bool(_PUBMED.search(text))).last()


def _raw_lines(text: str) -> list[_Line]:
    lines = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append(_Line("", line.rstrip(), offset))
        offset += len(line)
    return lines


def _joined(lines: list[_Line]) -> list[_Line]:
    """A line that starts or ends with an operator, or in open brackets, goes on."""
    made: list[_Line] = []
    for line in lines:
        before = made[-1].text if made else ""
        is_more = before and (
            _JOINS_ON.match(line.text)
            or _IS_OPEN.search(before)
            or before.count("(") > before.count(")")
        )
        if is_more:
            gap = line.offset - made[-1].offset - len(before)
            made[-1].text = before + " " * gap + line.text
        else:
            made.append(line)
    return made


def _labelled(lines: list[_Line]) -> list[_Line]:
    """Lines with their labels: written in front, written above, or counted."""
    own = [_OWN_NUMBER.match(line.text) for line in lines]
    counted = sum(
        found is not None and found["label"] == str(at) for at, found in enumerate(own, 1)
    )
    if len(lines) > 1 and counted >= _MOST_OF * len(lines):
        return [_cut_label(line, found) for line, found in zip(lines, own, strict=True)]
    if any(_TITLE.fullmatch(line.text) for line in lines):
        return _under_titles(lines)
    return [_Line(str(at), line.text, line.offset) for at, line in enumerate(lines, 1)]


def _cut_label(line: _Line, found: re.Match[str] | None) -> _Line:
    if found is None:
        return line
    return _Line(found["label"], line.text[found.end() :], line.offset + found.end())


def _under_titles(lines: list[_Line]) -> list[_Line]:
    made: list[_Line] = []
    label = ""
    for line in lines:
        if found := _TITLE.fullmatch(line.text):
            label = found["label"]
        elif found := _LETTERED.match(line.text):
            made.append(_cut_label(line, found))
        elif found := _HEADED.match(line.text):
            made.append(_Line("", line.text[found.end() :], line.offset + found.end()))
        else:
            made.append(_Line(label, line.text, line.offset))
            label = ""
    return made


class _History:
    """Makes the tree of each line when it is first asked for, earlier lines only."""

    def __init__(self, lines: list[_Line], report: Report, *, is_left_to_right: bool) -> None:
        self._lines = lines
        self._report = report
        self._is_left_to_right = is_left_to_right
        self._labels = {line.label: at for at, line in enumerate(lines) if line.label}
        self._trees: dict[int, Node | None] = {}
        self._references: dict[int, set[int]] = {}
        self._used: set[int] = set()

    def last(self) -> Node | None:
        for at in range(len(self._lines)):
            self._make(at)
        final = len(self._lines) - 1
        self._mark(final)
        idle = [line.label for at, line in enumerate(self._lines) if at not in self._used]
        if idle:
            self._report.add(ChangeCode.LINES_NOT_USED, 0, 1, lines=idle)
        return self._trees[final]

    def _mark(self, final: int) -> None:
        waiting = [final]
        while waiting:
            at = waiting.pop()
            if at not in self._used:
                self._used.add(at)
                waiting.extend(self._references.get(at, ()))

    def _make(self, at: int) -> None:
        line = self._lines[at]
        if found := _LIMIT.match(line.text):
            self._trees[at] = self._limited(at, found)
            return
        pieces = LineReader(line.text, line.offset, self._finder(at), self._report).read()
        if not pieces:
            self._trees[at] = None
            return
        end = line.offset + len(line.text)
        self._trees[at] = build_tree(
            pieces, self._report, end, is_left_to_right=self._is_left_to_right
        )

    def _limited(self, at: int, found: re.Match[str]) -> Node | None:
        offset = self._lines[at].offset
        what = found["what"].strip()
        self._report.add(
            ChangeCode.LIMIT_LEFT_OUT, offset + found.start("what"), len(what), text=what
        )
        label = found["label"]
        node = self._finder(at)(label, offset + found.start("label"), len(label))
        if label not in self._labels:
            raise QueryError(
                ErrorCode.IMPORT_LINE_UNKNOWN,
                offset + found.start("label"),
                len(label),
                line=label,
            )
        return node

    def _finder(self, at: int) -> Callable[[str, int, int], Node | None]:
        def find(label: str, position: int, length: int) -> Node | None:
            target = self._labels.get(label)
            if target is None:
                return None
            if target >= at:
                raise QueryError(ErrorCode.IMPORT_LINE_CIRCULAR, position, length, line=label)
            self._references.setdefault(at, set()).add(target)
            return self._trees[target]

        return find
