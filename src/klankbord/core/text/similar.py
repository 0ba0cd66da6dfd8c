"""The same text elsewhere, and nearly the same, on a stream.

MinHash (Broder, "On the resemblance and containment of documents", 1997) over pairs of
neighbouring words finds candidates by bands (Indyk and Motwani, "Approximate nearest neighbors",
1998); every candidate is then compared in full, so that what is called similar really is.
"""

import re
from array import array
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, Generic, TypeVar

import numpy as np
import rensa
import xxhash
from numpy.typing import NDArray

from klankbord.core.text.words import TITLE_END, words_of

THRESHOLD: Final = 0.8
"""Least share of word pairs that two texts have in common to count as nearly the same."""
LEAST_WORDS: Final = 5
"""Shorter texts are never called the same: many people say "thank you very much"."""
N_HASHES, N_BANDS = 32, 8
_ROWS: Final = N_HASHES // N_BANDS
_SEED: Final = 7
_MOST_TRIED: Final = 64
_MOST_TWINS: Final = 8
_NOWHERE: Final = -1
_REPEATED: Final = re.compile(r"^\s*RT\s+@\S+?:\s+")
_MIX: Final = np.random.default_rng(_SEED).integers(1, 2**63, N_HASHES, dtype=np.uint64) * 2 + 1

Key = TypeVar("Key", bound=Hashable)


class Kind(StrEnum):
    """How a text is like an earlier one."""

    REPOST = "repost"
    SAME = "same"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Trace:
    """What a text leaves behind to be compared by; numbers from which no word is read back.

    `print` is the xxh3 of all words, `bands` one number a band, `pairs` the hashes of neighbouring
    words: each once, 8 bytes each, in no order. A text under `LEAST_WORDS` has no trace.
    """

    print: int
    bands: tuple[int, ...]
    pairs: bytes

    def similarity(self, other: "Trace") -> float:
        """Jaccard's coefficient of the word pairs, 0 to 1."""
        one, two = (set(memoryview(each.pairs).cast("Q")) for each in (self, other))
        shared = len(one & two)
        return shared / (len(one) + len(two) - shared)


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """The earlier text that a text is like, and how much (1 where the words are the same)."""

    of: Key
    kind: Kind
    similarity: float


def said_words(title: str, text: str) -> list[str]:
    """Words of title and text, without the "RT @somebody:" that people type in front."""
    if title:
        return [*words_of(title), TITLE_END, *words_of(text)]
    return words_of(_REPEATED.sub("", text) if text.lstrip().startswith("RT") else text)


def traces(texts: Sequence[Sequence[str]]) -> list[Trace | None]:
    """Traces of texts, each given as its folded words; None where a text is too short."""
    places = [at for at, words in enumerate(texts) if len(words) >= LEAST_WORDS]
    pairs = rensa.RMinHash.hash_token_sets([_pairs(texts[at]) for at in places])
    made: list[Trace | None] = [None] * len(texts)
    for at, hashes, bands in zip(places, pairs, _bands(pairs).tolist(), strict=True):
        whole = " ".join(texts[at]).encode("utf-8", "surrogatepass")
        packed = array("Q", dict.fromkeys(hashes)).tobytes()
        made[at] = Trace(xxhash.xxh3_64_intdigest(whole), tuple(bands), packed)
    return made


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{one} {other}" for one, other in pairwise(words)]


