"""The texts at hand to compare with: a cache of the archive, made again where it is missing.

One a process. Only one worker files at a time; what another one filed meanwhile is read again
before we go on.
"""

from collections.abc import Iterator, Sequence

from klankbord.core.text.copies import HELD, SPAN
from klankbord.core.text.similar import Likeness, Window, said_words, traces
from klankbord.participate.archive.queries import Saying, ids_in, sayings_of
from klankbord.participate.archive.rows import HASH_BITS
from klankbord.participate.stories.models import FiledArrival
from klankbord.participate.stories.queries import OVERTAKEN

_AT_ONCE = 1_000


class Held:
    """A window over mentions, and the arrivals that it has seen."""

    def __init__(self) -> None:
        self._window: Window[int] = Window(most=HELD, span=SPAN)
        self._seen: set[int] = set()

    def catch_up(self) -> None:
        """Read what was filed without us: all of it the first time, as far as it is held."""
        newest = max(self._seen, default=0)
        filed = FiledArrival.objects.filter(pk__gt=newest - OVERTAKEN).order_by("-pk")
        missed = [pk for pk in filed.values_list("pk", flat=True) if pk not in self._seen]
        for ids in reversed(list(_ids_of(missed))):
            self.place(sayings_of(ids))
        self._seen.update(missed)
        self._seen = {pk for pk in self._seen if pk > max(self._seen) - OVERTAKEN}

    def note(self, arrival_id: int) -> None:
        """Remember that an arrival was filed here."""
        self._seen.add(arrival_id)

    def place(self, sayings: Sequence[Saying]) -> list[Likeness[int] | None]:
        """What each mention is like, among those before it."""
        marks = traces([said_words(each.title, each.text) for each in sayings])
        ids = [each.id for each in sayings]
        return self._window.place(ids, [number >> HASH_BITS for number in ids], marks)

    def forget(self, mention_id: int) -> None:
        """Let a mention go that was erased."""
        self._window.forget(mention_id)


def _ids_of(arrival_ids: Sequence[int]) -> Iterator[list[int]]:
    """Ids of mentions, newest arrival first, no more than the window holds."""
    n_left = HELD
    for pk in arrival_ids:
        if n_left <= 0:
            return
        ids = ids_in(FiledArrival.objects.select_related("arrival").get(pk=pk).arrival)
        n_left -= len(ids)
        for start in reversed(range(0, len(ids), _AT_ONCE)):
            yield ids[start : start + _AT_ONCE]


_at_hand: list[Held] = []


def held() -> Held:
    """The window of this process, up to date."""
    if not _at_hand:
        _at_hand.append(Held())
    _at_hand[0].catch_up()
    return _at_hand[0]


def let_go() -> None:
    """Forget the window; the next question makes it again."""
    _at_hand.clear()
