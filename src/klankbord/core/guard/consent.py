"""People who do not want to be in pictures: found by name, from a list that nobody can read.

Of a name only a keyed hash (BLAKE2b, RFC 7693) is kept. A text beside a picture is cut in runs of
two to six words, each is hashed with the same key, and what meets the list is a finding. Case,
accents, hyphens and dots do not count; the order of the words does.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from klankbord.core.guard.finding import Finding, Rule
from klankbord.core.guard.terms import folded

FEWEST_WORDS: Final = 2
"""A first name alone is shared by too many."""
MOST_WORDS: Final = 6
_WORD: Final = re.compile(r"\w+")


def name_hash(name: str, key: bytes) -> bytes:
    """16 bytes that stand for a name; key of 1 to 64 bytes.

    Raises ValueError where a name has fewer than two words or more than six.
    """
    words = _WORD.findall(folded(name))
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        raise ValueError(len(words))
    return _hash(words, key)


@dataclass(frozen=True)
class Refusals:
    """The hashes of the names of people who refuse, and the key they were made with."""

    hashes: frozenset[bytes] = frozenset()
    key: bytes = b"none"

    @classmethod
    def of(cls, hashes: Iterable[bytes], key: bytes) -> "Refusals":
        """Hold hashes that were made with this key."""
        return cls(frozenset(hashes), key)

    def named_in(self, text: str) -> Iterator[Finding]:
        """Where a text names somebody of the list, the longest name at each place."""
        words = list(_WORD.finditer(folded(text))) if self.hashes else []
        at = 0
        while at < len(words):
            n = self._longest(words[at : at + MOST_WORDS])
            if n:
                yield Finding(words[at].start(), words[at + n - 1].end(), Rule.NO_PHOTO)
            at += max(n, 1)

    def _longest(self, words: list[re.Match[str]]) -> int:
        for n in range(len(words), FEWEST_WORDS - 1, -1):
            if _hash([each[0] for each in words[:n]], self.key) in self.hashes:
                return n
        return 0


def _hash(words: list[str], key: bytes) -> bytes:
    return hashlib.blake2b(" ".join(words).encode(), key=key, digest_size=16).digest()
