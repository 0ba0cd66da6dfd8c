"""Walk through a flow, one step at a time.

`advance` is pure: the same chart, state and step give the same state, and nothing else changes. The
steps of a case are its history: `replay` makes the state from them again. In a chart
that `check.py` finds nothing wrong with, every way goes on to an outcome. Approvals are by somebody
else than who did the act, also when one person has both roles.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import Any

from msgspec import Struct

from klankbord.core.flow.chart import (
    ON,
    Action,
    Chart,
    Check,
    Node,
    Outcome,
    Question,
    branches_of,
    guard_of,
)


@unique
class StepKind(StrEnum):
    """What happened."""

    STARTED = "started"
    ANSWERED = "answered"
    ACTED = "acted"
    APPROVED = "approved"
    TICKED = "ticked"
    RETURNED = "returned"


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One event of a case; `by` is who did it, as a key that means nothing here.

    `node` is where it happened; for RETURNED the question that is asked again. `choice` is the
    answer of ANSWERED, the item of TICKED, and the platform of STARTED. `proposed` and `evidence`
    keep what was shown then, so that an override can be seen, and how sure it was, worked out.
    """

    kind: StepKind
    at: dt.datetime
    node: str = ""
    choice: str = ""
    by: str = ""
    roles: tuple[str, ...] = ()
    proposed: str = ""
    evidence: dict[str, Any] = {}

    @property
    def is_override(self) -> bool:
        """Whether a person answered something else than evidence proposed."""
        return bool(self.proposed) and self.proposed != self.choice


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many minutes of open office from `since` on; a calendar makes a moment of it.

    `place` is where on the path it was set: who goes back to before that place is free of it.
    """

    minutes: int
    since: dt.datetime
    place: int


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands; `path` holds every node that it came by, the current one last.

    `deadlines` holds every one that was set on the way: a later one lengthens no earlier one, and
    which of them is over first only a calendar knows. `owner` is whose turn it is at the node that
    waits: by its own guard, or by the answer that led there.
    """

    platform: str
    path: tuple[str, ...]
    entered_at: dt.datetime
    deadlines: tuple[Deadline, ...] = ()
    owner: str = ""
    ticked: frozenset[str] = frozenset()
    acted_by: str | None = None  # done, but not approved yet
    chosen: str = ""
    is_ended: bool = False

    @property
    def node(self) -> str:
        """The node that waits."""
        return self.path[-1]

    @property
    def is_waiting_for_approval(self) -> bool:
        """Whether the act was done and another person has to agree."""
        return self.acted_by is not None


@unique
class RefusalCode(StrEnum):
    """Why a step does not fit; each has the value `node` where there is one."""

    NOT_STARTED = "not-started"
    """The first step is not STARTED."""
    ENDED = "ended"
    """An outcome was reached; go back first."""
    ELSEWHERE = "elsewhere"
    """The case stands at another node. Values: `node`, `stands_at`."""
    STARTED_ALREADY = "started-already"
    """It was started before."""
    NOTHING_TO_ANSWER = "nothing-to-answer"
    """Not a question, or answered and waiting for approval."""
    ANSWER_UNKNOWN = "answer-unknown"
    """The question has no such answer. Values: `node`, `answer`."""
    NOTHING_TO_TICK = "nothing-to-tick"
    """Not a list, or ticked and waiting for approval."""
    ITEM_UNKNOWN = "item-unknown"
    """The list has no such line. Values: `node`, `item`."""
    NOTHING_TO_DO = "nothing-to-do"
    """Not an action, or done and waiting for approval."""
    NOTHING_TO_APPROVE = "nothing-to-approve"
    """Nothing waits for approval."""
    OWN_WORK = "own-work"
    """Somebody else has to approve."""
    ROLE_NEEDED = "role-needed"
    """Approval needs a role. Values: `role`."""
    LEADS_NOWHERE = "leads-nowhere"
    """The chart is broken here: it has problems that the check names."""
    NOT_ON_THE_PATH = "not-on-the-path"
    """Not a question that was asked in this case."""


class StepRefused(Exception):  # noqa: N818  # named after the broken promise
    """A step that does not fit the state; `code` says why, `values` what was meant."""

    def __init__(self, code: RefusalCode, **values: str) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


def start(chart: Chart, step: Step) -> State:
    """The state of a case that enters the flow."""
    if step.kind != StepKind.STARTED:
        raise StepRefused(RefusalCode.NOT_STARTED, kind=step.kind)
    empty = State(platform=step.choice, path=(), entered_at=step.at)
    return _enter(chart, empty, chart.start, step.at)


def advance(chart: Chart, state: State, step: Step) -> State:
    """The state after one step; raises StepRefused for a step that does not fit."""
    if step.kind == StepKind.RETURNED:
        return _go_back(chart, state, step)
    if state.is_ended:
        raise StepRefused(RefusalCode.ENDED, node=state.node)
    if step.node != state.node:
        raise StepRefused(RefusalCode.ELSEWHERE, node=step.node, stands_at=state.node)
    node = chart.by_id[state.node]
    match step.kind:
        case StepKind.ANSWERED:
            return _answer(chart, state, node, step)
        case StepKind.TICKED:
            return _tick(chart, state, node, step)
        case StepKind.ACTED:
            return _act(chart, state, node, step)
        case StepKind.APPROVED:
            return _approve(chart, state, node, step)
        case _:
            raise StepRefused(RefusalCode.STARTED_ALREADY, node=state.node)


