"""Servers that we did not write, started for the tests, or named by the environment.

`KLANKBORD_PEER_MASTODON_URL`, with a token for each account that the tests use
(`KLANKBORD_PEER_MASTODON_GEMEENTE_TOKEN`), lets the same tests run against any other server that
speaks the language.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sysconfig import get_path

import httpx
import pytest

_PATIENCE = 60.0


@dataclass(frozen=True)
class Peer:
    """A server at `url`, and the tokens of accounts on it, by name."""

    url: str
    tokens: dict[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def named_peer(name: str, *accounts: str) -> Peer | None:
    """The server that the environment names, if it names one."""
    start = f"KLANKBORD_PEER_{name.upper()}"
    if url := os.environ.get(f"{start}_URL"):
        return Peer(url, {each: os.environ[f"{start}_{each.upper()}_TOKEN"] for each in accounts})
    return None


def program(name: str) -> str:
    """A command of this environment; without it the test says how to get it."""
    found = shutil.which(name, path=get_path("scripts")) or shutil.which(name)
    if found is None:
        pytest.skip(f"needs the program {name}: install the development lock")
    return found


@contextmanager
def running(command: Sequence[str], url: str, folder: Path) -> Iterator[None]:
    """Run a server until the test is over; ready as soon as `url` gives any answer."""
    with (folder / "peer.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        _await_answer(url, process, folder)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_answer(url: str, process: subprocess.Popen, folder: Path) -> None:
    over_at = time.monotonic() + _PATIENCE
    while time.monotonic() < over_at and process.poll() is None:
        try:
            httpx.get(url, timeout=5, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    tail = (folder / "peer.log").read_text(errors="replace")[-2_000:]
    pytest.fail(f"{url} never answered:\n{tail}")
