"""A flow as plain shapes: boxes in rows, lines between them. Whoever shows it makes the SVG.

The layered method of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
system structures" (IEEE Transactions on Systems, Man, and Cybernetics, 1981), in its plainest form:
a node stands below everything that leads to it, a line that skips rows goes through a free place in
each, and rows are ordered by the middle of their neighbours. All sizes are in one unit, the pixel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Final

from klankbord.core.flow.chart import Branch, Chart, branches_of

WIDTH: Final = 190
HEIGHT: Final = 64
ACROSS: Final = 28
DOWN: Final = 58
MARGIN: Final = 16
LANE: Final = 26
SWEEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Box:
    """One node; `kind` is question, action, check or outcome, x and y are its left upper corner."""

    node: str
    kind: str
    x: float
    y: float
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """One branch, from the bottom of a box to the top of the next; `label_at` is for its name."""

    branch: Branch
    points: tuple[tuple[float, float], ...]
    label_at: tuple[float, float]
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to draw, boxes in the order in which they are read."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


Place = tuple[int, str]  # row, and the node or the branch that passes


def draw_chart(chart: Chart) -> Drawing:
    """Lay a flow out; branches to nodes that are not there are left out."""
    branches = _branches(chart)
    forward = _without_backs(chart, branches)
    rows = _rows(chart, forward)
    chains = {branch: _chain(branch, rows) for branch in forward}
    order = _order(rows, chains)
    at = _places(order, chains)
    backs = [branch for branch in branches if branch not in chains]
    boxes = _boxes(chart, rows, at)
    right = max((box.x + box.width for box in boxes), default=0) + ACROSS
    lines = [_line(branch, chain, at, chains) for branch, chain in chains.items()]
    lines += [_back(branch, boxes, right + LANE * lane) for lane, branch in enumerate(backs)]
    width = right - ACROSS + (ACROSS + LANE * len(backs) if backs else 0) + MARGIN
    height = max((box.y + box.height for box in boxes), default=0) + MARGIN
    return Drawing(width, height, tuple(boxes), tuple(lines))


def _branches(chart: Chart) -> list[Branch]:
    """Every branch between two nodes, once."""
    found = (branch for node in chart.by_id.values() for branch in branches_of(node))
    return list(dict.fromkeys(branch for branch in found if branch.to in chart.by_id))


def _without_backs(chart: Chart, branches: list[Branch]) -> list[Branch]:
    """The branches without those that go back to where one came from."""
    out: dict[str, list[Branch]] = {key: [] for key in chart.by_id}
    for branch in branches:
        out[branch.node].append(branch)
    done: set[str] = set()
    backs: set[Branch] = set()
    starts = [chart.start] if chart.start in out else []
    for root in [*starts, *out]:
        trail: list[tuple[str, int]] = [(root, 0)] if root not in done else []
        on_trail = {root}
        while trail:
            key, turn = trail.pop()
            if turn == len(out[key]):
                on_trail.discard(key)
                done.add(key)
                continue
            trail.append((key, turn + 1))
            branch = out[key][turn]
            if branch.to in on_trail:
                backs.add(branch)
            elif branch.to not in done:
                trail.append((branch.to, 0))
                on_trail.add(branch.to)
    return [branch for branch in branches if branch not in backs]


def _rows(chart: Chart, branches: Iterable[Branch]) -> dict[str, int]:
    """The row of each node: one below the lowest that leads to it."""
    into: dict[str, set[str]] = {}
    for branch in branches:
        into.setdefault(branch.to, set()).add(branch.node)
    rows = dict.fromkeys(chart.by_id, 0)
    for _turn in chart.by_id:
        lowest = {key: max(rows[node] for node in into[key]) + 1 for key in into}
        if all(rows[key] >= row for key, row in lowest.items()):
            break
        rows |= lowest
    return rows


def _chain(branch: Branch, rows: Mapping[str, int]) -> list[Place]:
    """The places that a branch goes through, both ends included."""
    first, last = rows[branch.node], rows[branch.to]
    passing = [(row, f"{branch.node}>{branch.name}") for row in range(first + 1, last)]
    return [(first, branch.node), *passing, (last, branch.to)]


def _order(rows: Mapping[str, int], chains: Mapping[Branch, list[Place]]) -> list[list[Place]]:
    """The places of each row from left to right, with few crossings."""
    places = dict.fromkeys([(row, key) for key, row in rows.items()])
    places |= dict.fromkeys(place for chain in chains.values() for place in chain)
    order: list[list[Place]] = [[] for _row in range(max(rows.values(), default=-1) + 1)]
    for place in places:
        order[place[0]].append(place)
    above: dict[Place, list[Place]] = {place: [] for place in places}
    below: dict[Place, list[Place]] = {place: [] for place in places}
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            above[lower].append(upper)
            below[upper].append(lower)
    for sweep in range(SWEEPS):
        is_down = sweep % 2 == 0
        for row in order if is_down else reversed(order):
            _sort_row(row, above if is_down else below, order)
    return order


def _sort_row(
    row: list[Place], neighbours: Mapping[Place, list[Place]], order: list[list[Place]]
) -> None:
    above = max(row[0][0] - 1, 0) if row else 0
    near = order[above : above + 3]  # neighbours stand in the next row at most
    spots = {place: at for each in near for at, place in enumerate(each)}
    middles = {
        place: fmean(spots[each] for each in neighbours[place])
        if neighbours[place]
        else spots[place]
        for place in row
    }
    row.sort(key=lambda place: middles[place])


def _places(order: list[list[Place]], chains: Mapping[Branch, list[Place]]) -> dict[Place, float]:
    """The middle of each place: as much as there is room under what leads to it."""
    above: dict[Place, list[Place]] = {}
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            above.setdefault(lower, []).append(upper)
    at: dict[Place, float] = {}
    for row in order:
        wished = [
            fmean(at[each] for each in above[place]) if place in above else 0 for place in row
        ]
        at |= dict(zip(row, _spread(wished, [_width_of(place) for place in row]), strict=True))
    left = min((at[place] - _width_of(place) / 2 for place in at), default=0.0) - MARGIN
    return {place: round(x - left, 1) for place, x in at.items()}


def _width_of(place: Place) -> int:
    return LANE if ">" in place[1] else WIDTH


def _spread(wished: list[float], widths: list[int]) -> list[float]:
    """Middles as near to the wished ones as the widths allow, in the same order.

    Neighbours that would overlap become a block that moves as one to the mean of their wishes.
    """
    offsets = [0.0]
    for left, right in pairwise(widths):
        offsets.append(offsets[-1] + (left + right) / 2 + ACROSS)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=False):
        mean, size = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            earlier, n = blocks.pop()
            mean, size = (earlier * n + mean * size) / (n + size), n + size
        blocks.append((mean, size))
    shifts = [mean for mean, size in blocks for _place in range(size)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=False)]


def _boxes(chart: Chart, rows: Mapping[str, int], at: Mapping[Place, float]) -> list[Box]:
    keys = sorted(chart.by_id, key=lambda key: (rows[key], at[rows[key], key]))
    return [
        Box(
            node=key,
            kind=type(chart.by_id[key]).__name__.lower(),
            x=at[rows[key], key] - WIDTH / 2,
            y=MARGIN + rows[key] * (HEIGHT + DOWN),
        )
        for key in keys
    ]


def _top(row: int) -> float:
    return MARGIN + row * (HEIGHT + DOWN)


def _line(
    branch: Branch,
    chain: list[Place],
    at: Mapping[Place, float],
    chains: Mapping[Branch, list[Place]],
) -> Line:
    """From the lower edge of one box to the upper edge of another; branches leave side by side."""
    start_x = _exit_of(branch, chain, at, chains)
    first, last = chain[0], chain[-1]
    points = [(start_x, _top(first[0]) + HEIGHT)]
    for place in chain[1:-1]:
        points += [(at[place], _top(place[0])), (at[place], _top(place[0]) + HEIGHT)]
    points.append((at[last], _top(last[0])))
    (x, y), (next_x, next_y) = points[0], points[1]
    return Line(branch, tuple(points), (x + (next_x - x) * 0.35, y + (next_y - y) * 0.35))


def _exit_of(
    branch: Branch,
    chain: list[Place],
    at: Mapping[Place, float],
    chains: Mapping[Branch, list[Place]],
) -> float:
    siblings = [each for each in chains if each.node == branch.node]
    siblings.sort(key=lambda each: at[chains[each][1]])
    part = (siblings.index(branch) + 1) / (len(siblings) + 1)
    return at[chain[0]] - WIDTH / 2 + part * WIDTH


def _back(branch: Branch, boxes: Iterable[Box], lane: float) -> Line:
    """Around the right side, up to an earlier node."""
    by_node = {box.node: box for box in boxes}
    low, high = by_node[branch.node], by_node[branch.to]
    low_y, high_y = low.y + low.height * 0.7, high.y + high.height * 0.3
    points = (
        (low.x + low.width, low_y),
        (lane, low_y),
        (lane, high_y),
        (high.x + high.width, high_y),
    )
    return Line(branch, points, (lane, (low_y + high_y) / 2), is_back=True)
