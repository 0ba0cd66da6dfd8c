"""The key file of the vault: it stands beside the secret file, one key a line, the newest first.

The database holds no key, and the file holds no secret: a dump of one of the two opens nothing.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class KeyFileRefused(Exception):  # noqa: N818  # named after the broken promise
    """The key file cannot be used; the text says what to do."""

    permanent = True


@dataclass(frozen=True)
class Keys:
    """The keys in force: the first seals, every one opens."""

    lines: tuple[str, ...]

    def __repr__(self) -> str:
        """Never the keys themselves: a value ends up in logs and on error pages."""
        return f"Keys({', '.join(self.ids)})"

    @property
    def ids(self) -> tuple[str, ...]:
        """What names each key and tells nothing about it."""
        return tuple(_id_of(line) for line in self.lines)

    @property
    def newest_id(self) -> str:
        """Names the key that seals."""
        return self.ids[0]

    @property
    def locks(self) -> MultiFernet:
        """Seals with the newest key, opens with every one."""
        return MultiFernet([Fernet(line) for line in self.lines])


def key_file() -> Path:
    """Where the keys stand."""
    secret: Path = settings.SECRET_FILE
    return secret.with_name(f"{secret.name}.vault")


def keys() -> Keys:
    """Read the keys, always from the file: another process may have changed them just now."""
    path = key_file()
    if not path.is_file():
        _make(path)
    lines = tuple(path.read_text(encoding="ascii").split())
    try:
        found = Keys(lines)
        _ = found.locks, found.newest_id
    except (ValueError, IndexError) as error:
        message = f"{path} holds no usable keys. Put it back from where you keep the secret."
        raise KeyFileRefused(message) from error
    return found


def add_key() -> Keys:
    """Put a new key on top; the old ones go on opening."""
    lines = (Fernet.generate_key().decode(), *keys().lines)
    _replace(key_file(), lines)
    return Keys(lines)


def drop_old_keys(*, but: Keys) -> None:
    """Keep the newest key only: nothing that stands is sealed with another."""
    _replace(key_file(), but.lines[:1])


@contextmanager
def one_rotation() -> Iterator[None]:
    """Hold the key file: a second rotation waits. The kernel lets go when the process dies."""
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make(path: Path) -> None:
    """Create the file in one act, so that two processes that start at once agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, (Fernet.generate_key().decode(),))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first: its key counts
    finally:
        draft.unlink()


def _replace(path: Path, lines: tuple[str, ...]) -> None:
    """On the disk before the name points at it: after a power cut there is an old or a new file."""
    _draft(path, lines).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _draft(path: Path, lines: tuple[str, ...]) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return draft


def _id_of(line: str) -> str:
    return hashlib.sha256(f"klankbord.trust.vault:{line}".encode()).hexdigest()[:16]
