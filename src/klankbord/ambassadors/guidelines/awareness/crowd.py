"""Choices wait in memory until a crowd came, and are counted together; none is known for sure.

Two guards. A choice meets no table, file or queue before as many others answered the same situation
as the gateway asks for a share: then all are counted in one statement for each way, without a time.
And one in four is drawn by lot before it is counted (Warner, "Randomized response", Journal of the
American Statistical Association 60, 1965): also in a crowd that chose alike, nobody can be sure of
anybody. Price: what waits is lost when the program stops, and figures are less precise.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

ONE_IN = 4  # choices that are drawn by lot


@dataclass
class _Waiting:
    """Who is in a crowd, and how many went each way: the two are not tied."""

    people: set[int] = field(default_factory=set)
    ways: Counter[str] = field(default_factory=Counter)


class Crowd:
    """What waits in this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[str, _Waiting] = {}

    def joined(self, *, wording: str, path: str, member: int, least: int) -> Counter[str]:
        """Add a choice; give the whole crowd once it is large enough, and forget it. Else none.

        Somebody who is in the crowd already adds nothing: it takes so many different people.
        """
        with self._lock:
            waiting = self._waiting.setdefault(wording, _Waiting())
            if member not in waiting.people:
                waiting.people.add(member)
                waiting.ways[path] += 1
            if len(waiting.people) < least:
                return Counter()
            return self._waiting.pop(wording).ways

    def disperse(self) -> None:
        """Forget everything that waits."""
        with self._lock:
            self._waiting.clear()


def by_lot(path: str, paths: Sequence[str]) -> str:
    """Give the choice itself, or in one case of four any of the choices."""
    return secrets.choice(paths) if secrets.randbelow(ONE_IN) == 0 else path


def without_lots(counted: Mapping[str, int], paths: Collection[str]) -> dict[str, float]:
    """Estimate how many really went each way: take out what the lot added on average."""
    n = sum(counted.get(path, 0) for path in paths)
    by_chance = n / (ONE_IN * len(paths))
    scaled = {
        path: max(counted.get(path, 0) - by_chance, 0) * ONE_IN / (ONE_IN - 1) for path in paths
    }
    total = sum(scaled.values())
    return {path: n * each / total if total else 0.0 for path, each in scaled.items()}
