"""Run a case through a flow without people, and see which branches the examples of a flow take."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from klankbord.core.flow.chart import (
    ON,
    OTHERWISE,
    Branch,
    Chart,
    Check,
    Example,
    Finding,
    Node,
    Question,
    branches_of,
    guard_of,
)
from klankbord.core.flow.evidence import propose_answer
from klankbord.core.flow.step import RefusalCode, State, Step, StepKind, StepRefused, advance, start

_NO_TIME: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_DOER, _OTHER = "doer", "other"


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a case before anybody walks: its platform, evidence and given answers."""

    id: str = ""
    platform: str = ""
    evidence: dict[str, Finding] = {}
    answers: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer of a run; `by` is "case" where it was given, "evidence" where it was proposed."""

    node: str
    answer: str
    by: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: where it came by, and where it stood still if it did not end.

    `stopped` is empty, "no-answer" (nobody and no sure evidence answers), "loop" or "nowhere".
    """

    path: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()
    stopped: str = ""

    @property
    def is_ended(self) -> bool:
        """Whether an outcome was reached."""
        return not self.stopped


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the examples take each branch; one that nobody takes is untried."""

    taken: Mapping[Branch, int] = field(default_factory=dict)

    @property
    def untried(self) -> list[Branch]:
        """Branches that no example takes."""
        return [branch for branch, times in self.taken.items() if not times]

    @property
    def share(self) -> float:
        """The part of the branches that an example takes, 0 to 1."""
        return 1 - len(self.untried) / len(self.taken) if self.taken else 0.0


def case_of(example: Example) -> Case:
    """The case that an example describes."""
    return Case(
        id=example.id,
        platform=example.platform,
        evidence=example.evidence,
        answers=example.answers,
    )


def run_case(chart: Chart, case: Case) -> Run:
    """Walk until an outcome: acts are done, lists ticked and approvals given as they come.

    Works on drafts with faults too, and stands still where a way leads nowhere.
    """
    walk = _Walk(chart, case)
    try:
        stopped = walk.to_the_end()
    except StepRefused:
        stopped = "nowhere"
    return Run(tuple(walk.path), tuple(walk.decisions), stopped)


class _Walk:
    """One walk, kept up to the place where it stopped."""

    def __init__(self, chart: Chart, case: Case) -> None:
        self._chart = chart
        self._case = case
        self.path: tuple[str, ...] = ()
        self.decisions: list[Decision] = []

    def to_the_end(self) -> str:
        entry = Step(kind=StepKind.STARTED, at=_NO_TIME, choice=self._case.platform)
        state = start(self._chart, entry)
        self.path = state.path
        while not state.is_ended:
            if self.path.count(state.node) > 1:  # nothing changes: it would go on for ever
                return "loop"
            node = self._chart.by_id[state.node]
            decision = _decide(node, self._case)
            if decision is None and isinstance(node, Question):
                return "no-answer"
            self.decisions += [decision] if decision else []
            state = self._on(state, _steps(node, decision))
        return ""

    def _on(self, state: State, steps: Iterator[Step]) -> State:
        before = state.path
        for step in steps:
            state = advance(self._chart, state, step)
        if state.path == before:
            raise StepRefused(RefusalCode.LEADS_NOWHERE, node=state.node)
        self.path = state.path
        return state


def _decide(node: Node, case: Case) -> Decision | None:
    if not isinstance(node, Question):
        return None
    given = case.answers.get(node.id)
    if given is not None and given in {answer.id for answer in node.answers}:
        return Decision(node.id, given, "case")
    proposal = propose_answer(node, case.evidence)
    if proposal is None or not proposal.is_sure:
        return None
    return Decision(node.id, proposal.answer, "evidence", proposal.confidence)


def _steps(node: Node, decision: Decision | None) -> Iterator[Step]:
    if decision is not None:
        yield _step(StepKind.ANSWERED, node.id, decision.answer)
    elif isinstance(node, Check):
        yield from (_step(StepKind.TICKED, node.id, item.id) for item in node.items)
    else:
        yield _step(StepKind.ACTED, node.id)
    role = guard_of(node).approval
    if role:
        approved = StepKind.APPROVED
        yield Step(kind=approved, at=_NO_TIME, node=node.id, by=_OTHER, roles=(role,))


def _step(kind: StepKind, node: str, choice: str = "") -> Step:
    return Step(kind=kind, at=_NO_TIME, node=node, choice=choice, by=_DOER)


def branches_taken(chart: Chart, run: Run) -> Iterator[Branch]:
    """The branches of a run, those by which nodes of other platforms were passed too."""
    chosen = [(each.node, each.answer) for each in run.decisions]
    at, choices = chart.start, iter(chosen)
    for place in run.path:
        while at != place:
            yield Branch(at, OTHERWISE, guard_of(chart.by_id[at]).otherwise)
            at = guard_of(chart.by_id[at]).otherwise
        ways = {branch.name: branch for branch in branches_of(chart.by_id[at])}
        is_question = isinstance(chart.by_id[at], Question)
        name = next(choices, (at, ""))[1] if is_question else ON
        if name in ways:
            yield ways[name]
            at = ways[name].to


def coverage_of(chart: Chart) -> Coverage:
    """How often the examples take each branch of the flow."""
    taken = {branch: 0 for node in chart.nodes for branch in branches_of(node)}
    for example in chart.examples:
        for branch in branches_taken(chart, run_case(chart, case_of(example))):
            taken[branch] += 1
    return Coverage(taken)
