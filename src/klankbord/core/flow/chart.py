"""A flow as it is declared: nodes, the ways between them, and examples.

Everything here is a plain frozen value. `read.py` makes one from a document, `check.py` says what
is wrong with it, and `step.py` walks through it. Fields with a default may be left out.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from klankbord.core.flow.words import Act, Result

_ID = r"^[a-z0-9][a-z0-9-]*$(?!\n)"  # Python's $ lets a line end through, and JSON Schema has no \Z
Id = Annotated[str, Meta(min_length=1, max_length=60, pattern=_ID)]
Name = Annotated[str, Meta(max_length=60)]
Sentence = Annotated[str, Meta(max_length=2000)]
Minutes = Annotated[int, Meta(ge=1, le=525_600)]
Days = Annotated[int, Meta(ge=1, le=730)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in Dutch and English."""

    nl: Sentence = ""
    en: Sentence = ""


class Guard(Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for a node: who owns it, how long it may take, who approves, where it applies.

    On a platform that is not in `platforms` the node is passed by and `otherwise` comes next.
    """

    deadline: Minutes | None = None
    owner: Name = ""
    approval: Name = ""
    platforms: tuple[Name, ...] = ()
    otherwise: Name = ""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """Evidence that proposes an answer: a label out of `labels`, or a number within bounds."""

    source: Name
    answer: Name
    labels: tuple[Name, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """One way out of a question; the owner is whose turn comes next on this branch.

    The deadline holds for all that follows: what comes later lengthens it no more.
    """

    id: Id
    label: Text
    to: Name = ""
    deadline: Minutes | None = None
    owner: Name = ""


class Question(Struct, frozen=True, forbid_unknown_fields=True, tag="question", tag_field="kind"):
    """Somebody decides."""

    id: Id
    title: Text
    help: Text = Text()
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Rule, ...] = ()
    guard: Guard = Guard()


class Action(Struct, frozen=True, forbid_unknown_fields=True, tag="action", tag_field="kind"):
    """Somebody does something."""

    id: Id
    title: Text
    act: Act
    to: Name = ""
    help: Text = Text()
    review_days: Days | None = None
    guard: Guard = Guard()


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a list to tick."""

    id: Id
    text: Text


class Check(Struct, frozen=True, forbid_unknown_fields=True, tag="check", tag_field="kind"):
    """A list to tick before anything is sent."""

    id: Id
    title: Text
    items: tuple[Item, ...] = ()
    to: Name = ""
    help: Text = Text()
    guard: Guard = Guard()


class Outcome(Struct, frozen=True, forbid_unknown_fields=True, tag="outcome", tag_field="kind"):
    """The end; silence has a reason, and what is watched has a day to look again."""

    id: Id
    title: Text
    result: Result
    reason: Name = ""
    owner: Name = ""
    review_days: Days | None = None
    help: Text = Text()


Node = Question | Action | Check | Outcome


class Finding(Struct, frozen=True, forbid_unknown_fields=True):
    """What one kind of evidence says of a case, how sure it is (0 to 1), and what led to it."""

    value: str | float
    confidence: Share = 1.0
    because: tuple[Sentence, ...] = ()


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A message with the way that it must take.

    A question gets the answer that stands in `answers`, else the one that evidence is sure of.
    """

    id: Id
    message: Text
    path: tuple[Name, ...]
    platform: Name = ""
    evidence: dict[str, Finding] = {}
    answers: dict[str, Name] = {}


class Chart(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A whole flow."""

    format: Literal[1]
    id: Id
    title: Text
    nodes: tuple[Node, ...]
    start: Name = ""
    summary: Text = Text()
    examples: tuple[Example, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The nodes by their id; of two with one id the first."""
        found: dict[str, Node] = {}
        for node in self.nodes:
            found.setdefault(node.id, node)
        return found


class Branch(Struct, frozen=True, order=True):
    """One way from one node to the next; `name` is the answer, "on" or "otherwise"."""

    node: str
    name: str
    to: str


ON = "on"
OTHERWISE = "otherwise"


def branches_of(node: Node) -> Iterator[Branch]:
    """Every way out of a node, those that lead nowhere (`to` is empty) too."""
    if isinstance(node, Outcome):
        return
    if isinstance(node, Question):
        yield from (Branch(node.id, answer.id, answer.to) for answer in node.answers)
    else:
        yield Branch(node.id, ON, node.to)
    if node.guard.platforms:
        yield Branch(node.id, OTHERWISE, node.guard.otherwise)


def guard_of(node: Node) -> Guard:
    """What holds for a node; an outcome only has an owner."""
    return Guard(owner=node.owner) if isinstance(node, Outcome) else node.guard


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a flow document: its shape; the checker looks at the sense."""
    schema = msgspec.json.schema(Chart)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def document_of(chart: Chart) -> dict[str, Any]:
    """The document of a chart, without what has its default."""
    made = _bare(msgspec.to_builtins(chart))
    assert isinstance(made, dict)  # a struct is a mapping
    return {"format": chart.format, "nodes": [], **made}


def _bare(value: Any) -> Any:
    match value:
        case dict():
            bare = {key: _bare(each) for key, each in value.items()}
            return {key: each for key, each in bare.items() if each not in (None, "", {}, [])}
        case list() | tuple():
            return [_bare(each) for each in value]
        case _:
            return value
