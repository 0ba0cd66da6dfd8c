"""The plan of approach: three phases and their steps, each with what is measured of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.plan.readings import Readings

Words = str | Promise


class State(StrEnum):
    """How a step stands, measured; nothing is ticked by hand."""

    TROUBLE = "trouble"
    EMPTY = "empty"
    STARTED = "started"
    STANDS = "stands"
    COMING = "coming"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was found: a figure in words, why it is so, and what would help now."""

    state: State
    value: Words
    why: Words
    advice: Words = ""
    url_name: str = ""
    act: Words = ""


Measure = Callable[[Readings], Measured]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing the manager does; without `measure` it comes in a later version."""

    key: str
    title: Words
    question: Words
    measure: Measure | None = None


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A heading of the plan and its steps, in their order."""

    key: str
    number: int
    title: Words
    aim: Words
    steps: tuple[Step, ...]


COMING = Measured(
    state=State.COMING,
    value=_("comes later"),
    why=_("This step is not in this version yet."),
)
