"""Evidence proposes an answer, with how sure it is and why; it never decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from klankbord.core.flow.chart import Finding, Question, Rule

SURE: Final = 0.75
"""From here on a proposal counts as sure."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer that evidence points at; `confidence` is 0 to 1, `sources` led to it."""

    answer: str
    confidence: float
    sources: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether an example, or a run without people, may take it."""
        return self.confidence >= SURE


def propose_answer(question: Question, findings: Mapping[str, Finding]) -> Proposal | None:
    """The best supported answer; None where no rule of the question fits what was found.

    Findings are not independent, so that two which agree count as the stronger one, and what
    speaks for another answer is taken off: a tie is a confidence of 0.
    """
    support: dict[str, float] = {}
    sources: dict[str, list[str]] = {}
    for rule in question.evidence:
        finding = findings.get(rule.source)
        if finding is not None and fits(rule, finding.value):
            support[rule.answer] = max(support.get(rule.answer, 0.0), finding.confidence)
            sources.setdefault(rule.answer, []).append(rule.source)
    if not support:
        return None
    best = max(support, key=lambda answer: support[answer])
    against = max((each for answer, each in support.items() if answer != best), default=0.0)
    unique = tuple(dict.fromkeys(sources[best]))
    return Proposal(best, round(support[best] - against, 4), unique)


def fits(rule: Rule, value: str | float) -> bool:
    """Whether a finding is what a rule waits for; its bounds are both included."""
    if isinstance(value, str):
        return value in rule.labels
    low = rule.at_least is None or value >= rule.at_least
    high = rule.at_most is None or value <= rule.at_most
    return low and high and not (rule.at_least is None and rule.at_most is None)
