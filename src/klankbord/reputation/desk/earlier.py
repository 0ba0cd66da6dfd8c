"""What colleagues said in earlier cases, as evidence: counted and told, never read from words."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import ngettext

from klankbord.core.flow import StepKind
from klankbord.core.flow.chart import Chart, Finding, Question
from klankbord.reputation.desk.models import Case, CaseMessage, Reason
from klankbord.reputation.desk.queries import (
    cases_of_same_story,
    cases_with_same_author,
    topics_of,
)
from klankbord.reputation.flowcharts.models import FlowRun, FlowVersion, RunStep
from klankbord.reputation.flowcharts.queries import chart_of
from klankbord.reputation.flowcharts.wording import LABELS

_OFTEN = 2  # once may be a bad day
_NEVER_SURE = 0.7  # people said it, but of other messages
_NEWEST = 50
_NEWEST_RUNS = 200


def provoking_before(case: Case) -> Finding | None:
    """That colleagues mostly let this author's messages be as provocation, twice or more.

    It counts how their newest cases ended: what was answered speaks against it.
    """
    ended = cases_with_same_author(case).exclude(concluded_at=None)
    reasons = list(ended.values_list("let_stand_reason", flat=True)[:_NEWEST])
    n = reasons.count(Reason.PROVOCATION)
    if n < _OFTEN or 2 * n <= len(reasons):
        return None
    said = str(Reason.PROVOCATION.label)
    return Finding("provoking", _share(n, len(reasons)), (_told(n, len(reasons), said),))


def blame_before(case: Case, version: FlowVersion | None) -> Finding | None:
    """How colleagues answered the same question in other cases of the same story."""
    if version is None or not _labels(chart_of(version), "blame"):
        return None
    runs = FlowRun.objects.filter(version__flow=version.flow_id, is_drill=False)
    said = Counter(_answers(runs.filter(case__in=cases_of_same_story(case)), "blame"))
    if not said:
        return None
    label, n = said.most_common(1)[0]
    because = _told(n, said.total(), str(LABELS[label]))
    return Finding(label, _share(n, said.total()), (because,))


def crisis_before(
    case: Case, messages: Sequence[CaseMessage], version: FlowVersion | None
) -> Finding | None:
    """That an earlier case on the same topic went through this flow, and is closed.

    The newest 200 are looked at, as far back as the archive keeps their messages. That there was
    none says nothing.
    """
    if version is None or not _labels(chart_of(version), "crisis_before"):
        return None
    runs = FlowRun.objects.filter(version__flow=version.flow_id, is_drill=False)
    newest = list(runs.filter(case__closed_at__lt=case.opened_at).values("pk")[:_NEWEST_RUNS])
    alike = Case.objects.filter(
        flow_run__in=[row["pk"] for row in newest],
        messages__mention__matches__topic__in=topics_of(list(messages[:1])),
    )
    names = "messages__mention__matches__topic__name"
    found = list(alike.order_by("-opened_at").values_list("pk", "opened_at", names))
    if not found:
        return None
    n = len({pk for pk, _at, _name in found})
    words = {
        "n": n,
        "topic": ", ".join(sorted({name for _pk, _at, name in found})),
        "day": date_format(localtime(found[0][1]), "DATE_FORMAT"),
    }
    because = ngettext(
        "%(topic)s: %(n)s closed case with this flowchart, of %(day)s",
        "%(topic)s: %(n)s closed cases with this flowchart, the last of %(day)s",
        n,
    )
    return Finding("yes", _NEVER_SURE, (because % words,))


def _answers(runs: QuerySet[FlowRun], source: str) -> list[str]:
    """What the last answer in each run means, in the words of that evidence."""
    steps = RunStep.objects.filter(run__in=runs, kind=StepKind.ANSWERED).exclude(by=None)
    versions = FlowVersion.objects.filter(pk__in=runs.values("version"))
    labels = {row.pk: _labels(chart_of(row), source) for row in versions}
    taken = steps.order_by("number").values_list("run", "run__version", "node", "choice")
    meant: dict[int, str] = {}
    for run, of, node, choice in taken:
        meant[run] = labels[of].get((node, choice), meant.get(run, ""))
    return [label for label in meant.values() if label]


def _labels(chart: Chart, source: str) -> dict[tuple[str, str], str]:
    """What each answer means to the questions that ask this evidence; empty where nothing does."""
    answers: list[tuple[str, str]] = []
    said: dict[tuple[str, str], str] = {}
    for node in chart.nodes:
        rules = [each for each in getattr(node, "evidence", ()) if each.source == source]
        if isinstance(node, Question) and rules:
            answers += [(node.id, answer.id) for answer in node.answers]
            said |= {(node.id, each.answer): each.labels[0] for each in rules if each.labels}
    return {each: said.get(each, "") for each in answers}


def _share(n: int, total: int) -> float:
    """How often it was said, with one more case in which it was not: a few prove little."""
    return round(min(n / (total + 1), _NEVER_SURE), 4)


def _told(n: int, total: int, said: str) -> str:
    words = {"n": n, "total": total, "said": said}
    text = ngettext(
        "in %(n)s of %(total)s earlier case a colleague said: %(said)s",
        "in %(n)s of %(total)s earlier cases a colleague said: %(said)s",
        total,
    )
    return text % words
