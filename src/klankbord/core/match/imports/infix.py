"""Brandwatch, Meltwater, Talkwalker and Lucene: operators between words, fields in front."""

import re
from typing import Final

from klankbord.core.match.codes import ErrorCode, QueryError
from klankbord.core.match.imports.changes import ChangeCode, Dialect
from klankbord.core.match.imports.dialects import SPELLINGS, Spelling
from klankbord.core.match.imports.pieces import Piece, Report, Sort, build_tree
from klankbord.core.match.imports.words import mended_words
from klankbord.core.match.lexer import FARTHEST
from klankbord.core.match.terms import exact_words
from klankbord.core.match.tree import Node, Phrase, Within
from klankbord.core.match.values import NUMBER_FIELDS, TEXT_FIELDS, field_node

_PIECE: Final = re.compile(
    r"""
    (?P<remark>/\*.*?(?:\*/|\Z)|<<<.*?(?:>>>|\Z))
  | (?P<open>\()
  | (?P<close>\))
  | ["“”„](?P<quoted>(?:[^"“”„\\]|\\.)*)(?P<quote_end>["“”„]|\Z)(?:~(?P<slop>\d*)(?:\.\d+)?)?
  | (?P<exact>\{(?P<braced>[^{}\[\]]*)\})
  | (?P<range>[\[{](?P<low>[^\]{}\[]*?)\s*\b(?:TO|to)\b\s*(?P<high>[^\]{}\[]*?)[\]}])
  | (?P<list>\[[^\]]*\])
  | (?P<unclosed>[\[{])
  | (?P<near>\bO?NEAR(?:/(?P<distance>\d+)(?P<forward>f?)r?)?(?=[\s(){"]|\Z))
  | (?P<and_not>(?:ANDNOT)\b)
  | (?P<and>(?:AND|ANDMAYBE|REQUIRE)\b|&&)
  | (?P<or>OR\b|\|\|)
  | (?P<not>NOT\b|!|-(?=\s*[^\s)]))
  | (?P<plus>\+)
  | (?P<weight>\^[\d.]*)
  | (?P<pattern>/(?:[^/\\]|\\.)+/(?=[\s()]|\Z))
  | (?P<field>[^\W\d][\w.]*(?:\\.[\w.]*)*:(?!//))
  | (?P<blank>\s+)
  | (?P<word>(?:[^\s()\[\]{}"“”„^\\]|\\.)+)
  | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SMALL: Final = re.compile(r"\b(?:and|or|not|o?near)\b(?=[\s(/])")
_SORTS: Final = {"open": Sort.OPEN, "and": Sort.AND, "or": Sort.OR, "not": Sort.NOT}
_OPERANDS: Final = frozenset({Sort.ATOM, Sort.CLOSE})


def read_infix(text: str, dialect: Dialect, report: Report) -> Node | None:
    """The tree of a query; raises `QueryError`."""
    spelling = SPELLINGS[dialect]
    if spelling.has_small_operators:
        text = _SMALL.sub(lambda found: found.group().upper(), text)
    pieces = _Cutter(text, spelling, report).read()
    return build_tree(pieces, report, len(text)) if pieces else None


class _Cutter:
    """Cuts text into pieces; a field holds for the next word, phrase, range or group."""

    def __init__(self, text: str, spelling: Spelling, report: Report) -> None:
        self._text = text
        self._spelling = spelling
        self._report = report
        self._field: re.Match[str] | None = None
        self._name = ""
        self._open_fields: list[str] = []
        self._pieces: list[Piece] = []

    def read(self) -> list[Piece]:
        at = 0
        while at < len(self._text):
            found = _PIECE.match(self._text, at)
            if found is None:  # no rule takes it: cannot be, `stray` takes anything
                break
            at = found.end()
            self._add(found)
        self._need_no_field()
        return self._pieces

    def _note(self, code: ChangeCode, found: re.Match[str], **values: object) -> None:
        self._report.add(code, found.start(), len(found.group()), **values)

    def _put(
        self, sort: Sort, found: re.Match[str], node: Node | None = None, distance: int = 0
    ) -> None:
        is_operand = sort in {Sort.ATOM, Sort.OPEN}
        follows = bool(self._pieces) and self._pieces[-1].sort in _OPERANDS
        if is_operand and follows and not self._spelling.needs_all_words:
            self._note(ChangeCode.SPACE_READ_AS_AND, found)
        text = found.group().strip()
        is_ordered = sort is Sort.NEAR and (text[0] == "O" or bool(found["forward"]))
        self._pieces.append(Piece(sort, found.start(), len(text), text, node, distance, is_ordered))

    def _add(self, found: re.Match[str]) -> None:
        name = _kind_of(found)
        if name in {"quoted", "exact", "word", "range", "pattern"}:
            getattr(self, f"_add_{name}")(found)
        elif name == "open":
            self._open_fields.append(self._name)
            self._name = self._name_for() or self._name
            self._put(Sort.OPEN, found)
        elif name == "close":
            self._need_no_field()
            self._name = self._open_fields.pop() if self._open_fields else ""
            self._put(Sort.CLOSE, found)
        elif name == "field":
            self._field = found
        elif name in _SORTS or name in {"near", "and_not"}:
            self._need_no_field()
            self._add_operator(name, found)
        else:
            self._add_sign(name, found)

    def _add_operator(self, name: str, found: re.Match[str]) -> None:
        if name == "near":
            self._add_near(found)
        elif name == "and_not":
            self._put(Sort.AND, found)
            self._put(Sort.NOT, found)
        else:
            self._put(_SORTS[name], found)

    def _add_near(self, found: re.Match[str]) -> None:
        if found["distance"] is None:
            raise QueryError(
                ErrorCode.NEAR_NEEDS_NUMBER,
                found.start(),
                len(found.group()),
                operator=found.group(),
            )
        self._put(Sort.NEAR, found, distance=self._near_distance(found, found["distance"], 1))

    def _near_distance(self, found: re.Match[str], digits: str, least: int) -> int:
        distance = int(digits[:6])
        if distance > FARTHEST:
            self._note(ChangeCode.NEAR_SHORTENED, found, most=FARTHEST)
        return max(least, min(distance, FARTHEST))

    def _add_sign(self, name: str, found: re.Match[str]) -> None:
        """What has no meaning here, and what is a mistake."""
        text = found.group()
        if name == "blank":
            return
        if name == "unclosed":
            code = ErrorCode.BRACKET_NOT_CLOSED if text == "[" else ErrorCode.BRACE_NOT_CLOSED
            raise QueryError(code, found.start())
        if text == "\\":
            raise QueryError(ErrorCode.IMPORT_SIGN_UNKNOWN, found.start(), sign=text)
        if name == "weight":
            self._note(ChangeCode.WEIGHT_LEFT_OUT, found, text=text)
        elif name == "remark":
            self._note(ChangeCode.REMARK_LEFT_OUT, found, text=text)
        else:
            self._note(ChangeCode.SIGN_LEFT_OUT, found, sign=text)

    def _need_no_field(self) -> None:
        if self._field is not None:
            raise QueryError(
                ErrorCode.FIELD_EMPTY,
                self._field.start(),
                len(self._field.group()),
                field=self._field.group()[:-1],
            )

    def _name_for(self) -> str:
        """Our name of the field in front, or of the group around; empty for the whole message."""
        if self._field is None:
            return self._name
        written, self._field = self._field, None
        name = written.group()[:-1].replace("\\", "")
        if name.lower() in {old for old, _ in self._spelling.values}:
            return name.lower()
        ours = self._spelling.fields.get(name.lower(), "")
        if not ours:
            self._note(ChangeCode.FIELD_LEFT_OUT, written, field=name)
        elif ours != name:
            self._note(ChangeCode.FIELD_RENAMED, written, field=name, name=ours)
        return ours or self._name

    def _add_quoted(self, found: re.Match[str]) -> None:
        if not found["quote_end"]:
            raise QueryError(ErrorCode.QUOTE_NOT_CLOSED, found.start())
        text = re.sub(r"\\(.)", r"\1", found["quoted"], flags=re.DOTALL)
        slop = self._near_distance(found, found["slop"], 0) if found["slop"] else 0
        self._put(Sort.ATOM, found, self._node(found, text, slop))

    def _add_exact(self, found: re.Match[str]) -> None:
        if not self._spelling.has_braces:
            raise QueryError(ErrorCode.BRACE_NOT_CLOSED, found.start())
        self._name_for()
        self._put(Sort.ATOM, found, exact_words(found["braced"].replace("*", " ")))

    def _add_word(self, found: re.Match[str]) -> None:
        text = re.sub(r"\\(.)", r"\1", found["word"], flags=re.DOTALL)
        if fuzzy := re.search(r"~[\d.]*$", text):
            self._note(ChangeCode.FUZZY_LEFT_OUT, found, text=text)
            text = text[: fuzzy.start()]
        node = self._node(found, text, 0)
        if node is not None or text:
            self._put(Sort.ATOM, found, node)

    def _add_pattern(self, found: re.Match[str]) -> None:
        self._note(ChangeCode.PATTERN_LEFT_OUT, found, text=found.group())
        text = re.sub(r"\\.|[^\w\s]", " ", found.group())
        self._put(Sort.ATOM, found, self._node(found, text, 0))

    def _add_range(self, found: re.Match[str]) -> None:
        field = self._name_for()
        node = None
        if field in NUMBER_FIELDS:
            low, high = (found[end].strip().replace("*", "") for end in ("low", "high"))
            node = self._value(found, field, f"{low}..{high}")
        if node is None:
            self._note(ChangeCode.RANGE_LEFT_OUT, found, text=found.group())
        self._put(Sort.ATOM, found, node)

    def _node(self, found: re.Match[str], text: str, slop: int) -> Node | None:
        field = self._name_for()
        if special := self._spelling.values.get((field, text.lower())):
            return self._value(found, *special)
        if field and field not in TEXT_FIELDS:
            return self._value(found, field, text)
        if not field and text[:1] in "#@" and text[1:]:
            return self._value(found, "hashtag" if text[0] == "#" else "mention", text)
        words = mended_words(text, found.start(), self._report)
        if not words:
            self._note(ChangeCode.SIGN_LEFT_OUT, found, sign=text)
            return None
        node: Node = words[0] if len(words) == 1 else Phrase(tuple(words), slop)
        return Within(field, node) if field else node

    def _value(self, found: re.Match[str], field: str, text: str) -> Node | None:
        try:
            return field_node(field, text, position=found.start(), length=len(found.group()))
        except QueryError:
            self._note(ChangeCode.VALUE_LEFT_OUT, found, field=field, value=text)
            return None


def _kind_of(found: re.Match[str]) -> str:
    if found["quoted"] is not None:
        return "quoted"
    for name in ("exact", "range", "near"):
        if found[name] is not None:
            return name
    return found.lastgroup or "stray"
