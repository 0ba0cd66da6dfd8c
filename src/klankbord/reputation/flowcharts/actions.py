"""Change flows: begin, draft, publish. What cases do in them stands in `walking.py`."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from klankbord.core.flow import Chart, Problem, check_document, document_of
from klankbord.people.models import Member
from klankbord.reputation.flowcharts.models import Flow, FlowVersion, VersionAlreadyPublished
from klankbord.reputation.flowcharts.shipped import shipped_chart
from klankbord.trust import audit

__all__ = ["VersionAlreadyPublished"]


class FlowHasProblems(Exception):  # noqa: N818  # named after the broken promise
    """A flow that cannot be used so; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([problem.code for problem in problems])
        self.problems = tuple(problems)


class DraftChanged(Exception):  # noqa: N818  # named after the broken promise
    """Somebody else changed the draft meanwhile."""


@transaction.atomic
def create_flow(
    *, document: dict[str, Any], by: Member, at: dt.datetime, is_sample: bool = False
) -> FlowVersion:
    """Begin a flow with a draft; its key is the id of the document, or that with a number."""
    chart = _readable(document)
    flow = Flow.objects.create(
        key=_free_key(chart.id),
        title_nl=chart.title.nl[:200],
        title_en=chart.title.en[:200],
        created_at=at,
        is_sample=is_sample,
    )
    _record(at, by, "flowcharts.flow-added", flow)
    return FlowVersion.objects.create(
        flow=flow, number=1, document=document_of(chart), created_at=at
    )


def create_shipped_flow(
    *, name: str, by: Member, at: dt.datetime, is_sample: bool = False
) -> FlowVersion:
    """Begin with one of the flows that come along, as a draft."""
    document = document_of(shipped_chart(name))
    return create_flow(document=document, by=by, at=at, is_sample=is_sample)


def start_draft(*, flow: Flow, by: Member, at: dt.datetime) -> FlowVersion:
    """Go on from the newest version; the draft that is already there, if there is one."""
    try:
        return _existing_draft(flow) or _new_draft(flow, by, at)
    except IntegrityError:  # somebody began one between our look and our write
        draft = _existing_draft(flow)
        if draft is None:
            raise
        return draft


def _existing_draft(flow: Flow) -> FlowVersion | None:
    return flow.versions.filter(published_at=None).first()


@transaction.atomic
def _new_draft(flow: Flow, by: Member, at: dt.datetime) -> FlowVersion:
    current = flow.versions.order_by("-number").first()
    assert current is not None  # a flow is never without a version
    draft = FlowVersion.objects.create(
        flow=flow, number=current.number + 1, document=current.document, created_at=at
    )
    _record(at, by, "flowcharts.draft-started", flow, {"version": draft.number})
    return draft


@transaction.atomic
def change_draft(*, version: FlowVersion, document: dict[str, Any], revision: int) -> FlowVersion:
    """Keep a draft that may have faults, as long as it has the shape of a flow.

    Raises FlowHasProblems for a wrong shape, DraftChanged if `revision` is not the one in force,
    and VersionAlreadyPublished.
    """
    chart = _readable(document)
    drafts = FlowVersion.objects.filter(pk=version.pk, published_at=None)
    changed = drafts.filter(revision=revision).update(
        document=document_of(chart), revision=F("revision") + 1
    )
    if not changed:
        raise DraftChanged if drafts.exists() else VersionAlreadyPublished
    Flow.objects.filter(pk=version.flow_id).update(
        title_nl=chart.title.nl[:200], title_en=chart.title.en[:200]
    )
    version.refresh_from_db()
    return version


@transaction.atomic
def delete_draft(*, version: FlowVersion, by: Member, at: dt.datetime) -> None:
    """Throw a draft away; a flow that was never published goes with it."""
    deleted, _each = FlowVersion.objects.filter(pk=version.pk, published_at=None).delete()
    if not deleted:
        raise VersionAlreadyPublished
    flow = version.flow
    _record(at, by, "flowcharts.draft-deleted", flow, {"version": version.number})
    if not flow.versions.exists():
        flow.delete()


@transaction.atomic
def publish_version(*, version: FlowVersion, by: Member, at: dt.datetime) -> None:
    """Put a draft in force for new cases; cases that are under way keep their version.

    Raises FlowHasProblems with every reason, and VersionAlreadyPublished.
    """
    draft = FlowVersion.objects.filter(pk=version.pk, published_at=None)
    current = draft.first()
    if current is None:
        raise VersionAlreadyPublished
    checked = check_document(current.document)
    if not checked.is_fine:
        raise FlowHasProblems(checked.problems)
    if not draft.filter(revision=current.revision).update(published_at=at, published_by=by):
        raise DraftChanged
    version.refresh_from_db()
    _record(at, by, "flowcharts.published", version.flow, {"version": version.number})


@transaction.atomic
def choose_default_flow(*, flow: Flow, by: Member, at: dt.datetime) -> None:
    """Let new cases take this flow."""
    Flow.objects.filter(is_default=True).exclude(pk=flow.pk).update(is_default=False)
    if Flow.objects.filter(pk=flow.pk, is_default=False).update(is_default=True):
        _record(at, by, "flowcharts.default-chosen", flow)


def empty_document(*, key: str, title_nl: str, title_en: str) -> dict[str, Any]:
    """The document of a flow that has one question and two ends: something to change."""
    yes_no = [("yes", "Ja", "Yes", "helped"), ("no", "Nee", "No", "rest")]
    return {
        "format": 1,
        "id": key,
        "title": {"nl": title_nl, "en": title_en},
        "start": "ours",
        "nodes": [
            {
                "kind": "question",
                "id": "ours",
                "title": {"nl": "Gaat het over ons?", "en": "Is it about us?"},
                "answers": [
                    {"id": each, "label": {"nl": dutch, "en": english}, "to": to}
                    for each, dutch, english, to in yes_no
                ],
            },
            {
                "kind": "check",
                "id": "helped",
                "title": {"nl": "Voor je verstuurt", "en": "Before you send"},
                "items": [
                    {
                        "id": "disclose",
                        "text": {"nl": "We zeggen wie we zijn", "en": "We say who we are"},
                    }
                ],
                "to": "answered",
            },
            {
                "kind": "outcome",
                "id": "answered",
                "title": {"nl": "Beantwoord", "en": "Answered"},
                "result": "answered",
            },
            {
                "kind": "outcome",
                "id": "rest",
                "title": {"nl": "Laten rusten", "en": "Let stand"},
                "result": "let_stand",
                "reason": "not_ours",
            },
        ],
    }


def _readable(document: dict[str, Any]) -> Chart:
    checked = check_document(document)
    if checked.chart is None:
        raise FlowHasProblems(checked.problems)
    return checked.chart


def _free_key(wished: str) -> str:
    alike = Flow.objects.filter(key__startswith=wished[:56])  # as much as a numbered one keeps
    taken = set(alike.values_list("key", flat=True))
    numbered = (f"{wished[:56]}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wished, *numbered) if key not in taken)


def _record(
    at: dt.datetime, by: Member, act: str, flow: Flow, detail: dict[str, Any] | None = None
) -> None:
    audit.record(at=at, actor=f"member:{by.pk}", act=act, object=f"flow:{flow.pk}", detail=detail)