def _bands(pairs: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    """(texts, bands): the hashes of a band mixed into one number, its own for each band."""
    if not pairs:
        return np.empty((0, N_BANDS), np.uint64)
    matrix = rensa.RMinHash.digest_matrix_from_token_hash_sets(pairs, N_HASHES, _SEED)
    mixed = np.array(matrix.to_rows(), np.uint64) * _MIX
    summed: NDArray[np.uint64] = mixed.reshape(-1, N_BANDS, _ROWS).sum(axis=2, dtype=np.uint64)
    return summed


class Window(Generic[Key]):
    """The last texts of a stream, held to find copies of them; about 1 kB a text.

    `most` texts are held, and only those said within `span` seconds of each other are compared.
    Of texts with the same words one is held, with the keys of a few more that may take its place
    when it is forgotten. All state is here; `most` bounds the memory for ever.
    """

    def __init__(self, *, most: int, span: int) -> None:
        self._most, self._span = most, span
        self._next = 0
        self._keys: list[Key | None] = [None] * most
        self._traces: list[Trace | None] = [None] * most
        self._seconds = array("q", bytes(8 * most))
        self._before = array("q", [_NOWHERE]) * (N_BANDS * most)
        self._by_band: dict[int, int] = {}
        self._by_print: dict[int, int] = {}
        self._by_key: dict[Key, int] = {}
        self._twins: dict[int, list[Key]] = {}

    def __len__(self) -> int:
        """Number of different texts held."""
        return len(self._by_print)

    def place(
        self, keys: Sequence[Key], seconds: Sequence[int], marks: Sequence[Trace | None]
    ) -> list[Likeness[Key] | None]:
        """For each text the most similar one before it, in order; then it is held itself.

        `seconds` are times of publication, in any order. A key that comes again takes the place
        of its earlier text.
        """
        found = []
        for key, second, mark in zip(keys, seconds, marks, strict=True):
            self.forget(key)
            likeness = self.like(mark, second) if mark else None
            if mark and (likeness is None or likeness.kind is not Kind.SAME):
                self._hold(key, second, mark)
            elif likeness:
                self._hold_twin(key, of=likeness.of)
            found.append(likeness)
        return found

    def like(self, mark: Trace, second: int) -> Likeness[Key] | None:
        """The most similar text held; the same words come before all else."""
        same = self._by_print.get(mark.print)
        if same is not None and (key := self._key_near(same, second)) is not None:
            return Likeness(key, Kind.SAME, 1.0)
        best: Likeness[Key] | None = None
        for number in self._candidates(mark.bands):
            key, held = self._key_near(number, second), self._traces[number % self._most]
            if key is None or held is None or _never_close(len(mark.pairs), len(held.pairs)):
                continue
            similarity = mark.similarity(held)
            if similarity >= THRESHOLD and (best is None or similarity > best.similarity):
                best = Likeness(key, Kind.NEAR, similarity)
        return best

    def forget(self, key: Key) -> None:
        """Let a text go: it was erased, or says something else now."""
        number = self._by_key.pop(key, None)
        if number is None:
            return
        at, twins = number % self._most, self._twins.get(number, [])
        if self._keys[at] != key:
            twins.remove(key)
        elif twins:
            self._keys[at] = twins.pop(0)
        else:
            self._empty(at, number)

    def _key_near(self, number: int, second: int) -> Key | None:
        at = number % self._most
        return self._keys[at] if abs(self._seconds[at] - second) <= self._span else None

    def _candidates(self, bands: Sequence[int]) -> Iterator[int]:
        """Numbers of texts that share a band, newest first; so many that no flood stalls us."""
        tried: set[int] = set()
        oldest = self._next - self._most
        for band, value in enumerate(bands):
            number = self._by_band.get(value, _NOWHERE)
            while number >= max(oldest, 0) and len(tried) < _MOST_TRIED:
                if number not in tried:
                    tried.add(number)
                    yield number
                number = self._before[number % self._most * N_BANDS + band]

    def _hold(self, key: Key, second: int, mark: Trace) -> None:
        number, at = self._next, self._next % self._most
        self._next += 1
        self._let_go(at)
        self._keys[at], self._traces[at], self._seconds[at] = key, mark, second
        self._by_key[key] = self._by_print[mark.print] = number
        for band, value in enumerate(mark.bands):
            self._before[at * N_BANDS + band] = self._by_band.get(value, _NOWHERE)
            self._by_band[value] = number

    def _hold_twin(self, key: Key, *, of: Key) -> None:
        number = self._by_key[of]
        twins = self._twins.setdefault(number, [])
        if len(twins) < _MOST_TWINS:
            twins.append(key)
            self._by_key[key] = number

    def _let_go(self, at: int) -> None:
        """Make room: the oldest text goes."""
        number, key, gone = self._next - 1 - self._most, self._keys[at], self._traces[at]
        if key is not None:
            for each in (key, *self._twins.pop(number, ())):
                del self._by_key[each]
            self._empty(at, number)
        for value in gone.bands if gone else ():
            if self._by_band.get(value) == number:
                del self._by_band[value]
        self._traces[at] = None

    def _empty(self, at: int, number: int) -> None:
        """Nobody finds it any more; its bands stay until its place is taken."""
        mark = self._traces[at]
        self._keys[at] = None
        self._twins.pop(number, None)
        if mark and self._by_print.get(mark.print) == number:
            del self._by_print[mark.print]


def _never_close(n_one: int, n_other: int) -> bool:
    """Sets of very different size cannot share enough."""
    return min(n_one, n_other) < THRESHOLD * max(n_one, n_other)
