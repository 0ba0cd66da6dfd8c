"""How a query is answered: by the index, by looking through what is newest, or by both."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

from klankbord.core.match import Query
from klankbord.core.match.database import Candidates, candidates
from klankbord.core.match.tree import And, Near, Node, Not, Or, Value, Within, Word
from klankbord.core.match.wildcards import AnyWord, any_word, written_out
from klankbord.core.text.fold import fold_value
from klankbord.core.text.tokens import key_token
from klankbord.participate.archive.queries import masked_handles
from klankbord.participate.archive.rows import id_at
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Narrowing, Span

Hidden = frozenset[tuple[str, str]]
_FEW = 200  # words whose lists the index opens in a few milliseconds
MOST_WORDS = 5_000  # written out; where more fit, the index joins all their lists first


@dataclass(frozen=True)
class ByWalking:
    """Patterns that fit very many words: the newest entries are looked through for them.

    `rest` is what else is asked, `expression` (None: nothing) and `is_exact` what the index can do
    for that.
    """

    wide: tuple[AnyWord, ...]
    rest: tuple[Node, ...]
    expression: str | None
    is_exact: bool


@dataclass(frozen=True)
class _Index:
    """What the index alone can do."""

    expression: str | None
    is_exact: bool
    n_words: float


class Plan:
    """How a query is answered: by the index, within a span, and checked or not.

    `hidden` are colleagues whom a query by author must not find: asking for a name would else say
    who is behind a mention that stands there without one.
    """

    def __init__(self, query: Query | None, span: Span) -> None:
        self.query = query
        self._asked = () if query is None else _parts(query.tree)
        self.span = span if query is None else _within(span, candidates(query))
        asks_for_author = any(map(_asks_for_author, self._asked))
        self.hidden: Hidden = masked_handles() if asks_for_author else frozenset()
        self.by_walking = self._by_walking()

    @property
    def expression(self) -> str | None:
        """What the index is asked; None: everything."""
        return self._index.expression

    @property
    def is_exact(self) -> bool:
        """Whether all that the index then finds is an answer."""
        return self._index.is_exact

    @property
    def n_words(self) -> float:
        """How many words the patterns fit; infinite where nobody knows."""
        return self._index.n_words

    @cached_property
    def _index(self) -> _Index:
        """Patterns written out: thousands of words are read only when somebody asks for them."""
        nodes = [written_out(node, _words_like) for node in self._asked]
        expression, is_exact = self.narrowed(nodes)
        return _Index(expression, is_exact, sum(map(_n_words, nodes)))

    def narrowed(self, nodes: Sequence[Node]) -> Narrowing:
        """Ask the index for all of these; posts of hidden colleagues are left out."""
        if self.query is None or not nodes:
            return Narrowing(None, is_exact=True)
        tree = nodes[0] if len(nodes) == 1 else And(tuple(nodes))
        expression, is_exact = store().narrowing_of(candidates(replace(self.query, tree=tree)))
        if not self.hidden or expression is None:
            return Narrowing(expression, is_exact)
        tokens = {key_token("author", fold_value(handle)) for _platform, handle in self.hidden}
        refused = store().any_of([store().key_expression(token) for token in sorted(tokens)])
        return Narrowing(store().without(expression, refused), is_exact)

    def _by_walking(self) -> ByWalking | None:
        """Part the wide patterns from the rest; None without any."""
        wide = {node: words for node in self._asked if (words := _wide(node))}
        if not wide:
            return None
        rest = [written_out(node, _words_like) for node in self._asked if node not in wide]
        return ByWalking(tuple(wide.values()), tuple(rest), *self.narrowed(rest))


def _parts(tree: Node) -> tuple[Node, ...]:
    return tree.children if isinstance(tree, And) else (tree,)


def _wide(node: Node) -> AnyWord | None:
    words = any_word(node)
    if words is None:
        return None
    few = written_out(node, lambda pattern: store().words_like(pattern, most=_FEW))
    return words if _n_words(few) > _FEW else None


def _words_like(pattern: str) -> list[str] | None:
    return store().words_like(pattern, most=MOST_WORDS)


def _n_words(written: Node) -> float:
    """Count words in an OR of words; a pattern among them fits nobody knows how many."""
    children = written.children if isinstance(written, Or) else (written,)
    is_open = any(isinstance(child, Word) and not child.is_plain for child in children)
    return inf if is_open else len(children)


def _within(span: Span, narrowed: Candidates) -> Span:
    starts = [end for end in (span.after, _last_before(narrowed.since)) if end is not None]
    ends = [end for end in (span.before, _first_after(narrowed.until)) if end is not None]
    return Span(max(starts, default=None), min(ends, default=None))


def _asks_for_author(node: Node) -> bool:
    match node:
        case And() | Or():
            return any(_asks_for_author(child) for child in node.children)
        case Not() | Within():
            return _asks_for_author(node.child)
        case Near():
            return _asks_for_author(node.left) or _asks_for_author(node.right)
        case Value():
            return node.field == "author"
        case _:
            return False


def _last_before(moment: dt.datetime | None) -> int | None:
    return None if moment is None else id_at(moment) - 1


def _first_after(moment: dt.datetime | None) -> int | None:
    """Ids know seconds: of a broken second the whole is taken."""
    if moment is None:
        return None
    return id_at(moment + dt.timedelta(seconds=1) if moment.microsecond else moment)
