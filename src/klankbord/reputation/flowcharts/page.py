"""What the screens of flows show: the drawing with words, the list of steps, examples, problems."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klankbord.core.flow import Chart, draw_chart
from klankbord.core.flow.chart import (
    OTHERWISE,
    Action,
    Branch,
    Guard,
    Node,
    Outcome,
    Question,
    Text,
    branches_of,
    guard_of,
)
from klankbord.core.flow.examples import Run, case_of, coverage_of, run_case
from klankbord.reputation.flowcharts.problem_words import Told
from klankbord.reputation.flowcharts.wording import (
    ACTS,
    KINDS,
    REASON_WORDS,
    RESULTS,
    ROLE_WORDS,
    rule_words,
)
from klankbord.ui.flow import BoxWords, FlowPicture, flow_picture


@dataclass(frozen=True)
class Way:
    """One branch in words."""

    name: str
    to: str
    to_title: str


@dataclass(frozen=True)
class StepWords:
    """One node in words, for the list beside the drawing and for the page of a step."""

    key: str
    kind: str
    title: str
    help: str
    ways: tuple[Way, ...]
    facts: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ExampleWords:
    """One example with the way that it takes."""

    key: str
    message: str
    is_right: bool
    way: str
    expected: str
    end: str


def language_now() -> str:
    """The language of the reader, of the two that flows are written in."""
    return "nl" if (get_language() or "").startswith("nl") else "en"


def words_in(text: Text, fallback: str = "") -> str:
    """Words in the reader's language; in the other one if they are missing."""
    first, second = (text.nl, text.en) if language_now() == "nl" else (text.en, text.nl)
    return first or second or fallback


def title_of(node: Node) -> str:
    """What a step is called."""
    return words_in(node.title, node.id)


def step_choices(chart: Chart) -> list[tuple[str, str]]:
    """The steps to choose from, as they are read in the drawing."""
    return [(box.node, title_of(chart.by_id[box.node])) for box in draw_chart(chart).boxes]


def picture_of(
    chart: Chart,
    *,
    url: str,
    current: str = "",
    faulty: Collection[str] = (),
    path: Collection[str] = (),
) -> FlowPicture:
    """The drawing; `url` leads to a step where `STEP` stands in it."""
    words = {
        key: BoxWords(title_of(node), str(KINDS[kind_of(node)]), url.replace("STEP", key))
        for key, node in chart.by_id.items()
    }
    names = {(b.node, b.name): branch_name(chart, b) for b in _branches(chart)}
    return flow_picture(
        draw_chart(chart),
        label=_("Flowchart: %(title)s") % {"title": words_in(chart.title, chart.id)},
        words=words,
        names=names,
        current=current,
        faulty=faulty,
        path=path,
    )


def kind_of(node: Node) -> str:
    """The kind of a step as it stands in the document."""
    return type(node).__name__.lower()


def _branches(chart: Chart) -> Iterable[Branch]:
    return (branch for node in chart.by_id.values() for branch in branches_of(node))


def branch_name(chart: Chart, branch: Branch) -> str:
    """What stands beside a line: the answer, or nothing where there is only one way."""
    if branch.name == OTHERWISE:
        return _("other platforms")
    node = chart.by_id[branch.node]
    answers = node.answers if isinstance(node, Question) else ()
    return next((words_in(a.label, a.id) for a in answers if a.id == branch.name), "")


def steps_in_words(chart: Chart) -> list[StepWords]:
    """Every step in reading order: the same as the drawing, for who reads it."""
    return [step_words(chart, box.node) for box in draw_chart(chart).boxes]


def step_words(chart: Chart, key: str) -> StepWords:
    """One step in words."""
    node = chart.by_id[key]
    question = node if isinstance(node, Question) else None
    answers = question.answers if question else ()
    names = {each.id: words_in(each.label, each.id) for each in answers}
    rules = question.evidence if question else ()
    return StepWords(
        key=key,
        kind=str(KINDS[kind_of(node)]),
        title=title_of(node),
        help=words_in(node.help),
        ways=tuple(_way(chart, branch) for branch in branches_of(node)),
        facts=(*_own_facts(node), *_guard_facts(guard_of(node))),
        items=tuple(words_in(item.text, item.id) for item in getattr(node, "items", ())),
        evidence=tuple((rule_words(rule), names.get(rule.answer, rule.answer)) for rule in rules),
    )


def _way(chart: Chart, branch: Branch) -> Way:
    there = chart.by_id.get(branch.to)
    title = title_of(there) if there else _("nowhere")
    return Way(branch_name(chart, branch) or _("then"), branch.to if there else "", title)


def _own_facts(node: Node) -> Iterable[tuple[str, str]]:
    if isinstance(node, Action):
        yield _("What to do"), str(ACTS[node.act])
    if isinstance(node, Outcome):
        yield _("How it ends"), str(RESULTS[node.result])
    if isinstance(node, Outcome) and node.reason:
        yield _("Why nobody is answered"), str(REASON_WORDS.get(node.reason, node.reason))
    if isinstance(node, Action | Outcome) and node.review_days:
        yield _("Look again after so many days"), str(node.review_days)


def _guard_facts(guard: Guard) -> Iterable[tuple[str, str]]:
    if guard.deadline:
        yield _("Minutes of opening hours"), str(guard.deadline)
    if guard.owner:
        yield _("Whose turn it is"), str(ROLE_WORDS.get(guard.owner, guard.owner))
    if guard.approval:
        yield _("Somebody else approves"), str(ROLE_WORDS.get(guard.approval, guard.approval))
    if guard.platforms:
        yield _("Only on these platforms"), ", ".join(guard.platforms)


def examples_in_words(chart: Chart) -> list[ExampleWords]:
    """Every example with the way that it takes now."""
    made = []
    for example in chart.examples:
        run = run_case(chart, case_of(example))
        is_right = run.is_ended and run.path == example.path
        made.append(
            ExampleWords(
                key=example.id,
                message=words_in(example.message, example.id),
                is_right=is_right,
                way=way_words(chart, run.path, run),
                expected=way_words(chart, example.path),
                end=way_words(chart, run.path[-1:], run),
            )
        )
    return made


def way_words(chart: Chart, path: Iterable[str], run: Run | None = None) -> str:
    """A way as a row of titles, and what stopped it."""
    titles = [title_of(chart.by_id[key]) if key in chart.by_id else key for key in path]
    ends = {
        "no-answer": _("stands still: nobody answers"),
        "loop": _("goes round"),
        "nowhere": _("leads nowhere"),
    }
    stopped = ends.get(run.stopped) if run else None
    return " → ".join([*titles, f"({stopped})"] if stopped else titles)


def untried_in_words(chart: Chart) -> list[str]:
    """The branches that no example takes."""
    return [
        " → ".join(filter(None, (title_of(chart.by_id[b.node]), branch_name(chart, b))))
        for b in coverage_of(chart).untried
        if b.node in chart.by_id
    ]


def faulty_steps(problems: Iterable[Told]) -> set[str]:
    """The steps that a problem points at."""
    return {problem.node for problem in problems if problem.node}
