"""A file under a passphrase: scrypt makes the key, AES-256-GCM seals it piece by piece.

Each piece carries its number and whether it is the last: pieces that are missing, swapped or cut
off are found. Nothing of what comes out of a piece is given on before the piece is proven.
"""

import os
import struct
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"KLANKBORD SEALED 1\n"
PIECE = 1 << 20
_TAG = 16
_HEADER = struct.Struct(f">{len(MAGIC)}sB16s7s")  # magic, cost, salt, first part of each nonce
_COST = 17  # scrypt's n is 2 to this power: 128 MiB and a good second for every guess
_MOST_COST = 20  # a hostile header cannot ask for more than 1 GiB


class SealRefused(Exception):  # noqa: N818  # named after the broken promise
    """The passphrase is wrong, or the file is not as it was written."""


def is_sealed(path: Path) -> bool:
    """Whether a file is one of ours under a passphrase."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


class SealingFile:
    """A file to write into: what goes in comes out sealed in `target`, which it does not close."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        self._target = target
        self._waiting = bytearray()
        self._number = 0
        salt, self._prefix = os.urandom(16), os.urandom(7)
        self._header = _HEADER.pack(MAGIC, _COST, salt, self._prefix)
        self._box = _box(passphrase, salt, _COST)
        target.write(self._header)

    def write(self, data: bytes) -> int:
        """Take bytes; full pieces go on, and one is held back, for it may be the last."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Keep what waits: half a piece cannot be sealed."""

    def end(self) -> None:
        """Seal the last piece."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last=is_last)
        self._target.write(self._box.encrypt(nonce, piece, self._header))
        self._number += 1


def unseal(source: Path, target: Path, passphrase: str) -> None:
    """Open `source` into the new file `target`; raises `SealRefused`."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as file, os.fdopen(descriptor, "wb") as plain:
        header = file.read(_HEADER.size)
        try:
            _, cost, salt, prefix = _HEADER.unpack(header)
        except struct.error as error:
            message = f"{source} ends too early."
            raise SealRefused(message) from error
        if not 1 <= cost <= _MOST_COST:
            message = f"{source} is damaged."
            raise SealRefused(message)
        box = _box(passphrase, salt, cost)
        number, piece = 0, file.read(PIECE + _TAG)
        while True:
            following = file.read(PIECE + _TAG)
            plain.write(_opened(box, header, _nonce(prefix, number, is_last=not following), piece))
            if not following:
                return
            number, piece = number + 1, following


def _opened(box: AESGCM, header: bytes, nonce: bytes, piece: bytes) -> bytes:
    try:
        return box.decrypt(nonce, piece, header)
    except (InvalidTag, ValueError) as error:
        message = "The passphrase is wrong, or the file is damaged or cut off."
        raise SealRefused(message) from error


def _box(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, is_last)
