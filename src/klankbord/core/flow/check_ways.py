"""Whether every way of a flow leads to an outcome."""

from collections.abc import Iterator, Mapping

from klankbord.core.flow.chart import Branch, Chart, Check, Outcome, Question, branches_of, guard_of
from klankbord.core.flow.problems import Problem, ProblemCode
from klankbord.core.flow.shape import nearest
from klankbord.core.flow.words import Result

Ways = Mapping[str, set[str]]


def way_problems(chart: Chart) -> Iterator[Problem]:
    """What is wrong with the start, the branches and where they lead."""
    ways = ways_of(chart)
    yield from _start_problems(chart)
    yield from _branch_problems(chart)
    yield from _reach_problems(chart, ways)
    yield from _cycle_problems(chart, ways)
    yield from _unchecked_problems(chart, ways)


def ways_of(chart: Chart) -> dict[str, set[str]]:
    """Node → the nodes that can come next, as far as they are there."""
    return {
        key: {branch.to for branch in branches_of(node) if branch.to in chart.by_id}
        for key, node in chart.by_id.items()
    }


def reached_from(start: str, ways: Ways, *, past: frozenset[str] = frozenset()) -> dict[str, str]:
    """Every node that can be come to, with the node before it; no way goes on beyond `past`."""
    before = {start: ""} if start in ways else {}
    open_ends = list(before)
    while open_ends:
        at = open_ends.pop(0)
        for to in sorted(ways[at] - before.keys()) if at not in past else ():
            before[to] = at
            open_ends.append(to)
    return before


def _start_problems(chart: Chart) -> Iterator[Problem]:
    if not chart.start:
        yield Problem(ProblemCode.START_MISSING, "start")
    elif chart.start not in chart.by_id:
        yield _unknown("start", chart.start, chart)
    if not any(isinstance(node, Outcome) for node in chart.nodes):
        yield Problem(ProblemCode.NO_OUTCOME, "nodes")


def _unknown(place: str, to: str, chart: Chart) -> Problem:
    values = {"to": to, "nearest": nearest(to, chart.by_id)}
    return Problem(ProblemCode.NODE_UNKNOWN, place, values)


def _branch_problems(chart: Chart) -> Iterator[Problem]:
    for node in chart.nodes:
        for branch in branches_of(node):
            place = place_of(branch, is_answer=isinstance(node, Question))
            if branch.to and branch.to not in chart.by_id:
                yield _unknown(place, branch.to, chart)
            elif not branch.to and branch.name != "otherwise":
                yield Problem(ProblemCode.DEAD_END, place, {"branch": branch.name})


def place_of(branch: Branch, *, is_answer: bool) -> str:
    """Where a branch stands in the document."""
    if branch.name == "otherwise":
        return f"nodes.{branch.node}.guard.otherwise"
    if is_answer:
        return f"nodes.{branch.node}.answers.{branch.name}.to"
    return f"nodes.{branch.node}.to"


def _reach_problems(chart: Chart, ways: Ways) -> Iterator[Problem]:
    if chart.start in chart.by_id:
        reached = reached_from(chart.start, ways)
        lost = [key for key in chart.by_id if key not in reached]
        yield from (Problem(ProblemCode.UNREACHABLE, f"nodes.{key}") for key in lost)


def _cycle_problems(chart: Chart, ways: Ways) -> Iterator[Problem]:
    """Circles that no way leaves; what only leads into them needs no mention of its own.

    A circle of "otherwise" is one too: somewhere is always a platform that none of them names.
    """
    passing: dict[str, set[str]] = {
        key: {guard_of(node).otherwise} & chart.by_id.keys() for key, node in chart.by_id.items()
    }
    circles = {*_circles(ways), *_circles(passing)}
    for circle in sorted(circles, key=sorted):
        first = next(key for key in chart.by_id if key in circle)
        values = {"nodes": sorted(circle)}
        yield Problem(ProblemCode.CYCLE_WITHOUT_EXIT, f"nodes.{first}", values)


def _circles(ways: Ways) -> Iterator[frozenset[str]]:
    ahead = {key: frozenset().union(*(reached_from(to, ways) for to in ways[key])) for key in ways}
    for key, nodes in ahead.items():
        if key in nodes and all(key in ahead[other] for other in nodes):
            yield frozenset(nodes)


def _unchecked_problems(chart: Chart, ways: Ways) -> Iterator[Problem]:
    """Answers that can go out although nobody ticked a list."""
    checks = frozenset(key for key, node in chart.by_id.items() if isinstance(node, Check))
    before = reached_from(chart.start, ways, past=checks)
    for key in before:
        node = chart.by_id[key]
        if isinstance(node, Outcome) and node.result == Result.ANSWERED:
            path = _path_to(key, before)
            yield Problem(ProblemCode.ANSWERED_UNCHECKED, f"nodes.{key}", {"path": path})


def _path_to(key: str, before: Mapping[str, str]) -> list[str]:
    path = [key]
    while before[path[0]]:
        path.insert(0, before[path[0]])
    return path
