"""The same queries on the same posts by what people would otherwise run; processor time."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import tantivy

from bench.timing import Took
from klankbord.core.match import Query
from klankbord.core.match.database import Candidates, candidates
from klankbord.core.match.tree import And, Near, Node, Not, Or, Phrase, Value, Word
from klankbord.core.post import Post
from klankbord.core.text.keys import key_token
from klankbord.core.text.tokens import index_keys, index_words

_SERVER = Path(__file__).resolve().parent.parent / ".ci" / "with-postgres"
_TICK = os.sysconf("SC_CLK_TCK")
_MOST = 10_000


def seconds_a_post(
    queries: Mapping[str, Query], batch: Sequence[Post], single: Sequence[Post]
) -> dict[str, Took]:
    """Seconds a post; no peer checks rows again, which flatters it."""
    asked = [candidates(query) for query in queries.values()]
    with _postgres() as address:
        made = _by_postgres(address, asked, batch, single) if address else {}
    made["SQLite FTS5, 10,000 posts at once"] = _by_fts5(asked, batch)
    made["tantivy, 10,000 posts at once"] = _by_tantivy(queries, batch)
    return {
        name: Took(took.wall / n_posts, took.cpu / n_posts)
        for name, took in made.items()
        for n_posts in [len(single) if "a post at a time" in name else len(batch)]
    }


@contextmanager
def _postgres():  # noqa: ANN202  # the address of a server of our own, or nothing
    """Start a PostgreSQL that lives until its input ends."""
    server = subprocess.Popen(
        [_SERVER, "sh", "-c", 'echo "$DATABASE_URL"; read -r _'],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield server.stdout.readline().strip()
    finally:
        server.communicate("\n")


def _by_postgres(
    address: str, asked: Sequence[Candidates], batch: Sequence[Post], single: Sequence[Post]
) -> dict[str, Took]:
    with psycopg.connect(address, autocommit=True) as base:
        process = base.execute("SELECT pg_backend_pid()").fetchone()[0]
        base.execute("CREATE TABLE queries (id int, query tsquery)")
        base.execute("CREATE TABLE posts (id int, tokens tsvector)")
        with base.cursor().copy("COPY queries FROM STDIN") as copy:
            for number, each in enumerate(asked):
                if each.tsquery is not None:
                    copy.write_row((number, each.tsquery))
        base.execute("ANALYZE queries")
        began = _spent(process)
        for post in single:
            base.execute("SELECT id FROM queries WHERE %s::tsvector @@ query", [_tsvector(post)])
        between = _spent(process)
        with base.cursor().copy("COPY posts FROM STDIN") as copy:
            for number, post in enumerate(batch):
                copy.write_row((number, _tsvector(post)))
        base.execute("CREATE INDEX posts_tokens ON posts USING gin (tokens)")
        base.execute("ANALYZE posts")
        base.execute("SET enable_seqscan = off")
        for number, each in enumerate(asked):
            if each.tsquery is not None:
                base.execute("SELECT %s, id FROM posts WHERE tokens @@ %s", [number, each.tsquery])
        end = _spent(process)
    return {
        "PostgreSQL, a post at a time": _between(began, between),
        "PostgreSQL GIN, 10,000 posts at once": _between(between, end),
    }


def _between(began: Took, ended: Took) -> Took:
    return Took(ended.wall - began.wall, ended.cpu - began.cpu)


def _tsvector(post: Post) -> str:
    words = [*index_words(post).split(" "), *index_keys(post).split(" ")]
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words if word)
    return " ".join(f"'{word}'" for word in quoted)


def _spent(process: int) -> Took:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return Took(time.perf_counter(), (int(fields[11]) + int(fields[12])) / _TICK)


def _now() -> Took:
    return Took(time.perf_counter(), time.process_time())


def _by_fts5(asked: Sequence[Candidates], batch: Sequence[Post]) -> Took:
    rows = [(at, index_words(post), index_keys(post)) for at, post in enumerate(batch)]
    with closing(sqlite3.connect(":memory:")) as base:
        began = _now()
        base.execute(
            "CREATE VIRTUAL TABLE posts USING fts5"
            """(words, keys, content='', tokenize="ascii tokenchars '#@:_-./'")"""
        )
        base.executemany("INSERT INTO posts (rowid, words, keys) VALUES (?, ?, ?)", rows)
        for each in asked:
            if each.fts5 is not None:
                base.execute("SELECT rowid FROM posts WHERE posts MATCH ?", [each.fts5]).fetchall()
        return _between(began, _now())


def _by_tantivy(queries: Mapping[str, Query], batch: Sequence[Post]) -> Took:
    rows = [(at, index_words(post), index_keys(post)) for at, post in enumerate(batch)]
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, fast=True)
    for name in ("words", "keys"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    schema = builder.build()
    began = _now()
    index = tantivy.Index(schema)
    index.register_tokenizer(
        "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    )
    writer = index.writer(num_threads=1)
    for at, words, keys in rows:
        writer.add_document(tantivy.Document(id=at, words=words, keys=keys))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    for query in queries.values():
        found = _tantivy_query(query.tree, schema)
        if found is not None:
            searcher.search(found, limit=_MOST, count=False)
    return _between(began, _now())


def _tantivy_query(node: Node, schema: tantivy.Schema) -> tantivy.Query | None:
    """The nearest that tantivy can ask; None where it has no such question."""
    match node:
        case And() | Or():
            return _joined(node, schema)
        case Near(left=Word() as left, right=Word() as right):
            words = [left.pattern, right.pattern]
            return tantivy.Query.phrase_query(schema, "words", words, node.distance - 1)
        case Near():
            return _joined(And((node.left, node.right)), schema)
        case Phrase():
            words = [part.pattern for part in node.parts]
            return tantivy.Query.phrase_query(schema, "words", words, node.slop)
        case _:
            return _tantivy_term(node, schema)


def _tantivy_term(node: Node, schema: tantivy.Schema) -> tantivy.Query | None:
    match node:
        case Word() if node.is_plain:
            return tantivy.Query.term_query(schema, "words", node.pattern)
        case Word() if node.pattern.count("*") == 1 and node.pattern.endswith("*"):
            return tantivy.Query.regex_query(schema, "words", f"{node.pattern[:-1]}.*")
        case Value():
            token = key_token(node.field, node.pattern)
            return tantivy.Query.term_query(schema, "keys", token)
        case _:
            return None


def _joined(node: And | Or, schema: tantivy.Schema) -> tantivy.Query | None:
    joined = tantivy.Occur.Must if isinstance(node, And) else tantivy.Occur.Should
    parts = []
    for child in node.children:
        is_refused = isinstance(child, Not)
        found = _tantivy_query(child.child if is_refused else child, schema)
        if found is not None:
            parts.append((tantivy.Occur.MustNot if is_refused else joined, found))
    return tantivy.Query.boolean_query(parts) if parts else None
