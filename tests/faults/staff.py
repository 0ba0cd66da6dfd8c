"""A web server and workers of one house, that a test may kill."""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

ANSWERING = str(Path(__file__).with_name("answering.py"))


class Staff:
    """A web server and two workers of one house; each can be killed, and is hired again."""

    def __init__(self, data: Path) -> None:
        self._database = data / "klankbord.sqlite3"
        self._door = socket.create_server(("127.0.0.1", 0))  # open, whoever dies
        self.url = f"http://localhost:{self._door.getsockname()[1]}"
        keep = ("PATH", "HOME", "PYTHONPATH")
        self._environment = {name: os.environ[name] for name in keep if name in os.environ}
        self._environment |= {
            "KLANKBORD_DATA": str(data),
            "KLANKBORD_URL": self.url,
            "KLANKBORD_OPEN_NETWORKS": "127.0.0.0/8,::1/128",
        }
        self._hired: dict[str, list[subprocess.Popen]] = {"web": [], "worker": []}

    def run(self, *arguments: str, given: str = "") -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command,
            env=self._environment,
            check=True,
            input=given,
            capture_output=True,
            text=True,
            timeout=1200,
        ).stdout

    def hire(self, name: str) -> None:
        door = self._door.fileno()
        web = ["-m", "klankbord.site.cli", "web", "--socket", str(door)]
        command = [sys.executable, *(web if name == "web" else [ANSWERING, "work"])]
        process = subprocess.Popen(
            command, env=self._environment, pass_fds=[door], stdout=subprocess.DEVNULL
        )
        self._hired[name].append(process)

    def kill(self, name: str) -> None:
        victim = self._hired[name].pop(0)
        victim.kill()
        victim.wait()

    def close(self) -> None:
        for name, hired in self._hired.items():
            while hired:
                self.kill(name)
        self._door.close()

    def asked(self, sql: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self._database, timeout=60)) as connection:
            return connection.execute(sql).fetchall()

    def n_sent(self) -> int:
        return self.asked("SELECT count(*) FROM desk_reply WHERE status = 'sent'")[0][0]
