"""The query language: text → tree → judge, stream matcher and database expression."""

from klankbord.core.match.codes import ErrorCode, QueryError, QueryWarning, WarningCode
from klankbord.core.match.parser import parse_query
from klankbord.core.match.printer import print_query
from klankbord.core.match.tree import Query

__all__ = [
    "ErrorCode",
    "Query",
    "QueryError",
    "QueryWarning",
    "WarningCode",
    "parse_query",
    "print_query",
]
