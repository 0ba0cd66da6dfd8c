"""What may be told about who read a guideline: groups of ten and more, rounded, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

FLOOR = 10
ROUNDED_BELOW = 50  # members: under this, a share is rounded to 5 %
STEP = 5


class Count(NamedTuple):
    """How many of how many."""

    n_done: int
    n_members: int


@dataclass(frozen=True)
class Share:
    """A percentage; `is_edge` says that it stands for "this or further", so no 0 and no 100."""

    percent: int
    n_members: int
    is_edge: bool = False


def share_shown(count: Count) -> Share | None:
    """Turn a count into a share; None for a group that is too small to speak about.

    "All" and "nobody" would tell what each single person did, so both ends are cut.
    """
    n_done, n_members = count
    if n_members < FLOOR:
        return None
    exact = 100 * n_done / n_members
    step = STEP if n_members < ROUNDED_BELOW else 1
    percent = step * round(exact / step)
    kept = min(max(percent, step), 100 - step)
    return Share(kept, n_members, is_edge=kept != percent)


def shares_shown(groups: Mapping[str, Count]) -> dict[str, Share | None]:
    """Show what can be shown of several groups whose total is known too.

    What is hidden must together be nobody or at least ten people in two groups: otherwise the
    total minus what is shown gives it away. So the smallest shown groups go along.
    """
    by_size = sorted(groups, key=lambda name: (groups[name].n_members, name))
    hidden = {name for name in by_size if groups[name].n_members < FLOOR}
    for name in by_size:
        n_people = sum(groups[each].n_members for each in hidden)
        is_single = len(hidden) == 1
        if n_people == 0 or (n_people >= FLOOR and not is_single):
            break
        hidden.add(name)
    return {name: None if name in hidden else share_shown(count) for name, count in groups.items()}