def replay(chart: Chart, steps: Iterable[Step]) -> State:
    """The state that a history leads to; the first step is STARTED."""
    rest = iter(steps)
    first = next(rest, None)
    if first is None:
        raise StepRefused(RefusalCode.NOT_STARTED)
    state = start(chart, first)
    for step in rest:
        state = advance(chart, state, step)
    return state


def _answer(chart: Chart, state: State, node: Node, step: Step) -> State:
    if not isinstance(node, Question) or state.acted_by is not None:
        raise StepRefused(RefusalCode.NOTHING_TO_ANSWER, node=node.id)
    if step.choice not in {answer.id for answer in node.answers}:
        raise StepRefused(RefusalCode.ANSWER_UNKNOWN, node=node.id, answer=step.choice)
    return _finish(chart, state, node, step, step.choice)


def _tick(chart: Chart, state: State, node: Node, step: Step) -> State:
    if not isinstance(node, Check) or state.acted_by is not None:
        raise StepRefused(RefusalCode.NOTHING_TO_TICK, node=node.id)
    items = {item.id for item in node.items}
    if step.choice not in items:
        raise StepRefused(RefusalCode.ITEM_UNKNOWN, node=node.id, item=step.choice)
    ticked = replace(state, ticked=state.ticked | {step.choice})
    return ticked if ticked.ticked < items else _finish(chart, ticked, node, step)


def _act(chart: Chart, state: State, node: Node, step: Step) -> State:
    if not isinstance(node, Action) or state.acted_by is not None:
        raise StepRefused(RefusalCode.NOTHING_TO_DO, node=node.id)
    return _finish(chart, state, node, step)


def _approve(chart: Chart, state: State, node: Node, step: Step) -> State:
    if state.acted_by is None:
        raise StepRefused(RefusalCode.NOTHING_TO_APPROVE, node=node.id)
    if step.by == state.acted_by:
        raise StepRefused(RefusalCode.OWN_WORK, node=node.id)
    role = guard_of(node).approval
    if role not in step.roles:
        raise StepRefused(RefusalCode.ROLE_NEEDED, node=node.id, role=role)
    return _leave(chart, state, node, state.chosen, step.at)


def _finish(chart: Chart, state: State, node: Node, step: Step, choice: str = ON) -> State:
    """Leave a node, or wait there until somebody else approves."""
    if guard_of(node).approval:
        return replace(state, acted_by=step.by, chosen=choice)
    return _leave(chart, state, node, choice, step.at)


def _leave(chart: Chart, state: State, node: Node, choice: str, at: dt.datetime) -> State:
    to = next(branch.to for branch in branches_of(node) if branch.name == choice)
    if isinstance(node, Question):
        answer = next(each for each in node.answers if each.id == choice)
        return _enter(chart, _under(state, answer.deadline, answer.owner, at), to, at)
    return _enter(chart, replace(state, owner=""), to, at)


def _enter(chart: Chart, state: State, to: str, at: dt.datetime) -> State:
    node = _next_that_applies(chart, state.platform, to)
    guard = guard_of(node)
    return replace(
        _under(state, guard.deadline, guard.owner or state.owner, at),
        path=(*state.path, node.id),
        entered_at=at,
        ticked=frozenset(),
        acted_by=None,
        chosen="",
        is_ended=isinstance(node, Outcome),
    )


def _next_that_applies(chart: Chart, platform: str, to: str) -> Node:
    """The node, or what comes after it where it does not apply on this platform."""
    passed: set[str] = set()
    while to in chart.by_id and to not in passed:
        node = chart.by_id[to]
        guard = guard_of(node)
        if not guard.platforms or platform in guard.platforms:
            return node
        passed.add(to)
        to = guard.otherwise
    raise StepRefused(RefusalCode.LEADS_NOWHERE, node=to)


def _under(state: State, minutes: int | None, owner: str, at: dt.datetime) -> State:
    """The state under one more deadline, or another owner, for the node that is entered next."""
    new = () if minutes is None else (Deadline(minutes, at, len(state.path)),)
    return replace(state, deadlines=(*state.deadlines, *new), owner=owner)


def _go_back(chart: Chart, state: State, step: Step) -> State:
    if step.node not in state.path or not isinstance(chart.by_id[step.node], Question):
        raise StepRefused(RefusalCode.NOT_ON_THE_PATH, node=step.node)
    last = len(state.path) - 1 - state.path[::-1].index(step.node)
    held = tuple(each for each in state.deadlines if each.place <= last)
    fresh = replace(state, deadlines=held, owner="")
    return _enter(chart, fresh, step.node, step.at)
