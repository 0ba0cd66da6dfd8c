"""Read the plan: every step measured, and the one that helps most now."""

import datetime as dt
from dataclasses import dataclass

from klankbord.plan.approach import PHASES
from klankbord.plan.readings import Readings
from klankbord.plan.steps import COMING, Measured, Phase, State, Step

# Trouble first, then what has not begun, then what is half-way; in the order of the plan.
URGENCY = (State.TROUBLE, State.EMPTY, State.STARTED)


@dataclass(frozen=True)
class MeasuredStep:
    """A step and how it stands."""

    step: Step
    found: Measured


@dataclass(frozen=True)
class MeasuredPhase:
    """A phase with its steps; `n_stand` of `n_here` steps that exist stand."""

    phase: Phase
    steps: tuple[MeasuredStep, ...]

    @property
    def n_here(self) -> int:
        """Steps that this version has."""
        return sum(each.found.state is not State.COMING for each in self.steps)

    @property
    def n_stand(self) -> int:
        """Steps that stand."""
        return sum(each.found.state is State.STANDS for each in self.steps)


def plan_measured(*, at: dt.datetime) -> tuple[MeasuredPhase, ...]:
    """All phases with every step measured at one moment."""
    now = Readings(at)
    return tuple(
        MeasuredPhase(
            phase,
            tuple(
                MeasuredStep(step, step.measure(now) if step.measure else COMING)
                for step in phase.steps
            ),
        )
        for phase in PHASES
    )


def next_best_step(phases: tuple[MeasuredPhase, ...]) -> MeasuredStep | None:
    """The one step that helps most now; None when all that exists stands."""
    steps = [each for phase in phases for each in phase.steps if each.found.advice]
    for state in URGENCY:
        for each in steps:
            if each.found.state is state:
                return each
    return None
