"""What new spellings answer, worked out once by the functions that the base matcher uses."""

from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any, Final

import msgspec
import numpy as np

from klankbord.core.match.atoms import Atoms
from klankbord.core.match.columns import Index, LinkIndex
from klankbord.core.match.fast import looking
from klankbord.core.match.fast.looking import IN_CLASS, Known
from klankbord.core.match.fast.machine import Ints, in_lines
from klankbord.core.match.fast.table import Table
from klankbord.core.match.spread import Rows
from klankbord.core.match.wordindex import PatternIndex, WordIndex
from klankbord.core.text.entities import addresses_in, handles_in, hashtags_in
from klankbord.core.text.fields import VALUES_OF, has_values
from klankbord.core.text.words import LONGEST_WORD, words_of

MOST_KEPT: Final = 300_000
UNASKED: Final = -1
_FIELDS: Final = {
    "platform": looking.PLATFORM, "source": looking.SOURCE, "lang": looking.LANG,
    "thread": looking.THREAD, "place": looking.PLACE, "site": looking.SITE,
    "author": looking.AUTHOR_HANDLE, "hashtag": looking.TAG, "mention": looking.MENTION,
    "link": looking.LINK,
}  # fmt: skip
_BESIDES: Final = {looking.TAG: "hashtag", looking.MENTION: "mention", looking.LINK: "link"}

Values = Callable[[str], Sequence[str]]


def _read_as(field: str, name: str) -> Values:
    return lambda spelling: VALUES_OF[field](_as_post(**{name: spelling}))


def _as_author(name: str) -> Values:
    def values(spelling: str) -> Sequence[str]:
        author = {"handle": "", "id": "", "name": "", name: spelling}
        return VALUES_OF["author"](_as_post(author=_as_post(**author)))

    return values


def _as_post(**values: Any) -> Any:
    """A post that says only this: the functions of `fields` read it."""
    return SimpleNamespace(**values)


_VALUES: Final[dict[int, Values]] = {
    **{
        _FIELDS[field]: _read_as(field, field) for field in ("platform", "source", "lang", "thread")
    },
    looking.PLACE: words_of,
    looking.SITE: _read_as("site", "url"),
    looking.AUTHOR_HANDLE: _as_author("handle"),
    looking.AUTHOR_NAME: _as_author("name"),
    looking.TAG: lambda tag: hashtags_in("", [tag]),
    looking.MENTION: lambda handle: handles_in("", [handle]),
    looking.LINK: lambda link: addresses_in("", [link]),
}


class Spellings:
    """Spellings met so far and the questions that they answer; `known()` is for machine code."""

    def __init__(self, atoms: Atoms) -> None:
        self._words = PatternIndex(atoms.words)
        self._titles = WordIndex(atoms.values.get("title", {}))
        self._has = WordIndex(atoms.values.get("has", {}))
        self._indexes: dict[int, Index] = {
            column: (LinkIndex if field == "link" else WordIndex)(atoms.values.get(field, {}))
            for field, column in _FIELDS.items()
        }
        self._asked = self._columns_asked(atoms)
        self._fixed = self._fixed_parts(atoms)
        self._forget()

    def _columns_asked(self, atoms: Atoms) -> np.ndarray:
        asked = np.zeros(looking.N_COLUMNS, bool)
        asked[looking.WORD] = True
        for field, column in _FIELDS.items():
            asked[column] = field in atoms.values or bool(self._has[_BESIDES.get(column, "")])
        asked[looking.AUTHOR_NAME] = asked[looking.AUTHOR_HANDLE]
        asked[looking.LINK_IN_TEXT] = asked[looking.LINK]
        asked[looking.WHICH_LINK] = "link" in atoms.values
        asked[looking.MEDIA] = "has" in atoms.values
        return asked

    def _fixed_parts(self, atoms: Atoms) -> dict[str, Any]:
        roles = WordIndex(atoms.values.get("is", {}))
        found = [
            sorted({n for value in _role_values(role) for n in roles[value]}) for role in range(16)
        ]
        pairs = sorted((looking.pair_key(*words), number) for words, number in atoms.pairs.items())
        pair_keys = _ints(key for key, _number in pairs)
        return {
            "asked": self._asked,
            "role_starts": np.cumsum([0, *map(len, found)]),
            "role_atoms": _ints(n for each in found for n in each),
            "has_title": _ints(self._has["title"]),
            "has_place": _ints(self._has["place"]),
            "has_link": _ints(self._has["link"]),
            "has_media": _ints(self._has["media"]),
            "pair_keys": pair_keys,
            "pair_atoms": _ints(number for _key, number in pairs),
            "pair_bits": looking.pair_bits(pair_keys),
        }

    def _forget(self) -> None:
        """Start anew: a hostile stream costs time, never memory."""
        self._table = Table()
        self._classes, self._atoms, self._title_atoms = Rows(), Rows(), Rows()
        self._numbers: dict[tuple[tuple[int, ...], int, tuple[int, ...]], int] = {}

    def known(self) -> Known:
        """All of it as arrays."""
        return Known(
            rows=self._table.rows,
            long=self._table.long,
            factors=self._table.factors,
            classes=in_lines(self._classes.flat),
            atoms=self._atoms.flat,
            title_starts=self._title_atoms.starts,
            title_counts=self._title_atoms.counts,
            title_atoms=self._title_atoms.flat,
            **self._fixed,
        )

    def learn(self, met: Iterable[tuple[int, bytes]]) -> None:
        """Take up new spellings, each with its column."""
        if self._table.n_kept > MOST_KEPT:
            self._forget()
        for column, spelling in dict.fromkeys(met):
            self._table.keep(column, spelling, self._class_of(column, spelling))

    def _class_of(self, column: int, spelling: bytes) -> int:
        if column == looking.WORD:
            text = spelling.decode()[:LONGEST_WORD]
            return self._number(
                self._words.find(text), self._words.whole.get(text, UNASKED), self._titles[text]
            )
        if column == looking.LINK_IN_TEXT:
            return self._number(self._value_atoms(looking.LINK, spelling.decode()))
        text = msgspec.json.decode(b'"%s"' % spelling, type=str)
        if column == looking.MEDIA:
            kinds = has_values(
                _as_post(media=[_as_post(type=text)], place="", title=""), (), (), ()
            )
            return self._number({n for kind in kinds for n in self._has[kind]})
        return self._number(self._value_atoms(column, text))

    def _value_atoms(self, column: int, text: str) -> set[int]:
        """The author's name is asked like the handle; a tag that is one is also `has:hashtag`."""
        values = _VALUES[column](text)
        index = self._indexes[looking.AUTHOR_HANDLE if column == looking.AUTHOR_NAME else column]
        found = {number for value in values for number in index[value]}
        if values and column in _BESIDES:
            found.update(self._has[_BESIDES[column]])
        return found

    def _number(
        self, atoms: Iterable[int], plain: int = UNASKED, titles: tuple[int, ...] = ()
    ) -> int:
        key = tuple(sorted(atoms)), plain, titles
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._atoms.append(key[0])
            inline = (*key[0], *[0] * IN_CLASS)[:IN_CLASS]
            self._classes.append((len(key[0]), plain, int(self._atoms.starts[number]), 0, *inline))
            self._title_atoms.append(titles)
        return number


def _role_values(role: int) -> Sequence[str]:
    return VALUES_OF["is"](
        _as_post(
            in_reply_to=role & looking.REPLY,
            repost_of=role & looking.REPOST,
            quote_of=role & looking.QUOTE,
            visibility="public" if role & looking.PUBLIC else "",
        )
    )


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int64)
