"""What flowcharts do for a member's rights.

An author outside is forgotten by the desk, which knows whose case a way belongs to: it calls
`walking.forget_evidence`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.reputation.flowcharts.models import FlowVersion, RunStep
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    steps = RunStep.objects.filter(by=member).order_by("at")
    for step in steps.iterator(chunk_size=500):
        yield {
            "way": step.run_id,
            "step": step.node,
            "what": step.kind,
            "answer": step.choice,
            "at": step.at,
        }


def _count(member: int) -> int:
    return RunStep.objects.filter(by=member).count()


def _remove(member: int) -> int:
    """What was decided stays, without the name."""
    FlowVersion.objects.filter(published_by=member).update(published_by=None)
    return RunStep.objects.filter(by=member).update(by=None)


offer(
    OwnData(key="flowcharts.steps", label=_("Questions of flows that you answered"), rows=_own),
    Leaver(
        key="flowcharts.steps",
        label=_("Answers in flows (they stay, for “remove” without the name)"),
        count=_count,
        remove=_remove,
    ),
)
