"""A drawn flow as shapes with words, ready for `ui/_flow.html`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from textwrap import wrap

from klankbord.core.flow.draw import Box, Drawing, Line

LETTERS = 25  # of a line of text in a box
LINES = 3
LINE_HEIGHT = 16


@dataclass(frozen=True)
class BoxWords:
    """What stands in a box, where it leads, and what kind it is in words."""

    title: str
    kind: str
    url: str


@dataclass(frozen=True)
class DrawnBox:
    """One box: its place, its lines of text, and how it is marked."""

    box: Box
    words: BoxWords
    lines: tuple[tuple[float, float, str], ...]
    classes: str
    is_current: bool
    is_faulty: bool


@dataclass(frozen=True)
class DrawnLine:
    """One line: a path, its name beside it, and how it is marked."""

    path: str
    head: str
    name: str
    x: float
    y: float
    classes: str


@dataclass(frozen=True)
class FlowPicture:
    """Everything that the template draws."""

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    lines: tuple[DrawnLine, ...]
    label: str


def flow_picture(
    drawing: Drawing,
    *,
    label: str,
    words: Mapping[str, BoxWords],
    names: Mapping[tuple[str, str], str],
    current: str = "",
    faulty: Collection[str] = (),
    path: Collection[str] = (),
) -> FlowPicture:
    """Put words to a drawing; `names` are of branches by node and branch.

    `current` is the node that is shown beside it, `path` the way of a case.
    """
    taken = set(path)
    boxes = (
        _drawn_box(
            box,
            words[box.node],
            is_current=current == box.node,
            is_faulty=box.node in faulty,
            is_taken=box.node in taken,
        )
        for box in drawing.boxes
    )
    lines = (
        _drawn_line(
            line,
            names.get((line.branch.node, line.branch.name), ""),
            is_taken={line.branch.node, line.branch.to} <= taken,
        )
        for line in drawing.lines
    )
    return FlowPicture(drawing.width, drawing.height, tuple(boxes), tuple(lines), label)


def _drawn_box(
    box: Box, words: BoxWords, *, is_current: bool, is_faulty: bool, is_taken: bool
) -> DrawnBox:
    lines = wrap(words.title, LETTERS, max_lines=LINES, placeholder=" …") or [""]
    middle = box.y + box.height / 2
    first = middle - (len(lines) - 1) * LINE_HEIGHT / 2 + 4
    placed = [
        (box.x + box.width / 2, first + number * LINE_HEIGHT, line)
        for number, line in enumerate(lines)
    ]
    marks = {"current": is_current, "faulty": is_faulty, "taken": is_taken}
    classes = [f"flow__box flow__box--{box.kind}"]
    classes += [f"flow__box--{mark}" for mark, is_on in marks.items() if is_on]
    return DrawnBox(box, words, tuple(placed), " ".join(classes), is_current, is_faulty)


def _drawn_line(line: Line, name: str, *, is_taken: bool) -> DrawnLine:
    """A curve that leaves and arrives upright, and a head where it arrives."""
    (x, y), *rest = line.points
    path = [f"M{x:.1f} {y:.1f}"]
    for next_x, next_y in rest:
        middle = (y + next_y) / 2
        curve = f"C{x:.1f} {middle:.1f} {next_x:.1f} {middle:.1f} {next_x:.1f} {next_y:.1f}"
        path.append(f"L{next_x:.1f} {next_y:.1f}" if line.is_back or x == next_x else curve)
        x, y = next_x, next_y
    head = f"M{x - 4:.1f} {y - 7:.1f}L{x:.1f} {y:.1f}L{x + 4:.1f} {y - 7:.1f}"
    if line.is_back:
        head = f"M{x + 7:.1f} {y - 4:.1f}L{x:.1f} {y:.1f}L{x + 7:.1f} {y + 4:.1f}"
    classes = "flow__line" + (" flow__line--taken" if is_taken else "")
    return DrawnLine(" ".join(path), head, name, *line.label_at, classes)
