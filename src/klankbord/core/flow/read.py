"""From the text of a flow to plain values: YAML (its JSON-like part) or JSON.

Words such as yes and no stay words: scalars are read by the core schema of YAML 1.2. References
(& and *) are refused: nine lines of them can make a document of a billion parts.
"""

import math
import re
from typing import Any, Final

import yaml

from klankbord.core.flow.problems import Problem, ProblemCode

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # without libyaml the slower one
MOST_LETTERS: Final = 400_000
MOST_DEPTH: Final = 12
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_BREAKS: Final = re.compile("[\r\x85\u2028\u2029]")
_FIXED: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class _Refused(Exception):  # noqa: N818  # carries a problem to the edge of this module
    def __init__(self, code: ProblemCode, mark: Any = None, **values: Any) -> None:
        super().__init__(code)
        place = {} if mark is None else {"line": mark.line + 1, "column": mark.column + 1}
        self.problem = Problem(code, "", place | values)


def read_document(text: str) -> tuple[Any, list[Problem]]:
    """The values of a document, and what makes it unreadable; with a problem the value is None.

    Fields that stand twice are reported too, and the first one is taken.
    """
    if len(text) > MOST_LETTERS:
        return None, [Problem(ProblemCode.TOO_LARGE, "", {"most": MOST_LETTERS})]
    problems: list[Problem] = []
    try:
        _look_at_parts(text)
        root = yaml.compose(text, Loader=LOADER)
        value = None if root is None else _value(root, problems, "", 0)
    except _Refused as refused:
        return None, [refused.problem]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = str(getattr(error, "problem", None) or error)
        return None, [_Refused(ProblemCode.NOT_READABLE, mark, detail=detail).problem]
    return value, problems


def _look_at_parts(text: str) -> None:
    """Refuse references, depth and what no database keeps, before any tree is built."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if getattr(event, "anchor", None):
            raise _Refused(ProblemCode.REFERENCE_REFUSED, event.start_mark)
        if "\0" in (getattr(event, "value", None) or ""):
            raise _Refused(ProblemCode.NOT_READABLE, event.start_mark, detail="NUL (U+0000)")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise _Refused(ProblemCode.TOO_LARGE, event.start_mark, most=MOST_DEPTH)


def _value(node: yaml.Node, problems: list[Problem], place: str, depth: int) -> Any:
    match node:
        case yaml.MappingNode():
            return _mapping(node, problems, place, depth)
        case yaml.SequenceNode():
            items = enumerate(node.value)
            return [_value(each, problems, f"{place}.{at}", depth + 1) for at, each in items]
        case _:
            return _scalar(node)


def _mapping(
    node: yaml.MappingNode, problems: list[Problem], place: str, depth: int
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _Refused(ProblemCode.NOT_READABLE, key_node.start_mark, detail="key")
        key = str(key_node.value)
        inner = f"{place}.{key}".lstrip(".")
        if key in found:
            problems.append(Problem(ProblemCode.KEY_TWICE, inner, {"key": key}))
            continue
        found[key] = _value(value_node, problems, inner, depth + 1)
    return found


def _scalar(node: yaml.Node) -> Any:
    word = str(node.value)
    return word if getattr(node, "style", None) else plain_value(word)  # quoted, or a block


def plain_value(word: str) -> Any:
    """What a word without quotes stands for: nothing, a truth, a number, or itself."""
    if word in _FIXED:
        return _FIXED[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    if _NUMBER.fullmatch(word) and math.isfinite(float(word)):
        return float(word)
    return word


def write_document(document: dict[str, Any]) -> str:
    """A document as YAML that reads back to the same values."""
    text = yaml.dump(
        document, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=96, indent=2
    )
    return str(text)


class _Writer(yaml.SafeDumper):
    """Writes what `read_document` reads: no references, words that look like values quoted."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # PyYAML's signature
        return True


def _word(writer: yaml.SafeDumper, word: str) -> yaml.ScalarNode:
    style = "'" if plain_value(word) is not word else None
    if _BREAKS.search(word):
        style = '"'  # the only style in which these stay what they are
    elif "\n" in word:
        style = "|"
    return writer.represent_scalar("tag:yaml.org,2002:str", word, style=style)


_Writer.add_representer(str, _word)
