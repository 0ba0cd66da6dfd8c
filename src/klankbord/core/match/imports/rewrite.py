"""The way in: pick the reader of a spelling, make the tree, print it in ours, read it back."""

from klankbord.core.match.codes import ErrorCode, QueryError
from klankbord.core.match.imports.changes import Dialect, Imported
from klankbord.core.match.imports.infix import read_infix
from klankbord.core.match.imports.lines import read_lines
from klankbord.core.match.imports.pieces import Report
from klankbord.core.match.parser import DEEPEST, LONGEST, MOST_TERMS, parse_query
from klankbord.core.match.printer import print_query
from klankbord.core.match.tree import (
    And,
    Near,
    Not,
    Or,
    Query,
    Within,
    is_deeper,
    is_positive,
    walk,
)


def import_query(text: str, dialect: Dialect) -> Imported:
    """Rewrite a query; raises `QueryError` whose position is in the text that was given."""
    if len(text) > LONGEST:
        raise QueryError(ErrorCode.TOO_LONG, LONGEST, 1, size=len(text), most=LONGEST)
    report = Report()
    read = read_lines if dialect is Dialect.OVID else read_infix
    tree = read(text, dialect, report)
    whole = max(1, len(text))
    if tree is None:
        code = ErrorCode.IMPORT_NOTHING_LEFT if text.strip() else ErrorCode.EMPTY
        raise QueryError(code, 0, whole)
    leaves = 0
    for node in walk(tree):
        leaves += not isinstance(node, And | Or | Not | Near | Within)
        if leaves > MOST_TERMS:
            raise QueryError(ErrorCode.TOO_MANY_TERMS, 0, whole, most=MOST_TERMS)
    if is_deeper(tree, 2 * DEEPEST):  # AND and OR in turns print as one bracket each
        raise QueryError(ErrorCode.TOO_DEEP, 0, whole, most=DEEPEST)
    if not is_positive(tree):
        raise QueryError(ErrorCode.ONLY_NEGATIVE, 0, whole)
    return Imported(_read_back(print_query(tree), whole), tuple(report.changes))


def _read_back(printed: str, whole: int) -> Query:
    try:
        return parse_query(printed)
    except QueryError as refused:
        raise QueryError(refused.code, 0, whole, **refused.values) from refused
