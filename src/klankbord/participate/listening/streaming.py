"""Keep streams open: one switchboard, a thread a source; what breaks is visited meanwhile.

A stream is a long visit. While it lives it puts the next visit off by `LEASE`, so that visits take
over by themselves when the process dies.
"""

import datetime as dt
import random
import threading
import time

import structlog
from django.db import InterfaceError, OperationalError, connections, transaction

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal, Streamer
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.registry import installed
from klankbord.participate.listening.actions import note_interruption, open_gap
from klankbord.participate.listening.faults import fault_of
from klankbord.participate.listening.fetching import accept, plain_values, reading_context
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import sources_to_stream

MAX_STREAMS = 200  # a thread each; who comes later is visited
LEASE = dt.timedelta(seconds=60)
RENEW = dt.timedelta(seconds=10)
FIRST_PAUSE = 1.0  # seconds; twice as long after each break in a row
LONGEST_PAUSE = 300.0
LONG_LIFE = 60.0  # seconds after which earlier breaks are forgiven
WITHOUT = dt.timedelta(hours=1)  # until we ask again who does not stream
FAREWELL = 5.0

log = structlog.get_logger(__name__)


def streamers() -> dict[str, Streamer]:
    """Connectors that can tell at once, by key."""
    return {key: each for key, each in installed().connectors.items() if isinstance(each, Streamer)}


class Line:
    """One open stream, in a thread of its own."""

    def __init__(self, source: Source, streamer: Streamer, now: dt.datetime) -> None:
        self.source = source
        self.refusal: ConnectorRefused | None = None
        self.has_opened = False
        self.heard_at = self.opened_at = time.monotonic()
        self._streamer = streamer
        self._now = now
        self._http: GuardedClient | None = None
        self._is_hung_up = threading.Event()
        self.thread = threading.Thread(target=self._live, name=f"stream {source.pk}", daemon=True)
        self.thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether it still listens."""
        return self.thread.is_alive()

    @property
    def is_hung_up(self) -> bool:
        """Whether we ended it ourselves."""
        return self._is_hung_up.is_set()

    def hang_up(self) -> None:
        """End it within a second."""
        self._is_hung_up.set()
        if self._http is not None:
            self._http.hang_up()

    def _live(self) -> None:
        try:
            with reading_context(self._now, self.source.connector) as context:
                self._http = context.http
                self._listen(context)
        except ConnectorRefused as refusal:
            self.refusal = refusal
        except (OperationalError, InterfaceError) as fault:  # the database, not the other side
            log.warning("stream put off", source=self.source.pk, error=type(fault).__name__)
        except Exception as fault:  # noqa: BLE001  # a broken plug-in must not stop the other streams
            self.refusal = fault_of(self.source.connector, fault)
        finally:
            connections.close_all()

    def _listen(self, context: Context) -> None:
        source = self.source
        readings = self._streamer.stream(
            source.target, source.cursor, context, address=source.stream_address
        )
        for reading in readings:
            self.heard_at = time.monotonic()
            now = context.renewed().now
            if not self.has_opened:
                self._open(now)
            if self.is_hung_up:
                return
            if reading.batch.posts or reading.gone or reading.cursor != source.cursor:
                accept(source=source, reading=reading, now=now, is_first=False)

    def _open(self, now: dt.datetime) -> None:
        """Say that it is heard live; who finds that said already follows one that was killed."""
        with transaction.atomic():
            standing = Source.objects.filter(pk=self.source.pk, is_active=True)
            if standing.exclude(streaming_since=None).exists():
                note_interruption(source=self.source, at=now)
            standing.update(streaming_since=now, next_run_at=now + LEASE)
        self.has_opened = True


class Switchboard:
    """All open streams of this process: opens, renews, and puts off those that break."""

    def __init__(self) -> None:
        self._lines: dict[int, Line] = {}
        self._again_at: dict[int, dt.datetime] = {}
        self._n_breaks: dict[int, int] = {}
        self._renewed_at: tuple[dt.datetime, float] | None = None

    def turn(self, *, now: dt.datetime) -> None:
        """See what ended, what is no longer wanted, and what is to be opened."""
        able = streamers()
        wanted = {source.pk: source for source in sources_to_stream(able)}
        for pk, line in list(self._lines.items()):
            if not line.is_alive:
                del self._lines[pk]
                self._put_off(line, now)
            elif pk not in wanted or _is_changed(line.source, wanted[pk]):
                line.hang_up()
        for pk, source in wanted.items():
            is_due = self._again_at.get(pk, now) <= now
            if is_due and pk not in self._lines and len(self._lines) < MAX_STREAMS:
                self._lines[pk] = Line(source, able[source.connector], now)
        self._renew(now)

    def close(self) -> None:
        """End all streams; their sources stay marked, so that the next one tells of the gap."""
        for line in self._lines.values():
            line.hang_up()
        over_at = time.monotonic() + FAREWELL
        for line in self._lines.values():
            line.thread.join(max(over_at - time.monotonic(), 0))

    def _renew(self, now: dt.datetime) -> None:
        """Who gave a sign of life since the last time was heard at least until then."""
        if self._renewed_at is None:
            self._renewed_at = now, time.monotonic()
            return
        last_at, last_tick = self._renewed_at
        if now - last_at < RENEW:
            return
        self._renewed_at = now, time.monotonic()
        open_now = {pk: line for pk, line in self._lines.items() if line.has_opened}
        standing = Source.objects.filter(is_active=True, erase_asked_at=None)
        standing.filter(pk__in=list(open_now)).update(next_run_at=now + LEASE)
        heard = [pk for pk, line in open_now.items() if line.heard_at >= last_tick]
        standing.filter(pk__in=heard).exclude(last_success_at__gt=last_at).update(
            last_success_at=last_at
        )

    def _put_off(self, line: Line, now: dt.datetime) -> None:
        """Try again later, later each time; visits take over at once."""
        pk, refusal = line.source.pk, line.refusal
        lived = time.monotonic() - line.opened_at
        n_breaks = 1 if lived > LONG_LIFE else self._n_breaks.get(pk, 0) + 1
        self._n_breaks[pk] = n_breaks
        if line.is_hung_up:
            self._n_breaks.pop(pk)
            return
        if refusal is not None and refusal.permanent:
            pause = WITHOUT
        else:
            seconds = min(FIRST_PAUSE * 2 ** min(n_breaks - 1, 10), LONGEST_PAUSE)
            pause = dt.timedelta(seconds=seconds * random.uniform(1, 1.2))  # noqa: S311  # no secret
        asked = refusal.retry_after if refusal else None
        self._again_at[pk] = now + max(pause, asked or pause)
        if line.has_opened:
            break_off(source=line.source, refusal=refusal, now=now)


def _is_changed(open_as: Source, wanted: Source) -> bool:
    return (open_as.target, open_as.stream_address) != (wanted.target, wanted.stream_address)


def break_off(*, source: Source, refusal: ConnectorRefused | None, now: dt.datetime) -> None:
    """From the last sign of life on we hear nothing, until a visit or the stream succeeds."""
    with transaction.atomic():
        standing = Source.objects.filter(pk=source.pk, is_active=True, erase_asked_at=None)
        if not standing.update(streaming_since=None, next_run_at=now):
            return
        source.refresh_from_db(fields=["last_success_at"])
        reason = refusal.key if refusal else Refusal.CONNECTION_FAILED
        open_gap(
            source=source,
            reason=reason,
            at=now,
            values=plain_values(refusal.values) if refusal else {},
        )
