"""Tree → index expression: every row that answers the query, and as few others as can be.

Two columns: `words` (`index_words`) and `keys` (`index_keys`). What an index cannot say (wildcards
in front, NEAR of more than two words, exact case, counts) is left open: the caller then checks the
rows it gets.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt

from klankbord.core.match.facts import has_path
from klankbord.core.match.patterns import has_wildcard, is_plain_prefix, literal_start
from klankbord.core.match.tree import (
    And,
    Exact,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Since,
    Until,
    Value,
    Within,
    Word,
)
from klankbord.core.match.values import INDEXED_FIELDS
from klankbord.core.text.entities import host_of
from klankbord.core.text.keys import LONGEST_START, key_prefix, key_token
from klankbord.core.text.words import words_of

_OR = " OR "
_MANY = 64  # parts of an OR that FTS5 may walk one by one


@dataclass(frozen=True, slots=True)
class Candidates:
    """Expressions for both databases; None means that the index cannot narrow the rows.

    Apply `since` (included) and `until` (not included) as bounds on the time of publication.
    `is_exact` holds for `fts5` with those bounds: no row needs a second look.
    `is_tsquery_exact` says the same of `tsquery`, which keeps no order of words.
    """

    fts5: str | None
    tsquery: str | None
    is_exact: bool
    is_tsquery_exact: bool = False
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    fts5: str
    tsquery: str
    is_exact: bool = True
    is_tsquery_exact: bool = True


def candidates(query: Query) -> Candidates:
    """The expressions of a query, and the period that every answer lies in."""
    tree = query.tree
    children = tree.children if isinstance(tree, And) else (tree,)
    starts = [child.at for child in children if isinstance(child, Since)]
    ends = [child.at for child in children if isinstance(child, Until)]
    rest = [child for child in children if not isinstance(child, Since | Until)]
    since, until = max(starts, default=None), min(ends, default=None)
    if not rest:
        return Candidates(None, None, True, True, since, until)
    part = _all_of(rest)
    if part is None:
        return Candidates(None, None, False, False, since, until)
    return Candidates(part.fts5, part.tsquery, part.is_exact, part.is_tsquery_exact, since, until)


def _part(node: Node) -> _Part | None:
    match node:
        case And():
            return _all_of(node.children)
        case Or():
            words = [child for child in node.children if isinstance(child, Word) and child.is_plain]
            if len(words) == len(node.children) > _MANY:
                return _any_word(words)
            return _any_of([_part(child) for child in node.children])
        case Near():
            return _near(node)
        case Within():
            return _within(node.field, node.child)
        case _:
            return _leaf(node)


def _leaf(node: Node) -> _Part | None:
    match node:
        case Word():
            return _word(node.pattern)
        case Exact():
            return _loosened(_words_together([Word(word) for word in words_of(node.surface)]))
        case Phrase():
            return _phrase(node)
        case Value():
            return _value(node)
        case _:
            return None


def _all_of(children: Iterable[Node]) -> _Part | None:
    needed: list[_Part] = []
    refused: list[_Part] = []
    is_exact = is_tsquery_exact = True
    for child in children:
        is_negative = isinstance(child, Not)
        part = _part(child.child if isinstance(child, Not) else child)
        if part is None or (is_negative and not part.is_exact):
            is_exact = is_tsquery_exact = False
        elif is_negative:
            refused.append(part)
        else:
            needed.append(part)
    if not needed:
        return None
    together = _and(needed)
    if refused:
        together = _without(together, refused)
    return _Part(
        together.fts5,
        together.tsquery,
        is_exact and together.is_exact,
        is_tsquery_exact and together.is_tsquery_exact,
    )


def _and(parts: Sequence[_Part]) -> _Part:
    return _joined(parts, " AND ", " & ")


def _any_of(parts: Sequence[_Part | None]) -> _Part | None:
    known = [part for part in parts if part is not None]
    return _joined(known, _OR, " | ") if len(known) == len(parts) else None


def _joined(parts: Sequence[_Part], fts5: str, tsquery: str) -> _Part:
    if len(parts) == 1:
        return parts[0]
    return _Part(
        f"({fts5.join(part.fts5 for part in parts)})",
        f"({tsquery.join(part.tsquery for part in parts)})",
        all(part.is_exact for part in parts),
        all(part.is_tsquery_exact for part in parts),
    )


def _any_word(words: Sequence[Word]) -> _Part:
    """OR of ORs: FTS5 looks at every part of an OR for each row, so few parts of few are quick.

    It would lay ORs within ORs flat; a NOT that refuses nothing keeps them apart.
    """
    texts = [f'"{_fts5_text(word.pattern)}"' for word in words]
    size = isqrt(len(texts))
    groups = [_OR.join(texts[at : at + size]) for at in range(0, len(texts), size)]
    fts5 = _OR.join(f'(words : ({group}) NOT words : ":")' for group in groups)
    tsquery = " | ".join(f"'{_tsquery_text(word.pattern)}'" for word in words)
    return _Part(f"({fts5})", f"({tsquery})")


def _without(needed: _Part, refused: Sequence[_Part]) -> _Part:
    """NOT for what the index knows exactly; PostgreSQL leaves out phrases only when it can."""
    fts5 = _joined(refused, _OR, " | ").fts5
    certain = [part for part in refused if part.is_tsquery_exact]
    tsquery = "".join(f" & !{part.tsquery}" for part in certain)
    return _Part(
        f"({needed.fts5} NOT {fts5})",
        f"({needed.tsquery}{tsquery})" if tsquery else needed.tsquery,
        needed.is_exact,
        needed.is_tsquery_exact and len(certain) == len(refused),
    )


def _loosened(part: _Part | None) -> _Part | None:
    return part and _Part(part.fts5, part.tsquery, is_exact=False, is_tsquery_exact=False)


def _quoted(column: str, text: str, *, is_prefix: bool = False) -> _Part:
    """One token; text comes from the folding, yet quotes are doubled all the same."""
    return _Part(
        f'{column} : "{_fts5_text(text)}"{" *" if is_prefix else ""}',
        f"'{_tsquery_text(text)}'{':*' if is_prefix else ''}",
    )


def _fts5_text(text: str) -> str:
    return text.replace('"', '""')


def _tsquery_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")


def _word(pattern: str) -> _Part | None:
    if not has_wildcard(pattern):
        return _quoted("words", pattern)
    start = literal_start(pattern)
    if not start:
        return None
    part = _quoted("words", start, is_prefix=True)
    return part if is_plain_prefix(pattern) else _loosened(part)


def _near(node: Near) -> _Part | None:
    """Two words: FTS5 counts the words between them, and lets one word stand near itself."""
    together = _loosened(_all_of((node.left, node.right)))
    match node.left, node.right:
        case Word() as left, Word() as right if left != right and left.is_plain and right.is_plain:
            fts5 = f'words : NEAR("{left.pattern}" "{right.pattern}", {node.distance - 1})'
            tsquery = together.tsquery if together else ""
            return _Part(fts5, tsquery, not node.is_ordered, is_tsquery_exact=False)
        case _:
            return together


def _words_together(words: Sequence[Word]) -> _Part | None:
    return _all_of(words)


def _phrase(node: Phrase) -> _Part | None:
    words = [
        Word(part.pattern if isinstance(part, Word) else " ".join(words_of(part.surface)))
        for part in node.parts
    ]
    together = _loosened(_words_together(words))
    is_known = not node.slop and all(isinstance(part, Word) for part in node.parts)
    *front, last = words
    if not is_known or together is None or not all(word.is_plain for word in front):
        return together
    if not (last.is_plain or is_plain_prefix(last.pattern)):
        return together
    text = " ".join(word.pattern for word in words).removesuffix("*")
    fts5 = _quoted("words", text, is_prefix=not last.is_plain).fts5
    return _Part(fts5, together.tsquery, is_exact=True, is_tsquery_exact=False)


def _within(field: str, child: Node) -> _Part | None:
    """Words of a title stand in the column `words`; words of a place are key tokens."""
    match child:
        case And():
            known = [_within(field, each) for each in child.children]
            needed = [part for part in known if part is not None]
            return _loosened(_and(needed)) if needed else None
        case Or():
            return _loosened(_any_of([_within(field, each) for each in child.children]))
        case Near():
            return _within(field, And((child.left, child.right)))
        case Phrase():
            return _within(field, And(child.parts))
        case Word() | Exact():
            return _loosened(_leaf(child) if field == "title" else _place(field, child))
        case _:
            return None


def _place(field: str, word: Word | Exact) -> _Part | None:
    if isinstance(word, Word):
        start = key_prefix(field, literal_start(word.pattern))
        return _quoted("keys", start, is_prefix=True)
    folded = [_quoted("keys", key_token(field, each)) for each in words_of(word.surface)]
    return _and(folded) if folded else None


def _value(node: Value) -> _Part | None:
    field, pattern = node.field, node.pattern
    if field not in INDEXED_FIELDS:
        return None
    if field == "link":
        return _link(pattern)
    if not has_wildcard(pattern):
        return _quoted("keys", key_token(field, pattern))
    start = key_prefix(field, literal_start(pattern))
    part = _quoted("keys", start, is_prefix=True)
    is_whole = is_plain_prefix(pattern) and len(start) < len(field) + LONGEST_START
    return part if is_whole else _loosened(part)


def _link(pattern: str) -> _Part | None:
    if has_wildcard(pattern):
        return _loosened(_quoted("keys", key_token("has", "link")))
    if not has_path(pattern):
        return _quoted("keys", key_token("link", pattern))
    host = host_of(pattern)
    return _loosened(_quoted("keys", key_token("link", host))) if host else None
