"""Walks through a flow as people may take them: every step that fits, in any order."""

import datetime as dt

from hypothesis import strategies as st

from klankbord.core.flow import Step, StepKind, advance, start
from klankbord.core.flow.chart import Check, Outcome, Question, branches_of, guard_of

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def step(kind, node="", choice="", **more):
    return Step(kind=kind, at=more.pop("at", NOW), node=node, choice=choice, by="ann", **more)


def possible(chart, state):
    """Every step that fits, as the adversary of the walk below."""
    node = chart.by_id[state.node]
    back = [step(StepKind.RETURNED, key) for key in dict.fromkeys(state.path)
            if isinstance(chart.by_id[key], Question)]  # fmt: skip
    if state.is_waiting_for_approval:
        role = guard_of(node).approval
        return [Step(kind=StepKind.APPROVED, at=NOW, node=node.id, by="bo", roles=(role,)), *back]
    match node:
        case Question():
            return [step(StepKind.ANSWERED, node.id, each.id) for each in node.answers] + back
        case Check():
            left = [item for item in node.items if item.id not in state.ticked]
            return [step(StepKind.TICKED, node.id, item.id) for item in left] + back
        case Outcome():
            return back
        case _:
            return [step(StepKind.ACTED, node.id), *back]


def way_home(chart, key):
    """How many branches an outcome is away, at least."""
    distance = {key: 0 for key, node in chart.by_id.items() if isinstance(node, Outcome)}
    for _turn in chart.by_id:
        for node in chart.nodes:
            near = [distance[b.to] + 1 for b in branches_of(node) if b.to in distance]
            if near and node.id not in distance:
                distance[node.id] = min(near)
    return distance[key]


def walk_any_way(chart, data, platform):
    """Steps as wild as they come, then the shortest way home: it must be there."""
    history = [step(StepKind.STARTED, choice=platform)]
    state = start(chart, history[0])
    for _turn in range(data.draw(st.integers(0, 25))):
        choices = possible(chart, state)
        if not choices:
            break
        history.append(data.draw(st.sampled_from(choices)))
        state = advance(chart, state, history[-1])
    for _turn in range(200):
        if state.is_ended:
            break
        choices = [each for each in possible(chart, state) if each.kind != StepKind.RETURNED]
        after = [(advance(chart, state, each), each) for each in choices]
        state, taken = min(after, key=lambda pair: way_home(chart, pair[0].node))
        history.append(taken)
    return state, history
