"""Servers that we did not write, started for the tests, or named by the environment.

`KLANKBORD_PEER_MASTODON_URL`, with a token for each account that the tests use
(`KLANKBORD_PEER_MASTODON_GEMEENTE_TOKEN`), lets the same tests run against any other server that
speaks the language.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from imaplib import IMAP4
from pathlib import Path
from sysconfig import get_path

import httpx
import pytest

_PATIENCE = 60.0


@dataclass(frozen=True)
class Peer:
    """A server at `url`, the tokens of accounts on it, by name, and what stands beside it."""

    url: str
    tokens: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


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


def packages(name: str) -> Path:
    """The folder into which `.ci/tools` installed a peer that comes from npm."""
    root = os.environ.get("KLANKBORD_PEERS") or Path.home() / ".cache" / "klankbord" / "peers"
    folder = Path(root) / name
    if not (folder / "node_modules" / ".package-lock.json").exists():
        pytest.skip(f"needs the npm packages of {name} in {folder}: run .ci/tools with CI=1")
    return folder


@contextmanager
def running(
    command: Sequence[str], url: str, folder: Path, at: Path | None = None, **environment: str
) -> Iterator[None]:
    """Run a server until the test is over; ready as soon as `url` gives any answer."""
    with (folder / "peer.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=at or folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )
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


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, thrown away afterwards; gives its address."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("needs PostgreSQL (Debian package postgresql)")
    with tempfile.TemporaryDirectory(prefix="klankbord-pg.") as root:
        place, port, owner = Path(root) / "data", free_port(), []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(root, "postgres", "postgres")
            owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        make = [*owner, str(found[-1] / "initdb"), "-D", str(place), "-U", "peer", "-A", "trust"]
        subprocess.run([*make, "--no-sync", "-E", "UTF8"], check=True, capture_output=True, cwd="/")
        serve = [*owner, str(found[-1] / "postgres"), "-D", str(place), "-k", root, "-F"]
        serve += ["-h", "127.0.0.1", "-p", str(port)]
        with _listening(serve, port, folder / "postgres.log"):
            yield f"postgresql://peer@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of its own; gives host and port."""
    port = free_port()
    command = [program("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with _listening([*command, "--dir", str(folder)], port, folder / "redis.log"):
        yield f"127.0.0.1:{port}"


@contextmanager
def imap(folder: Path, user: str, password: str) -> Iterator[int]:
    """An IMAP server with one mailbox in memory, whose letters were all read; gives its port."""
    port = free_port()
    address = ["--host", "127.0.0.1", "--port", str(port)]
    silent = ["--no-service", "admin", "--no-service", "managesieve"]
    demo = ["dict", "--demo-data", "--demo-user", user, "--demo-password", password]
    with _listening([program("pymap"), *address, *silent, *demo], port, folder / "imap.log"):
        with IMAP4("127.0.0.1", port) as box:
            box.login(user, password)
            box.select()
            box.uid("store", "1:*", "+FLAGS.SILENT", "(\\Seen)")
        yield port


@contextmanager
def _listening(command: Sequence[str], port: int, path: Path) -> Iterator[None]:
    """Run what speaks no HTTP, until the test is over."""
    with path.open("wb") as log:
        process = subprocess.Popen(command, cwd="/", stdout=log, stderr=subprocess.STDOUT)
    try:
        over_at = time.monotonic() + _PATIENCE
        while time.monotonic() < over_at and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        else:
            pytest.fail(f"nothing answers at port {port}:\n{path.read_text()[-2_000:]}")
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


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
