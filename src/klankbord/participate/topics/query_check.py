"""What a query that is to be stored means and finds, for the one who writes it."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.core.match import Query, QueryError
from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.archive.search import COUNT_CAP, Count, count_found, mention_ids_found
from klankbord.participate.topics.advice import advice_on
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.hashtags import hashtag_hints
from klankbord.participate.topics.listing import Row, rows_of
from klankbord.participate.topics.marking import Marker
from klankbord.participate.topics.query_words import (
    Problem,
    names_sentence,
    problem_of,
    warning_sentence,
)
from klankbord.participate.topics.reading import read_query
from klankbord.participate.topics.stored_query import colleagues_in, parse_stored

N_PREVIEW = 5
SECONDS = 0.15
"""What a look at the archive may cost while somebody types."""


@dataclass(frozen=True, kw_only=True)
class QueryCheck:
    """The outcome: a problem, or a reading with what is found now.

    `is_cut` says that only the newest mentions were looked at: the index could not narrow them.
    """

    text: str
    query: Query | None = None
    problem: Problem | None = None
    refusal: str = ""
    reading: str = ""
    warnings: list[str] = field(default_factory=list)
    count_words: str = ""
    rows: list[Row] = field(default_factory=list)
    is_cut: bool = False


def check_query(text: str, *, at: dt.datetime) -> QueryCheck:
    """Read a query, refuse it if it follows colleagues, and show what it finds."""
    filters = Filters.read({"q": text})
    if not filters.q:
        return QueryCheck(text="")
    try:
        query = parse_stored(filters.q)
    except QueryError as error:
        return QueryCheck(text=filters.q, problem=problem_of(error, filters.q))
    check = QueryCheck(
        text=filters.q,
        query=query,
        reading=read_query(query),
        warnings=[warning_sentence(warning) for warning in query.warnings],
    )
    if names := colleagues_in(query):
        return replace(check, refusal=names_sentence(names))
    return _with_finds(check, query, at)


def _with_finds(check: QueryCheck, query: Query, at: dt.datetime) -> QueryCheck:
    page = mention_ids_found(query=query, before=None, after=None, limit=N_PREVIEW, seconds=SECONDS)
    found = count_found(query=query) if page.ids or page.next_before else Count(0, is_exact=True)
    return replace(
        check,
        warnings=[
            *check.warnings,
            *advice_on(query, found, at=at),
            *hashtag_hints(check.text),
        ],
        count_words=count_words(found),
        rows=rows_of(mentions_shown(page.ids), Marker.of(query)),
        is_cut=len(page.ids) < N_PREVIEW and page.next_before is not None,
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
