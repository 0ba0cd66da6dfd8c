"""Member keys become keyed hashes, and sets of hashes are kept under seal."""

import hmac
from collections.abc import Iterable, Sequence

import numpy as np

from klankbord.trust.disclosure.keys import key_for
from klankbord.trust.disclosure.separation import People
from klankbord.trust.vault.actions import seal_all
from klankbord.trust.vault.columns import TOLD_GROUPS
from klankbord.trust.vault.keys import KeyFileRefused
from klankbord.trust.vault.queries import open_all


class MemoryLost(Exception):  # noqa: N818  # named after what happened
    """What was told before cannot be read: the secret or the key file is not the one of then."""


def hashes_of(attribute: str, members: Iterable[str]) -> dict[str, int]:
    """Hash member keys to 64 bits under a key of the installation and the attribute."""
    key = key_for(f"disclosure.members.{attribute}")
    return {
        member: int.from_bytes(hmac.digest(key, member.encode(), "sha256")[:8], "big")
        for member in members
    }


def fingerprint_of(people: People) -> str:
    """Fingerprint a set without saying who is in it."""
    return hmac.digest(key_for("disclosure.sets"), people.tobytes(), "sha256").hex()


def sealed(sets: Sequence[People], about: str) -> list[bytes]:
    """Put sets of hashes under seal, bound to what they are about and to the key of the hashes.

    Raises `MemoryLost` where the keys of the vault cannot be used.
    """
    values = [people.astype("<u8").tobytes() for people in sets]
    try:
        return seal_all(column=TOLD_GROUPS, name=_name(about), values=values)
    except KeyFileRefused as error:
        raise MemoryLost(about) from error


def unsealed(seals: Sequence[bytes], about: str) -> list[People]:
    """Read sets of hashes back; raises `MemoryLost`."""
    try:
        plain = open_all(name=_name(about), tokens=seals)
    except KeyFileRefused as error:
        raise MemoryLost(about) from error
    return [np.frombuffer(each, dtype="<u8").astype(np.uint64) for each in plain]


def _name(about: str) -> str:
    """Under another secret of the installation the same people have other hashes."""
    mark = hmac.digest(key_for(f"disclosure.members.{about}"), b"", "sha256").hex()[:16]
    return f"disclosure.{mark}.{about}"
