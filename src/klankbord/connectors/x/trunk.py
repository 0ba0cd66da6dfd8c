"""One wire for all sources: X gives an app one stream, so who reads it hands the others theirs.

Whoever comes first leads: it opens the wire and reads it. Where it is hung up another one takes the
lead; where the wire itself breaks, all are told, so that each source says that it heard nothing.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.events import read_lines
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.x.service import PLACE
from klankbord.connectors.x.wire import Told
from klankbord.core.post import NO_RAW

MOST_WAITING = 10_000
"""Lines that wait for one source: who is slower loses the wire, and reads its list."""
_POLL = 0.5
_FIRST_REST, _LONGEST_REST = 5, 320
"""Seconds after which a wire that was refused is asked for again, twice as long each time."""

Opening = Callable[[Context], Iterator[bytes]]
Lines = tuple[bytes, ...] | None
"""What came; None where the wire was opened (anew), so that what was missed must be looked up."""


class Ear:
    """One who listens to the posts of a rule (its number), and what waits for it."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self._waiting: SimpleQueue[bytes | ConnectorRefused] = SimpleQueue()

    def give(self, what: bytes | ConnectorRefused) -> None:
        """Something came for it; of what it cannot keep up with, nothing more."""
        if isinstance(what, ConnectorRefused) or self._waiting.qsize() < MOST_WAITING:
            self._waiting.put(what)
        elif self._waiting.qsize() == MOST_WAITING:
            self._waiting.put(ConnectorRefused(Refusal.CONNECTION_FAILED, host=PLACE))

    def take(self, seconds: float = 0) -> tuple[bytes, ...]:
        """What waits for it, or comes within `seconds`; raises what ended the wire."""
        found: list[bytes] = []
        try:
            while True:
                given = self._waiting.get(timeout=0 if found else seconds)
                if isinstance(given, ConnectorRefused):
                    raise given
                found.append(given)
        except Empty:
            return tuple(found)


class Trunk:
    """The wire of one app."""

    def __init__(self) -> None:
        self.changing = threading.Lock()
        """Held by who looks at the rules and then adds or takes away: one at a time."""
        self.leader: Ear | None = None
        self._lead = threading.Lock()
        self._ears: set[Ear] = set()
        self._n_opened = 0
        self._is_open = False
        self._why: ConnectorRefused | None = None
        self._rest_until: dt.datetime | None = None
        self._n_refused = 0

    @property
    def rules(self) -> frozenset[str]:
        """Numbers of the rules that somebody listens to."""
        return frozenset(ear.rule for ear in list(self._ears))

    def join(self, rule: str) -> Ear:
        """One more who listens to a rule; it leaves when what it hears ends."""
        ear = Ear(rule)
        self._ears.add(ear)
        return ear

    def hear(self, ear: Ear, context: Context, opening: Opening) -> Iterator[Lines]:
        """What comes for `ear`, from when the wire is open; ends by raising `ConnectorRefused`."""
        try:
            yield from self._heard(ear, context, opening)
        finally:
            self._ears.discard(ear)

    def _heard(self, ear: Ear, context: Context, opening: Opening) -> Iterator[Lines]:
        n_seen = 0
        while not context.http.is_hung_up:
            if self._lead.acquire(blocking=False):
                try:
                    yield from self._read(ear, context.renewed(), opening)
                finally:
                    self._lead.release()
            lines = ear.take(_POLL)
            if self._is_open and n_seen != self._n_opened:
                n_seen = self._n_opened
                yield None
            if self._is_open or lines:
                yield lines
        raise ConnectorRefused(Refusal.CONNECTION_FAILED, host=PLACE)

    def _read(self, ear: Ear, context: Context, opening: Opening) -> Iterator[Lines]:
        ear.take()  # what ended the wire of who led before
        pieces = self._open(context, opening)
        try:
            self.leader = ear
            yield None
            for lines in read_lines(pieces, PLACE):
                self._hand_out(lines)
                yield ear.take()
        except ConnectorRefused as refusal:
            if not context.http.is_hung_up:
                self._tell(refusal)
            raise
        finally:
            self._is_open, self.leader = False, None

    def _open(self, context: Context, opening: Opening) -> Iterator[bytes]:
        """Not while it rests: all sources would ask, one after the other."""
        now = context.now
        if self._why and self._rest_until and now < self._rest_until:
            wait, why = self._rest_until - now, self._why
            raise ConnectorRefused(why.key, permanent=why.permanent, retry_after=wait, **why.values)
        try:
            pieces = opening(context)
        except ConnectorRefused as refusal:
            seconds = min(_FIRST_REST * 2**self._n_refused, _LONGEST_REST)
            self._n_refused = min(self._n_refused + 1, _LONGEST_REST)
            self._why = refusal
            self._rest_until = now + (refusal.retry_after or dt.timedelta(seconds=seconds))
            raise
        self._why, self._n_refused = None, 0
        self._n_opened += 1
        self._is_open = True
        return pieces

    def _hand_out(self, lines: tuple[bytes, ...]) -> None:
        """To each what is for its rule; what cannot be read may be for anybody."""
        for line in lines:
            try:
                told = read_whole(line, Told)
            except msgspec.MsgspecError:
                told = None
            if told and told.data == NO_RAW and told.errors:
                raise ConnectorRefused(
                    Refusal.CONNECTION_FAILED, cause=told.errors[0].title[:100], host=PLACE
                )
            named = {each.id for each in told.matching_rules} if told else set()
            rules = named or self.rules
            for ear in list(self._ears):
                if ear.rule in rules:
                    ear.give(line)

    def _tell(self, refusal: ConnectorRefused) -> None:
        for ear in list(self._ears):
            ear.give(refusal.without_address())
