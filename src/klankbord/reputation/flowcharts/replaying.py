"""Past cases through a draft: which of them would go another way."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple

import msgspec

from klankbord.core.flow import Case, Chart, StepKind, run_case
from klankbord.core.flow.chart import Finding, Outcome
from klankbord.reputation.flowcharts.models import Flow, FlowRun, RunStep
from klankbord.reputation.flowcharts.queries import runs_since

MOST_REPLAYED = 2000


@dataclass(frozen=True)
class PastCase:
    """One case of the past as plain values: what was known, what people answered, how it ended."""

    key: int
    started_at: dt.datetime
    platform: str
    path: tuple[str, ...]
    result: str
    evidence: Mapping[str, Finding] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Replayed:
    """A past case beside its way through the draft.

    `change` is "same", "path" (another way to the same end), "result" (another end), or "open": the
    draft asks something that nobody answered then.
    """

    case: PastCase
    path: tuple[str, ...]
    result: str
    change: str

    @property
    def n_shared(self) -> int:
        """How many nodes both ways have in common from the start."""
        pairs = zip(self.case.path, self.path, strict=False)
        return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))

    @property
    def parts_at(self) -> str:
        """The last node that both ways share; empty if they begin apart."""
        return self.path[self.n_shared - 1] if self.n_shared else ""

    @property
    def rest_before(self) -> tuple[str, ...]:
        """Where the case went from there."""
        return self.case.path[self.n_shared :]

    @property
    def rest_after(self) -> tuple[str, ...]:
        """Where the draft would lead it."""
        return self.path[self.n_shared :]


@dataclass(frozen=True)
class Replay:
    """What a draft would change."""

    rows: list[Replayed]
    counts: Mapping[str, int]

    @property
    def changed(self) -> list[Replayed]:
        """The cases that would not go as they went."""
        return [row for row in self.rows if row.change != "same"]


def past_cases(flow: Flow, *, since: dt.datetime, until: dt.datetime) -> list[PastCase]:
    """The cases of a flow that ended, from a period."""
    runs = [
        run for run in runs_since(flow, since=since, until=until, limit=MOST_REPLAYED)
        if run.ended_at
    ]  # fmt: skip
    steps: dict[int, list[_Taken]] = {run.pk: [] for run in runs}
    keys = list(steps)
    for at in range(0, len(keys), 500):
        rows = RunStep.objects.filter(run__in=keys[at : at + 500]).order_by("run", "number")
        for row in rows.values_list("run", "kind", "node", "choice", "to", "evidence"):
            taken = _Taken(*row)
            steps[taken.run].append(taken)
    return [_past_case(run, steps[run.pk]) for run in runs]


class _Taken(NamedTuple):
    """What a replay needs of a step: whole rows cost three times as much."""

    run: int
    kind: str
    node: str
    choice: str
    to: str
    evidence: dict[str, Any]


def _past_case(run: FlowRun, steps: list[_Taken]) -> PastCase:
    """The last answer to a question counts: an earlier one was taken back."""
    found: dict[str, Any] = {}
    path: list[str] = []
    for step in steps:
        found |= step.evidence
        if not path or path[-1] != step.to:
            path.append(step.to)
    return PastCase(
        key=run.pk,
        started_at=run.started_at,
        platform=run.platform,
        path=tuple(path),
        result=run.result,
        evidence=msgspec.convert(found, dict[str, Finding]),
        answers={s.node: s.choice for s in steps if s.kind == StepKind.ANSWERED},
    )


def replay_cases(chart: Chart, cases: Iterable[PastCase]) -> Replay:
    """Run past cases through a draft: people's answers first, evidence where they are missing."""
    rows = list(_replayed(chart, cases))
    return Replay(rows, Counter(row.change for row in rows))


def _replayed(chart: Chart, cases: Iterable[PastCase]) -> Iterator[Replayed]:
    for case in cases:
        run = run_case(
            chart,
            Case(
                platform=case.platform,
                evidence=dict(case.evidence),
                answers=dict(case.answers),
            ),
        )
        end = chart.by_id.get(run.path[-1]) if run.path else None
        result = str(end.result) if isinstance(end, Outcome) else ""
        yield Replayed(case, run.path, result, _change(case, run.path, result))


def _change(case: PastCase, path: tuple[str, ...], result: str) -> str:
    if not result:
        return "open"
    if path[-1] != case.path[-1] or result != case.result:
        return "result"
    return "same" if path == case.path else "path"
