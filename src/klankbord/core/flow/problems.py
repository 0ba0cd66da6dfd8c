"""What can be wrong with a flow: codes and values; the sentences and remedies are the edge's."""

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any


@unique
class ProblemCode(StrEnum):
    """Why a flow cannot be published. `docs/en/flowcharts.md` says for each what to do."""

    NOT_READABLE = "not-readable"
    """Neither YAML nor JSON. Values: `line`, `column`, `detail` of the parser."""
    TOO_LARGE = "too-large"
    """More text, nodes or depth than a flow may have. Values: `most`."""
    KEY_TWICE = "key-twice"
    """One field stands twice in one part. Values: `key`."""
    REFERENCE_REFUSED = "reference-refused"
    """YAML's & and * are not used here. Values: `line`."""
    FIELD_MISSING = "field-missing"
    """A field that must be there. Values: `field`."""
    FIELD_UNKNOWN = "field-unknown"
    """A field that has no meaning here. Values: `field`, `nearest`."""
    WRONG_TYPE = "wrong-type"
    """Something else than what is expected. Values: `expected`."""
    VALUE_UNKNOWN = "value-unknown"
    """Not one of a fixed list. Values: `value`, `allowed`, `nearest`."""
    VALUE_OUTSIDE = "value-outside"
    """Too long, too short, too high or with a sign that is not allowed. Values: `value`."""

    START_MISSING = "start-missing"
    """Nothing says where the flow starts."""
    NODE_UNKNOWN = "node-unknown"
    """A way leads to a step that is not there. Values: `to`, `nearest`."""
    ID_TWICE = "id-twice"
    """Two steps, answers, lines or examples have one id. Values: `id`."""
    UNREACHABLE = "unreachable"
    """No way from the start leads here."""
    DEAD_END = "dead-end"
    """Nothing follows, and it is not an outcome. Values: `branch`."""
    CYCLE_WITHOUT_EXIT = "cycle-without-exit"
    """Who comes here goes round for ever. Values: `nodes`."""
    NO_OUTCOME = "no-outcome"
    """The flow has no end."""
    ANSWERS_MISSING = "answers-missing"
    """A question without answers."""
    ANSWER_ALONE = "answer-alone"
    """A question with one answer asks nothing. Values: `answer`."""
    TRANSLATION_MISSING = "translation-missing"
    """Words in one language only, or in none. Values: `language`."""
    EVIDENCE_UNKNOWN = "evidence-unknown"
    """No such evidence. Values: `source`, `nearest`."""
    EVIDENCE_LABEL_UNKNOWN = "evidence-label-unknown"
    """The evidence never says this. Values: `source`, `label`, `allowed`."""
    EVIDENCE_PROVES_NOTHING = "evidence-proves-nothing"
    """A rule without the labels or bounds that fit its evidence. Values: `source`."""
    EVIDENCE_ANSWER_UNKNOWN = "evidence-answer-unknown"
    """A rule proposes an answer that the question does not have. Values: `answer`, `nearest`."""
    ROLE_UNKNOWN = "role-unknown"
    """No such role. Values: `role`, `nearest`."""
    PLATFORM_UNKNOWN = "platform-unknown"
    """No such platform. Values: `platform`, `nearest`."""
    OTHERWISE_MISSING = "otherwise-missing"
    """A step for some platforms does not say what comes next on the others."""
    REASON_MISSING = "reason-missing"
    """Silence without a reason."""
    REASON_UNKNOWN = "reason-unknown"
    """No such reason. Values: `reason`, `allowed`, `nearest`."""
    REVIEW_MISSING = "review-missing"
    """What is watched needs a day to look again."""
    OWNER_MISSING = "owner-missing"
    """Handed over to nobody."""
    ITEMS_MISSING = "items-missing"
    """A list to tick without lines."""
    ANSWERED_UNCHECKED = "answered-unchecked"
    """An answer can go out past every list to tick. Values: `path`."""
    EXAMPLE_FAILS = "example-fails"
    """An example takes another way. Values: `expected`, `path`."""
    EXAMPLE_STOPS = "example-stops"
    """An example stands still at a question without an answer. Values: `node`, `path`."""
    EXAMPLE_LOOPS = "example-loops"
    """An example comes back to a question that it answered already. Values: `node`, `path`."""
    EXAMPLE_ANSWER_UNKNOWN = "example-answer-unknown"
    """An example names a question or answer that is not there. Values: `node`, `answer`."""


SHAPE = frozenset(list(ProblemCode)[: list(ProblemCode).index(ProblemCode.START_MISSING)])
"""Codes about the shape of the document: what a JSON Schema can see, and what no parser reads."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; `place` names the part by ids, such as `nodes.danger.answers.yes`."""

    code: ProblemCode
    place: str
    values: dict[str, Any] = field(default_factory=dict)
