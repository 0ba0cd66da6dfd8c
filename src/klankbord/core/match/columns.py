"""Values of a batch of posts → the questions that they answer, a field at a time.

Most values repeat: which questions a spelling answers is worked out once and kept as its class.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from klankbord.core.match.facts import Facts, value_test, values_for
from klankbord.core.match.patterns import has_wildcard
from klankbord.core.match.spread import Numbers, Rows, spread
from klankbord.core.match.tree import Value
from klankbord.core.match.wordindex import MOST_KEPT, PatternIndex, WordIndex
from klankbord.core.post import Post
from klankbord.core.text.batches import ADDRESS, AT, HASH, WIDE
from klankbord.core.text.entities import WIDE_HASH, host_of, host_spellings, link_spellings
from klankbord.core.text.fields import (
    VALUES_OF,
    has_values,
    hashtags_of,
    links_of,
    mentions_of,
)
from klankbord.core.text.words import words_of

Spelling = Any
"""What a post says for a field, before it is folded: any key of a dictionary."""

Index = Mapping[str, tuple[int, ...]]
Answers = Callable[[Spelling], set[int]]
"""Spelling → the atoms that it answers."""
_FEW_VALUES: Final = ("platform", "lang", "is")
_PLAIN_SITE: Final = re.compile(r"https?://[a-z0-9.\-]+/")
_SCHEME: Final = len("https://")
_LINE_ENDS: Final = 2


class Column:
    """One field: its spellings, each with the atoms that it answers.

    Where `plain` is given, only the rich posts of a batch are spelled, and all others are that.
    """

    def __init__(self, spellings: "Spell", answers: Answers, plain: Spelling | None = None) -> None:
        self._spellings = spellings
        self._classes = _Classes(answers)
        self._plain = plain

    def classes_of(self, batch: "Spelled") -> Numbers:
        """A class for the value of each post; it holds until the next `codes`."""
        found = map(self._classes.__getitem__, self._spellings(batch))
        if self._plain is None:
            return np.fromiter(found, np.int32, len(batch.posts))
        made: Numbers = np.full(len(batch.posts), self._classes[self._plain], np.int32)
        made[batch.rich] = np.fromiter(found, np.int32, len(batch.rich))
        return made

    def codes(self, classes: Numbers, n_atoms: int) -> Numbers:
        """Post x n_atoms + atom for all that the posts with these classes answer."""
        atoms = self._classes.atoms
        row, place = spread(atoms.starts[classes], atoms.counts[classes])
        if len(self._classes) > MOST_KEPT:
            self._classes.forget()
        return row.astype(np.int64) * n_atoms + atoms.flat[place]


class _Classes(dict[Spelling, int]):
    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self._answers = answers
        self.atoms = Rows()

    def __missing__(self, spelling: Spelling) -> int:
        number = self[spelling] = self.atoms.append(tuple(self._answers(spelling)))
        return number

    def forget(self) -> None:
        """Start anew: a hostile stream costs time, never memory."""
        self.clear()
        self.atoms = Rows()


def value_columns(values: Mapping[str, Mapping[str, int]]) -> list[Column]:
    """The columns of fields that posts hold themselves.

    Fields that know few values are one column: all that a post says for them is looked up at once.
    """
    few = [field for field in _FEW_VALUES if field in values]
    columns = [_column_of_few(few, values)] if few else []
    for field, numbers in values.items():
        if field not in few:
            spellings, _values = _COLUMNS[field]
            columns.append(Column(spellings, _answers(field, numbers), _PLAIN.get(field)))
    return columns


def _column_of_few(fields: Sequence[str], values: Mapping[str, Mapping[str, int]]) -> Column:
    spellings = [_COLUMNS[field][0] for field in fields]
    answers = [_answers(field, values[field]) for field in fields]
    return Column(
        lambda batch: zip(*[each(batch) for each in spellings], strict=True),
        lambda said: set().union(*[of(part) for of, part in zip(answers, said, strict=True)]),
    )


def _answers(field: str, numbers: Mapping[str, int]) -> Answers:
    index: Index = LinkIndex(numbers) if field == "link" else WordIndex(numbers)
    _spellings, values = _COLUMNS[field]
    return lambda spelling: {number for value in values(spelling) for number in index[value]}


def fact_codes(
    field: str, index: Index, posts: Sequence[Post], facts: Sequence[Facts], n_atoms: int
) -> list[int]:
    """The same for what only others know of the posts."""
    return [
        at * n_atoms + number
        for at, (post, known) in enumerate(zip(posts, facts, strict=True))
        for value in values_for(field, post, known)
        for number in index[value]
    ]


class Spelled:
    """A batch of posts as its columns see it; what two of them need is worked out once.

    Posts that are not rich have no tag, handle, address, media, place or title: they are not looked
    at again.
    """

    def __init__(self, posts: Sequence[Post], signs: Sequence[int]) -> None:
        self.posts = posts
        self.rich = [
            at
            for at, (post, sign) in enumerate(zip(posts, signs, strict=True))
            if sign
            or post.hashtags
            or post.links
            or post.mentions
            or post.media
            or post.place
            or post.title
        ]
        self.rich_posts = [posts[at] for at in self.rich]
        self._signs = [signs[at] for at in self.rich]

    @cached_property
    def hashtags(self) -> list[tuple[str, ...]]:
        """Folded tags; a text is only read where a sign of one is there."""
        return [
            tuple(hashtags_of(post))
            if post.hashtags or signs & HASH or (signs & WIDE and WIDE_HASH in post.text)
            else ()
            for post, signs in self._with_signs()
        ]

    @cached_property
    def mentions(self) -> list[tuple[str, ...]]:
        """Folded handles."""
        return [
            tuple(mentions_of(post)) if post.mentions or signs & AT else ()
            for post, signs in self._with_signs()
        ]

    @cached_property
    def links(self) -> list[tuple[str, ...]]:
        """Bare addresses."""
        return [
            tuple(links_of(post)) if post.links or signs & ADDRESS else ()
            for post, signs in self._with_signs()
        ]

    @property
    def has_bits(self) -> list[int]:
        """1: links, 2: tags, 4: handles."""
        return [
            bool(links) + 2 * bool(hashtags) + 4 * bool(mentions)
            for links, hashtags, mentions in zip(
                self.links, self.hashtags, self.mentions, strict=True
            )
        ]

    def _with_signs(self) -> Iterable[tuple[Post, int]]:
        return zip(self.rich_posts, self._signs, strict=True)


Spell = Callable[[Spelled], Iterable[Spelling]]


def _one(name: str) -> Spell:
    read = attrgetter(name)
    return lambda batch: map(read, batch.posts)


def _authors(batch: Spelled) -> Sequence[str | tuple[str, str, str]]:
    """Handle, id and name, a line for each: one text is looked up in less memory than three.

    Where a line end stands inside one of them, they stay three.
    """
    authors = [post.author for post in batch.posts]
    made = [f"{author.handle}\n{author.id}\n{author.name}" for author in authors]
    if "".join(made).count("\n") == _LINE_ENDS * len(made):
        return made
    return [(author.handle, author.id, author.name) for author in authors]


def _author_values(spelling: str | tuple[str, str, str]) -> Sequence[str]:
    handle, number, name = spelling.split("\n") if isinstance(spelling, str) else spelling
    return VALUES_OF["author"](_as_post(author=_as_post(handle=handle, id=number, name=name)))


def _roles(batch: Spelled) -> list[int]:
    return [
        (1 if post.in_reply_to else 0)
        + (2 if post.repost_of else 0)
        + (4 if post.quote_of else 0)
        + (8 if post.visibility == "public" else 0)
        for post in batch.posts
    ]


@lru_cache(maxsize=20_000)
def _is_plain_site(front: str) -> bool:
    return _PLAIN_SITE.fullmatch(front) is not None


def _sites(batch: Spelled) -> list[str]:
    """The address up to its path, where the host can be read from that alone."""
    urls = [post.url for post in batch.posts]
    fronts = [url[: url.find("/", _SCHEME) + 1] for url in urls]
    if all(map(_is_plain_site, set(fronts))):
        return fronts
    return [
        front if _is_plain_site(front) else url for front, url in zip(fronts, urls, strict=True)
    ]


def _has(batch: Spelled) -> list[Any]:
    """Bits where nothing else is there; most posts have no media, place or title."""
    return [
        bits
        if not (post.media or post.place or post.title)
        else (
            bits,
            tuple([media.type for media in post.media]),
            not post.place or post.place.isspace(),
            not post.title or post.title.isspace(),
        )
        for post, bits in zip(batch.rich_posts, batch.has_bits, strict=True)
    ]


def _as_post(**values: Any) -> Any:
    """A post that says only this: the functions of `fields` read it."""
    return SimpleNamespace(**values)


def _role_values(role: int) -> Sequence[str]:
    return VALUES_OF["is"](
        _as_post(
            in_reply_to=role & 1,
            repost_of=role & 2,
            quote_of=role & 4,
            visibility="public" if role & 8 else "",
        )
    )


def _has_values(spelling: Any) -> Sequence[str]:
    bits, media, no_place, no_title = (
        (spelling, (), True, True) if isinstance(spelling, int) else spelling
    )
    post = _as_post(
        media=[_as_post(type=kind) for kind in media],
        place="" if no_place else "x",
        title="" if no_title else "x",
    )
    links, hashtags, mentions = (["x"] if bits & bit else [] for bit in (1, 2, 4))
    return has_values(post, links, hashtags, mentions)


def _read_as(field: str, name: str) -> Callable[[str], Sequence[str]]:
    return lambda spelling: VALUES_OF[field](_as_post(**{name: spelling}))


_COLUMNS: Final[
    dict[
        str,
        tuple[Spell, Callable[[Spelling], Sequence[str]]],
    ]
] = {
    **{
        field: (_one(field), _read_as(field, field))
        for field in ("platform", "source", "lang", "thread")
    },
    "title": (_one("title"), words_of),
    "place": (_one("place"), words_of),
    "author": (_authors, _author_values),
    "is": (_roles, _role_values),
    "site": (_sites, _read_as("site", "url")),
    "hashtag": (lambda batch: batch.hashtags, tuple),
    "mention": (lambda batch: batch.mentions, tuple),
    "link": (lambda batch: batch.links, tuple),
    "has": (_has, _has_values),
}
_PLAIN: Final[dict[str, Spelling]] = {"hashtag": (), "mention": (), "link": (), "has": 0}


class LinkIndex(dict[str, tuple[int, ...]]):
    """Link → numbers: whole addresses are filed under their host, patterns by their letters."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        super().__init__()
        self._by_host: defaultdict[str, list[tuple[Callable[[str], bool], int]]] = defaultdict(list)
        for pattern, number in numbers.items():
            if not has_wildcard(pattern):
                test = value_test(Value("link", pattern))
                self._by_host[host_of(pattern)].append((test, number))
        self._patterns = PatternIndex(
            {pattern: number for pattern, number in numbers.items() if has_wildcard(pattern)}
        )

    def __missing__(self, link: str) -> tuple[int, ...]:
        if len(self) >= MOST_KEPT:
            self.clear()
        found = {
            number
            for host in host_spellings(host_of(link))
            for test, number in self._by_host.get(host, ())
            if test(link)
        }
        for spelling in link_spellings(link):
            found.update(self._patterns.find(spelling))
        made = self[link] = tuple(sorted(found))
        return made
