"""The two processes beside the measure of many feeds: the sites, and the worker that hears them."""

import asyncio
import itertools
import re
import threading
import time
from collections import defaultdict
from email.utils import formatdate
from multiprocessing.connection import Connection
from pathlib import Path

import django

N_ENTRIES = 10
_ITEM = (
    "<item><guid>https://{host}{path}/{n}</guid><title>Bericht {n}</title>"
    "<pubDate>{at}</pubDate><description>{words}</description></item>"
)
_WORDS = "De gemeente opent zaterdag het zwembad aan de gracht; de brug blijft nog dicht. " * 8
_THINKS = 0.01  # seconds that a site takes to answer


class Sites:
    """Many sites at one port, each at an address of its own; who asks when is noted."""

    def __init__(self) -> None:
        self.visits: dict[str, list[tuple[float, float]]] = defaultdict(list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One feed, and good-bye."""
        begun_at = time.monotonic()
        asked = await reader.readuntil(b"\r\n\r\n")
        path = asked.split(b" ", 2)[1].decode()
        host = writer.get_extra_info("sockname")[0]
        await asyncio.sleep(_THINKS)
        body = _feed(host, path).encode()
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}"
        )
        writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()
        self.visits[host].append((begun_at, time.monotonic()))

    def shortest_pause(self) -> float:
        """Seconds between the end of a visit and the next one of that host."""
        pauses = [
            later[0] - earlier[1]
            for visits in map(sorted, self.visits.values())
            for earlier, later in itertools.pairwise(visits)
        ]
        return min(pauses, default=0.0)


def _feed(host: str, path: str) -> str:
    items = "".join(
        _ITEM.format(host=host, path=path, n=n, at=formatdate(usegmt=True), words=_WORDS)
        for n in range(N_ENTRIES)
    )
    head = f"<title>Feed {path}</title>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def serve(wire: Connection, hosts: list[str]) -> None:
    """Be the sites until told to stop; first says the port, at last the shortest pause."""
    asyncio.run(_serve(wire, hosts))


async def _serve(wire: Connection, hosts: list[str]) -> None:
    sites = Sites()
    first = await asyncio.start_server(sites.answer, hosts[0], 0)
    port = first.sockets[0].getsockname()[1]
    others = await asyncio.start_server(sites.answer, hosts[1:], port)
    wire.send(port)
    await asyncio.to_thread(wire.recv)
    wire.send(sites.shortest_pause())
    first.close()
    others.close()


def work(wire: Connection) -> None:
    """A worker that visits, until told to stop; says its memory at the start, then what it took.

    What the archive does with the posts is left to another worker: `import` measures that.
    """
    django.setup()
    from klankbord.jobs.registry import STANDING  # noqa: PLC0415  # Django must stand first
    from klankbord.jobs.run import StopClock  # noqa: PLC0415  # Django must stand first
    from klankbord.jobs.worker import Worker  # noqa: PLC0415  # idem

    for name in STANDING.keys() - {"listening.fetch_due"}:
        del STANDING[name]
    clock = StopClock()
    wire.send(_peak())
    threading.Thread(target=lambda: (wire.recv(), clock.tell()), daemon=True).start()
    cpu = time.process_time()
    Worker(stop_clock=clock).work_until_told()
    wire.send((_peak(), time.process_time() - cpu))


def _peak() -> float:
    """Most memory of this process so far, in MiB; `ru_maxrss` would count who started it too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
