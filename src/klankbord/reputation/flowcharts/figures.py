"""What a flow does in practice: how often each branch is taken, how long it takes, overrules."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from klankbord.core.flow import Chart
from klankbord.core.flow.chart import OTHERWISE, Question, branches_of
from klankbord.core.measure import Interval, Wait, survival_curve, wait_at, wilson_interval
from klankbord.reputation.flowcharts.models import FlowRun, FlowVersion, RunStep

TAKEN = ("run", "node", "choice", "to", "at", "waited", "proposed", "is_override")


class _Taken(NamedTuple):
    """What figures need of a step; whole rows cost three times as much."""

    run: int
    node: str
    choice: str
    to: str
    at: dt.datetime
    waited: dt.timedelta
    proposed: str
    is_override: bool


@dataclass(frozen=True)
class BranchFigures:
    """One branch: how many cases took it, and how long until they ended; open cases count."""

    name: str
    to: str
    n: int
    share: float
    median: Wait
    ninetieth: Wait


@dataclass(frozen=True)
class NodeFigures:
    """One node; `overruled` is how often people answered otherwise than was proposed."""

    node: str
    n: int
    n_waiting: int
    median: Wait
    branches: tuple[BranchFigures, ...]
    n_proposed: int = 0
    n_overruled: int = 0

    @property
    def overruled(self) -> Interval | None:
        """The share with its bounds; None where nothing was proposed."""
        if not self.n_proposed:
            return None
        return wilson_interval(self.n_overruled, self.n_proposed)


def flow_figures(
    version: FlowVersion, chart: Chart, *, since: dt.datetime, until: dt.datetime
) -> list[NodeFigures]:
    """The figures of each node that a case came by, of runs that started in a period.

    Times are in seconds of the wall clock; drills are left out.
    """
    runs = FlowRun.objects.filter(
        version=version, started_at__gte=since, started_at__lt=until, is_drill=False
    )
    by_pk = {run.pk: run for run in runs}
    steps = RunStep.objects.filter(run__in=runs).order_by("run", "number")
    by_node: dict[str, list[_Taken]] = defaultdict(list)
    for row in steps.values_list(*TAKEN):
        taken = _Taken(*row)
        by_node[taken.node].append(taken)
    waiting: dict[str, list[float]] = defaultdict(list)
    for run in by_pk.values():
        if run.ended_at is None:
            waiting[run.node].append((until - run.entered_at).total_seconds())
    return [
        _node_figures(chart, key, by_node[key], waiting[key], by_pk, until)
        for key in chart.by_id
        if by_node[key] or waiting[key]
    ]


def _node_figures(
    chart: Chart,
    key: str,
    steps: Sequence[_Taken],
    waiting: Sequence[float],
    runs: dict[int, FlowRun],
    until: dt.datetime,
) -> NodeFigures:
    left = [step for step in steps if step.to != key]
    waits = [step.waited.total_seconds() for step in left]
    proposed = [step for step in steps if step.proposed]
    return NodeFigures(
        node=key,
        n=len(left) + len(waiting),
        n_waiting=len(waiting),
        median=_wait([*waits, *waiting], [True] * len(waits) + [False] * len(waiting)),
        branches=tuple(_branch_figures(chart, key, left, runs, until)),
        n_proposed=len(proposed),
        n_overruled=sum(step.is_override for step in proposed),
    )


def _branch_figures(
    chart: Chart,
    key: str,
    left: Sequence[_Taken],
    runs: dict[int, FlowRun],
    until: dt.datetime,
) -> list[BranchFigures]:
    node = chart.by_id[key]
    found = []
    for branch in branches_of(node):
        if branch.name == OTHERWISE:  # passed by on the way to another node: no step of its own
            continue
        is_question = isinstance(node, Question)
        taken = [step for step in left if not is_question or step.choice == branch.name]
        ends = [runs[step.run].ended_at for step in taken]
        waits = [
            ((end or until) - step.at).total_seconds()
            for step, end in zip(taken, ends, strict=True)
        ]
        finished = [end is not None for end in ends]
        found.append(
            BranchFigures(
                name=branch.name,
                to=branch.to,
                n=len(taken),
                share=len(taken) / len(left) if left else 0.0,
                median=_wait(waits, finished),
                ninetieth=_wait(waits, finished, 0.9),
            )
        )
    return found


def _wait(waits: Sequence[float], finished: Sequence[bool], share: float = 0.5) -> Wait:
    known = [max(wait, 0.0) for wait in waits]
    return wait_at(survival_curve(known, finished), share)
