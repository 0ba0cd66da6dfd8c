"""`klankbord web`, `worker` and `scheduler`: the processes that `up` keeps alive."""

import datetime as dt
import gc
import json
import signal
import socket
import sys

import click
from django.urls import reverse

from klankbord.jobs.run import Lease, StopClock
from klankbord.jobs.worker import Worker
from klankbord.reputation.desk.live.hub import HUB
from klankbord.site.asgi import application
from klankbord.site.commands.database import make_ready
from klankbord.site.environment import read_environment
from klankbord.site.logs import set_up_logs
from klankbord.site.server import open_socket, serve
from klankbord.site.visitors import is_signed_in

lease_option = click.option(
    "--lease",
    default=20.0,
    show_default=True,
    type=click.FloatRange(min=0.5),
    help="Seconds that a silent worker keeps its job.",
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--socket", "descriptor", type=int, hidden=True, help="Socket of the parent.")
@click.option("--ready", type=int, hidden=True, help="Pipe to say that we answer.")
@click.option("--first", type=click.Choice(["sample", "empty"]), hidden=True)
def web(*, host: str, descriptor: int | None, ready: int | None, first: str | None) -> None:
    """Answer browsers on KLANKBORD_PORT; the database must be up to date (see migrate)."""
    set_up_logs(process="web")
    listener = socket.socket(fileno=descriptor) if descriptor else _listen(host)
    sign_in = make_ready(with_sample=first == "sample") if first else []
    reverse("plan:plan")  # all addresses are read now, not while the other processes start, too
    gc.collect()
    gc.freeze()
    announcement = None if ready is None else (ready, json.dumps(sign_in).encode())
    serve(
        application,
        listener,
        is_signed_in=is_signed_in,
        announcement=announcement,
        before_end=HUB.close,
    )


@click.command()
@lease_option
def worker(*, lease: float) -> None:
    """Do the jobs that wait in the queue, and standing jobs when it is empty."""
    _work("worker", takes_jobs=True, lease=lease)


@click.command()
@lease_option
def scheduler(*, lease: float) -> None:
    """Do the standing jobs only, so that no long job keeps them waiting."""
    _work("scheduler", takes_jobs=False, lease=lease)


def _work(process: str, *, takes_jobs: bool, lease: float) -> None:
    """Work until SIGTERM or SIGINT; the running job may finish, or hands itself back."""
    set_up_logs(process=process)
    stop_clock = StopClock()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_clock.tell())
    seconds = dt.timedelta(seconds=lease)
    rhythm = Lease(length=seconds, heartbeat=seconds / 4)
    Worker(takes_jobs=takes_jobs, lease=rhythm, stop_clock=stop_clock).work_until_told()


def _listen(host: str) -> socket.socket:
    port = read_environment().port
    try:
        return open_socket(host, port)
    except OSError as error:
        click.echo(f"klankbord: port {port} on {host}: {error.strerror}", err=True)
        sys.exit(2)
