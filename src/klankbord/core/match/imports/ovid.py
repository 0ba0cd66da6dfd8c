"""Ovid and PubMed: `(breast adj3 cancer$).ti,ab.`, `"Sepsis"[Mesh]`, `exp Hand/`, `or/1-9`."""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Final

from klankbord.core.match.codes import ErrorCode, QueryError
from klankbord.core.match.imports.changes import ChangeCode
from klankbord.core.match.imports.pieces import Piece, Report, Sort
from klankbord.core.match.imports.words import mended_words
from klankbord.core.match.lexer import FARTHEST
from klankbord.core.match.tree import Node, Phrase, Since, Until, Word, join_all, join_any

_CODES: Final = (
    "ti|ab|tw|mp|kf|kw|pt|sh|fs|ot|nm|af|au|ed|hw|rn|jn|cm|tx|ct|de|yr|la|so|in|id|px|rx|ui|mh|dt"
)
_TAGS: Final = (
    r"tiab|tw|ti|ab|title(?:/abstract)?|mesh[^\]]*|majr[^\]]*|pt|publication type|all(?: fields)?|"
    r"text word|sh|la|au|dp|crdt|edat|pdat|mhda|ot|nm|ad|ta|journal|affiliation|author"
)
_PIECE: Final = re.compile(
    rf"""
    (?P<dates>(?P<since>\d{{4}}(?:/\d\d?){{0,2}}):(?P<until>\d{{4}}(?:/\d\d?){{0,2}})
        \s*\[\s*(?:crdt|edat|pdat|dp|mhda)\s*\])
  | \[\s*(?P<tag>{_TAGS})\s*\]
  | (?P<remark>\[[^\]]*(?:\]|$))
  | ["“”„«»](?P<quoted>[^"“”„«»]*)["“”„«»]
  | (?P<open>\()
  | (?P<close>\))
  | (?P<all_of>\b(?:or|and)/(?P<numbers>[\d\-,\s]*\d))
  | (?P<near>\b(?:adj|near|next)/?(?P<distance>\d*)(?=[\s(]))
  | (?P<operator>\b(?:and|or|not)\b)(?![.\-'/])
  | (?P<suffix>\.\s*(?P<codes>(?:{_CODES})(?:\s*[.,]\s*(?:{_CODES})\b)*)\b\s*,?\.?)
  | (?P<heading>/\s*(?:[a-z]{{2}}(?:\s*,\s*[a-z]{{2}})*\b(?=\s*(?:$|[\[)]|or\b|and\b|not\b)))?)
  | (?P<explode>\bexp\b\s+|(?<!\S)\*(?=\w))
  | (?P<reference>\#\d+[a-z]?)
  | (?P<word>(?:[^\s()\[\]"“”„«»/.]|\.(?!\s*(?:{_CODES})\b)(?=\S))+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPERATORS: Final = {"and": Sort.AND, "or": Sort.OR, "not": Sort.NOT}
_MOST_VARIANTS: Final = 16

Look = Callable[[str, int, int], Node | None]
"""Label, position, length → the tree of that line; None where the label is no line."""


class LineReader:
    """Cuts one line into pieces; words in a row are one phrase, as Ovid and PubMed read them."""

    def __init__(self, line: str, offset: int, look: Look, report: Report) -> None:
        self._line = line
        self._offset = offset
        self._look = look
        self._report = report
        self._run: list[re.Match[str]] = []
        self.pieces: list[Piece] = []

    def read(self) -> list[Piece]:
        """All pieces of the line; raises `QueryError`."""
        for found in _matches(self._line):
            if found.lastgroup == "word" or found["reference"]:
                self._run.append(found)
            else:
                self._close_run(is_heading=found["heading"] is not None)
                self._add(found)
        self._close_run(is_heading=False)
        return self.pieces

    def _put(self, sort: Sort, found: re.Match[str], node: Node | None = None) -> None:
        self.pieces.append(
            Piece(sort, self._offset + found.start(), len(found.group()), found.group(), node)
        )

    def _note(self, code: ChangeCode, found: re.Match[str], **values: object) -> None:
        length = len(found.group())
        self._report.add(code, self._offset + found.start(), length, **values)

    def _add(self, found: re.Match[str]) -> None:
        name = found.lastgroup or ""
        if name in {"open", "close"}:
            self._put(Sort.OPEN if name == "open" else Sort.CLOSE, found)
        elif name == "operator":
            self._put(_OPERATORS[found[name].lower()], found)
        elif name == "near":
            self._add_near(found)
        elif name == "quoted":
            self._add_words(found, found["quoted"])
        elif name == "all_of":
            self._add_lines(found)
        elif name == "dates":
            self._put(Sort.ATOM, found, _period(found, self._offset))
        else:
            self._add_aside(name, found)

    def _add_aside(self, name: str, found: re.Match[str]) -> None:
        """Tags, remarks and marks of headings: what has no place of its own in the tree."""
        if name in {"suffix", "tag"}:
            codes = (found["codes"] or found["tag"]).lower()
            if codes in {"ti", "title"} and self.pieces:
                self._put(Sort.TITLE, found)
            elif codes not in {"mp", "tw", "ti,ab", "ab,ti", "tiab", "af", "all fields"}:
                self._note(ChangeCode.FIELD_LEFT_OUT, found, field=codes)
        elif name == "remark":
            self._note(ChangeCode.REMARK_LEFT_OUT, found, text=found.group())
        elif name == "heading":
            self._note(ChangeCode.HEADING_READ_AS_WORDS, found, text=found.group())

    def _add_near(self, found: re.Match[str]) -> None:
        distance = int(found["distance"][:4] or "1")
        if distance > FARTHEST:
            self._note(ChangeCode.NEAR_SHORTENED, found, most=FARTHEST)
        is_ordered = not found["distance"] and found.group().lower().startswith("adj")
        self.pieces.append(
            Piece(
                Sort.NEAR,
                self._offset + found.start(),
                len(found.group()),
                found.group(),
                distance=max(1, min(distance, FARTHEST)),
                is_ordered=is_ordered,
            )
        )

    def _add_lines(self, found: re.Match[str]) -> None:
        nodes: list[Node] = []
        for number in _numbers(found["numbers"]):
            position = self._offset + found.start()
            node = self._look(str(number), position, len(found.group()))
            if node is None:
                raise QueryError(
                    ErrorCode.IMPORT_LINE_UNKNOWN, position, len(found.group()), line=number
                )
            nodes.append(node)
        is_or = found.group().lower().startswith("or")
        joined = join_any(nodes) if is_or else join_all(nodes)
        self._put(Sort.ATOM, found, joined)

    def _close_run(self, *, is_heading: bool) -> None:
        if not self._run:
            return
        first, last = self._run[0], self._run[-1]
        text = self._line[first.start() : last.end()]
        self._run = []
        position = self._offset + first.start()
        node = self._look(text.lstrip("#"), position, len(text))
        if node is None and text.startswith("#"):
            raise QueryError(ErrorCode.IMPORT_LINE_UNKNOWN, position, len(text), line=text)
        if node is None:
            node = self._phrase(text, position, is_heading=is_heading)
        self.pieces.append(Piece(Sort.ATOM, position, len(text), text, node))

    def _add_words(self, found: re.Match[str], text: str) -> None:
        node = self._phrase(text, self._offset + found.start(), is_heading=False)
        self._put(Sort.ATOM, found, node)

    def _phrase(self, text: str, position: int, *, is_heading: bool) -> Node | None:
        """Words in a row; a heading turned round by a comma may stand in any order."""
        slop = 2 if "," in text else 0
        if is_heading:
            text = text.partition("/")[0]
        variants = [
            mended_words(variant, position, self._report)
            for variant in self._variants(text, position)
        ]
        nodes = [_row(words, slop) for words in variants if words]
        return join_any(nodes) if nodes else None

    def _variants(self, text: str, position: int) -> list[str]:
        """Ovid's `?` is a letter or none, `#` one letter, `$3` at most three."""
        if re.search(r"[$*]\d", text):
            self._report.add(ChangeCode.WILDCARD_WIDENED, position, len(text), text=text)
        plain = re.sub(r"[$*]\d*", "*", text).replace("#", "?\0")
        parts = re.split(r"\?(?!\0)", plain)
        if len(parts) > 1:
            self._report.add(ChangeCode.WILDCARD_SPELLED_OUT, position, len(text), text=text)
        if 2 ** (len(parts) - 1) > _MOST_VARIANTS:
            return ["*".join(parts).replace("\0", "")]
        choices = itertools.product(("", "?"), repeat=len(parts) - 1)
        return [
            "".join(itertools.chain(*zip(parts, (*choice, ""), strict=True))).replace("\0", "")
            for choice in choices
        ]


def _matches(line: str) -> Iterator[re.Match[str]]:
    return _PIECE.finditer(line)


def _row(words: list[Word], slop: int) -> Node:
    return words[0] if len(words) == 1 else Phrase(tuple(words), slop)


def _numbers(text: str) -> Iterator[int]:
    for part in re.split(r"[,\s]+", text.strip()):
        low, _, high = part.partition("-")
        if low[:4].isdigit():
            last = int((high or low)[:4] or low[:4])
            yield from range(int(low[:4]), min(last, int(low[:4]) + 999) + 1)


def _period(found: re.Match[str], offset: int) -> Node:
    try:
        start = _day(found["since"])
        end = _day(found["until"]) + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        raise QueryError(
            ErrorCode.FIELD_NEEDS_DATE,
            offset + found.start(),
            len(found.group()),
            field="crdt",
            value=found.group(),
        ) from None
    return join_all([Since(start), Until(end)])


def _day(text: str) -> dt.datetime:
    numbers = [int(part) for part in text.split("/")]
    year, month, day = (*numbers, 1, 1)[:3]
    return dt.datetime(year, month, day, tzinfo=dt.UTC)
