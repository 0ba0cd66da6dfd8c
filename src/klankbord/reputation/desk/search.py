"""Find cases by words: FTS5 on SQLite, a tsvector on PostgreSQL; folded the same way for both."""

import re
import unicodedata

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from klankbord.reputation.desk.models import Case, CaseMessage

_MAX_CHARACTERS = 200_000
_MAX_TERM = 60
_MAX_TERMS = 12
_TERM = re.compile(r"[^\W_]+")
_TAG = re.compile(r"""\blabel:(?:"([^"]*)"|(\S+))""", re.IGNORECASE)

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE desk_search USING fts5(words, tokenize='unicode61')",
        "INSERT INTO desk_search(desk_search, rank) VALUES ('secure-delete', 1)",
    ],
    "postgresql": [
        "CREATE TABLE desk_search (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX desk_search_words ON desk_search USING gin (words)",
    ],
}
_DELETE = "DELETE FROM desk_search WHERE rowid = %s"
_INSERT = {
    "sqlite": "INSERT INTO desk_search (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO desk_search (rowid, words) VALUES (%s, to_tsvector('simple', %s))",
}
_AMONG = {
    "sqlite": "SELECT id FROM desk_search_content WHERE id IN ({}) AND {}",
    "postgresql": "SELECT rowid FROM desk_search WHERE rowid IN ({}) AND {}",
}
_TOP = 1_000  # cases
_FIND = {
    "sqlite": "SELECT rowid FROM desk_search WHERE desk_search MATCH %s",
    "postgresql": "SELECT rowid FROM desk_search WHERE words @@ to_tsquery('simple', %s)",
}


# The plus keeps SQLite from visiting every case that holds a common word, only to sort them: it
# walks the list in its own order and looks in the set of numbers, until the page is full.
_COMMON = 10_000  # cases
_HOLDS = "+desk_case.id IN (SELECT rowid FROM desk_search WHERE desk_search MATCH %s)"
_COUNT = """
    SELECT count(*) FROM (SELECT rowid FROM desk_search WHERE desk_search MATCH %s LIMIT %s)
"""


def fold_terms(text: str) -> list[str]:
    """Split a text in words without case and accents."""
    plain = unicodedata.normalize("NFKD", text[:_MAX_CHARACTERS].casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [term[:_MAX_TERM] for term in _TERM.findall(bare)]


def tag_term(tag: str) -> str:
    """A label as one word of the index, that no message holds by chance."""
    return "label0" + "0".join(fold_terms(tag))


def index_case(case: Case) -> None:
    """Write the words of a case and its messages again; call it in the transaction of the act."""
    parts = [case.number, case.title, case.author_handle]
    messages = CaseMessage.objects.filter(case=case).values_list("title", "text", "author_name")
    parts.extend(part for message in messages for part in message)
    tags = [tag_term(tag) for tag in case.tags]
    words = " ".join([*fold_terms("\n".join(parts)), *tags])
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, [case.pk])
        cursor.execute(_INSERT[connection.vendor], [case.pk, words])


def forget_cases(cases: QuerySet[Case]) -> None:
    """Take cases out of the index before they are deleted."""
    with connection.cursor() as cursor:
        cursor.executemany(_DELETE, [[pk] for pk in cases.values_list("pk", flat=True)])


def _is_common(query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [query, _COMMON])
        return bool(cursor.fetchone()[0] == _COMMON)


def cases_with(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """The cases that hold every word of the text; the last letters of a word may be missing.

    `label:pool` asks for a label, `label:"green waste"` for one of several words.
    """
    terms = _terms_of(text)
    if not terms:
        return cases.none()
    query = _query_of(terms)
    if connection.vendor == "sqlite" and _is_common(query):
        return cases.filter(RawSQL(_HOLDS, [query], output_field=BooleanField()))  # noqa: S611  # no user text in the statement
    found = RawSQL(_FIND[connection.vendor], [query], output_field=BigIntegerField())  # noqa: S611  # idem
    return cases.filter(pk__in=found)


def first_with(cases: QuerySet[Case], text: str, *, n: int) -> list[int] | None:
    """The first `n` cases of an ordered list that hold the words of `text`, as numbers.

    A look at the top of the list, without the index: there a common word fills the page, and to
    collect all that hold it would take a fifth of a second in a million. None where the top is not
    enough to know.
    """
    terms = _terms_of(text)
    top = list(cases.values_list("pk", flat=True)[:_TOP])
    if not terms or not top:
        return []
    places = ", ".join(["%s"] * len(top))
    if connection.vendor == "sqlite":
        holds = " AND ".join(["' ' || c0 LIKE %s"] * len(terms))
        values = [f"% {term}%" for term in terms]
    else:
        holds, values = "words @@ to_tsquery('simple', %s)", [_query_of(terms)]
    with connection.cursor() as cursor:
        cursor.execute(_AMONG[connection.vendor].format(places, holds), [*top, *values])
        holding = {pk for (pk,) in cursor.fetchall()}
    found = [pk for pk in top if pk in holding][:n]
    return found if len(found) == n or len(top) < _TOP else None


def _terms_of(text: str) -> list[str]:
    tags = [tag_term(quoted or plain) for quoted, plain in _TAG.findall(text)]
    return [*tags, *fold_terms(_TAG.sub(" ", text))][:_MAX_TERMS]


def _query_of(terms: list[str]) -> str:
    """Every word, in the language of the index."""
    if connection.vendor == "sqlite":
        return " ".join(f'"{term}"*' for term in terms)
    return " & ".join(f"'{term}':*" for term in terms)
