"""What a query means and finds, for the one who writes it."""

from dataclasses import dataclass, field, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.core.match import QueryError
from klankbord.participate.archive.search import COUNT_CAP, Count
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.listing import Row, rows_of
from klankbord.participate.topics.marking import Marker
from klankbord.participate.topics.query_words import (
    Problem,
    names_sentence,
    problem_of,
    warning_sentence,
)
from klankbord.participate.topics.reading import read_query
from klankbord.participate.topics.search import find, prepare
from klankbord.participate.topics.stored_query import colleagues_in, parse_here

N_PREVIEW = 5


@dataclass(frozen=True, kw_only=True)
class QueryCheck:
    """The outcome: a problem, or a reading with what is found now."""

    text: str
    problem: Problem | None = None
    refusal: str = ""
    reading: str = ""
    warnings: list[str] = field(default_factory=list)
    count_words: str = ""
    rows: list[Row] = field(default_factory=list)


def check_query(text: str) -> QueryCheck:
    """Read a query, refuse it if it follows colleagues, and show what it finds."""
    filters = Filters.read({"q": text})
    if not filters.q:
        return QueryCheck(text="")
    try:
        query = parse_here(filters.q)
    except QueryError as error:
        return QueryCheck(text=filters.q, problem=problem_of(error, filters.q))
    check = QueryCheck(
        text=filters.q,
        reading=read_query(query),
        warnings=[warning_sentence(warning) for warning in query.warnings],
    )
    if names := colleagues_in(query):
        return replace(check, refusal=names_sentence(names))
    found = find(prepare(filters), limit=N_PREVIEW)
    return replace(
        check,
        count_words=count_words(found.count),
        rows=rows_of(found.mentions, Marker.of(query)),
    )


def count_words(count: Count) -> str:
    """A count that says so when it is a bound."""
    shown = {"n": number_format(count.n, force_grouping=True)}
    if count.is_exact:
        return ngettext("%(n)s mention", "%(n)s mentions", count.n) % shown
    if count.is_least:
        return _("more than %(n)s mentions") % shown
    if count.n >= COUNT_CAP:
        return _("not counted: more than %(n)s mentions were candidates") % shown
    return ngettext("at most %(n)s mention", "at most %(n)s mentions", count.n) % shown
