"""Five thousand feeds on five hundred hosts, heard by one worker: memory, pace and manners."""

import multiprocessing
import os
import time

from django.db.models import Sum
from django.utils import timezone

from bench import feeding
from bench.report import Line, is_crowded
from klankbord.participate.listening.fetching import HOST_REST
from klankbord.participate.listening.models import Delivery, Source

N_HOSTS = 500
CEILING = 400.0
ROUND = 15 * 60
"""Seconds in which every feed wants to be visited."""
LONGEST = 60 * 60.0
NETWORK = "127.1.0.0/16"


def measure(n_feeds: int) -> list[Line]:
    """One round: every feed once, from nothing, its posts handed over to the archive."""
    hosts = [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(N_HOSTS)]
    os.environ["KLANKBORD_OPEN_NETWORKS"] = NETWORK  # for the worker, which reads it anew
    context = multiprocessing.get_context("spawn")
    to_sites, at_sites = context.Pipe()
    sites = context.Process(target=feeding.serve, args=(at_sites, hosts), daemon=True)
    sites.start()
    _add(n_feeds, hosts, to_sites.recv())
    to_worker, at_worker = context.Pipe()
    worker = context.Process(target=feeding.work, args=(at_worker,), daemon=True)
    worker.start()
    at_rest, begun_at = to_worker.recv(), time.monotonic()
    visited_at = _until_all_are_heard()
    to_worker.send("over")
    peak, cpu = to_worker.recv()
    to_sites.send("over")
    n_posts = Delivery.objects.aggregate(n=Sum("n_posts"))["n"]
    return [
        Line(
            f"most memory of the worker, {n_feeds:,} feeds", peak, "MiB", CEILING, is_ceiling=True
        ),
        Line("… before its first visit", at_rest, "MiB"),
        Line(
            "visits, their posts handed over",
            n_feeds / (visited_at - begun_at),
            "feeds/s",
            n_feeds / ROUND,
            cpu=n_feeds / cpu,
            counts_cpu=is_crowded(),
        ),
        Line("posts handed over", n_posts, ""),
        Line(
            f"shortest pause between two visits of one of {N_HOSTS} hosts",
            to_sites.recv(),
            "s",
            HOST_REST.total_seconds(),
        ),
    ]


def _add(n_feeds: int, hosts: list[str], port: int) -> None:
    """Those of one host one after another, as a list of feeds has them."""
    now, share = timezone.now(), max(n_feeds // len(hosts), 1)
    Source.objects.bulk_create(
        Source(
            connector="feed",
            target=f"http://{hosts[number // share % len(hosts)]}:{port}/{number}",
            host=hosts[number // share % len(hosts)],
            name=f"Feed {number}",
            created_at=now,
            next_run_at=now,
        )
        for number in range(n_feeds)
    )


def _until_all_are_heard() -> float:
    """The moment of the last visit."""
    over_at = time.monotonic() + LONGEST
    while time.monotonic() < over_at:
        time.sleep(2)
        if not Source.objects.filter(last_success_at=None).exists():
            return time.monotonic()
    left = Source.objects.filter(last_success_at=None).count()
    message = f"{left} feeds were not heard in an hour"
    raise AssertionError(message)
