"""Member keys become keyed hashes, and sets of hashes are kept under seal."""

import hmac
from collections.abc import Iterable

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from klankbord.trust.disclosure.keys import key_for
from klankbord.trust.disclosure.separation import People

_NONCE = bytes(12)  # the mode stays safe with one nonce; equal sets of one group look equal


class MemoryLost(Exception):  # noqa: N818  # named after what happened
    """What was told before cannot be read: the secret of the installation changed."""


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


def sealed(people: People, about: str) -> bytes:
    """Encrypt a set of hashes, bound to what it is about."""
    cipher = AESGCMSIV(key_for("disclosure.seal"))
    return cipher.encrypt(_NONCE, people.astype("<u8").tobytes(), about.encode())


def unsealed(seal: bytes, about: str) -> People:
    """Read a set of hashes back."""
    try:
        cipher = AESGCMSIV(key_for("disclosure.seal"))
        plain = cipher.decrypt(_NONCE, seal, about.encode())
    except InvalidTag as error:
        raise MemoryLost(about) from error
    return np.frombuffer(plain, dtype="<u8").astype(np.uint64)
