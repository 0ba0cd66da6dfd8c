"""`klankbord up`: one parent that keeps web, worker and scheduler alive.

The parent loads no Django, so that nothing that breaks in the house breaks the parent. It owns
the listening socket (a web process that dies drops no connection that still waits) and the lock
of the data folder. The lock is the family's: children inherit it, so that a new parent starts
only when the last child of a killed one is gone.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CANNOT = 2  # exit code: it cannot be used so, and trying again is useless
TURN = 0.1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
LONG_LIFE = 30.0  # seconds after which a child's earlier deaths are forgiven
STOP_GRACE = 12.0
ORPHANS_GRACE = 10.0

Say = Callable[[str], None]


class StartRefused(Exception):  # noqa: N818  # named after the broken promise
    """Klankbord cannot start so; the text says what to do."""


@dataclass
class Child:
    """One process of the house and its history."""

    name: str
    command: list[str]
    inherited: list[int] = field(default_factory=list)
    until_ready: list[str] = field(default_factory=list)  # arguments of the first start only
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    n_deaths: int = 0

    def start(self) -> None:
        """Start it, in a group of its own: Ctrl-C is the parent's to handle."""
        self.process = subprocess.Popen(  # noqa: S603  # our own program and arguments
            [*self.command, *self.until_ready],
            pass_fds=self.inherited,
            process_group=0,
            stdin=subprocess.DEVNULL,
        )
        self.started_at = time.monotonic()

    def exit_code(self) -> int | None:
        """How it ended; None while it lives or waits for its next start."""
        return self.process.poll() if self.process else None

    def bury(self) -> float:
        """Count a death and set the time of the next start; gives the pause in seconds."""
        lived = time.monotonic() - self.started_at
        self.n_deaths = 1 if lived > LONG_LIFE else self.n_deaths + 1
        pause = float(min(FIRST_PAUSE * 2 ** (self.n_deaths - 1), LONGEST_PAUSE))
        self.restart_at = time.monotonic() + pause
        self.process = None
        return pause


class Parent:
    """Starts the children, starts them again when they die, and stops them together.

    The first child makes the house ready; the others start when it says that it did.
    """

    def __init__(self, first: Child, others: list[Child], *, ready: int, say: Say) -> None:
        self._first = first
        self._others = others
        self._children = [first]
        self._ready = ready
        self._say = say
        self._stop = threading.Event()

    def live(self, greet: Callable[[bytes], None]) -> int:
        """Run until SIGTERM or SIGINT; the exit code. `greet` gets what the first child says."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        code = 0
        try:
            self._first.start()
            while not code and not self._stop.wait(TURN):
                code = self._look_after()
                if len(self._children) == 1 and (said := self._heard()):
                    self._first.until_ready.clear()
                    self._children += self._others
                    greet(said)
        finally:
            self._stop_children()
        return code

    def _heard(self) -> bytes:
        try:
            return os.read(self._ready, 65_536)
        except BlockingIOError:
            return b""

    def _look_after(self) -> int:
        for child in self._children:
            code = child.exit_code()
            is_ready = len(self._children) > 1
            if code == CANNOT or (code and code > 0 and not is_ready):
                self._say(f"{child.name} cannot start so; see its message above.")
                return CANNOT
            if code is not None:
                pause = child.bury()
                self._say(f"{child.name} ended (code {code}); it starts again in {pause:g} s.")
            elif child.process is None and time.monotonic() >= child.restart_at:
                child.start()
        return 0

    def _stop_children(self) -> None:
        """Ask first; who has not ended in time is killed, and its job is taken up next time."""
        processes = [child.process for child in self._children if child.process]
        for process in processes:
            process.terminate()
        over_at = time.monotonic() + STOP_GRACE
        for process in processes:
            try:
                process.wait(max(over_at - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def family_lock(data: Path) -> Iterator[int]:
    """Hold the data folder for this family; the descriptor goes to every child.

    Raises `StartRefused` when another parent lives there. Orphans of a killed parent end by
    themselves (see `die_with_parent`): they are waited for.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(data / "klankbord.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take_lock(descriptor, data)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _take_lock(descriptor: int, data: Path) -> None:
    over_at = time.monotonic() + ORPHANS_GRACE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
            if _is_alive(owner) or time.monotonic() > over_at:
                message = (
                    f"Klankbord already runs on {data} (process {owner or 'unknown'}). "
                    "Stop it first, or name another folder in KLANKBORD_DATA."
                )
                raise StartRefused(message) from None
            time.sleep(TURN)
        else:
            return


def _is_alive(pid: str) -> bool:
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def die_with_parent(pipe: int) -> None:
    """End this process at once when the parent is gone, even by kill -9.

    The parent holds the other end of the pipe and never writes: the read ends when it dies.
    Nothing needs a farewell: transactions roll back and leases lapse.
    """

    def watch() -> None:
        os.read(pipe, 1)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def program(*arguments: str) -> list[str]:
    """Our own command line in a process of its own."""
    return [sys.executable, "-m", "klankbord.site.cli", *arguments]


def raise_family(
    *,
    listener: socket.socket,
    lock: int,
    with_sample: bool,
    n_webs: int,
    n_workers: int,
    lease: float,
    say: Say,
    greet: Callable[[bytes], None],
) -> int:
    """Start all children and live with them; the exit code."""
    watched, held = os.pipe()  # `held` is ours alone, and open as long as we live
    ready, announce = os.pipe()
    os.set_blocking(ready, False)
    watch = ["--parent", str(watched)]
    web = program(*watch, "web", "--socket", str(listener.fileno()))
    names = ["scheduler", *["worker"] * n_workers]
    others = [
        *(Child("web", web, [listener.fileno(), watched, lock]) for _ in range(n_webs - 1)),
        *(
            Child(name, program(*watch, name, "--lease", str(lease)), [watched, lock])
            for name in names
        ),
    ]
    make_ready = ["--ready", str(announce), "--first", "sample" if with_sample else "empty"]
    first = Child("web", web, [listener.fileno(), announce, watched, lock], make_ready)
    try:
        return Parent(first, others, ready=ready, say=say).live(greet)
    finally:
        for descriptor in (watched, held, ready, announce):
            os.close(descriptor)
