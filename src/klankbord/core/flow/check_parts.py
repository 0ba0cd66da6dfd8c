"""Whether each part of a flow says what it must: words, evidence, roles, platforms, reasons."""

from collections.abc import Iterator

from klankbord.core.flow.chart import (
    Action,
    Chart,
    Check,
    Guard,
    Node,
    Outcome,
    Question,
    Rule,
    Text,
    guard_of,
)
from klankbord.core.flow.problems import Problem, ProblemCode
from klankbord.core.flow.shape import nearest
from klankbord.core.flow.words import EVIDENCE, REASONS, SILENT, Act, Known, Result


def part_problems(chart: Chart, known: Known) -> Iterator[Problem]:
    """What is wrong with the parts, each looked at by itself."""
    yield from _text_problems("title", chart.title)
    yield from _text_problems("summary", chart.summary, may_miss=True)
    for node in chart.nodes:
        place = f"nodes.{node.id}"
        yield from _text_problems(f"{place}.title", node.title)
        yield from _text_problems(f"{place}.help", node.help, may_miss=True)
        yield from _guard_problems(f"{place}", guard_of(node), known)
        yield from _own_problems(place, node, known)


def _own_problems(place: str, node: Node, known: Known) -> Iterator[Problem]:
    match node:
        case Question():
            yield from _question_problems(place, node, known)
        case Check():
            yield from _check_problems(place, node)
        case Action():
            yield from _action_problems(place, node)
        case Outcome():
            yield from _outcome_problems(place, node)


def _text_problems(place: str, text: Text, *, may_miss: bool = False) -> Iterator[Problem]:
    if may_miss and not text.nl.strip() and not text.en.strip():
        return
    for language in ("nl", "en"):
        if not getattr(text, language).strip():
            yield Problem(ProblemCode.TRANSLATION_MISSING, place, {"language": language})


def _guard_problems(place: str, guard: Guard, known: Known) -> Iterator[Problem]:
    yield from _role_problems(f"{place}.guard.owner", guard.owner, known)
    yield from _role_problems(f"{place}.guard.approval", guard.approval, known)
    for platform in guard.platforms:
        if platform not in known.platforms:
            values = {"platform": platform, "nearest": nearest(platform, known.platforms)}
            yield Problem(ProblemCode.PLATFORM_UNKNOWN, f"{place}.guard.platforms", values)
    if guard.platforms and not guard.otherwise:
        yield Problem(ProblemCode.OTHERWISE_MISSING, f"{place}.guard.otherwise")


def _role_problems(place: str, role: str, known: Known) -> Iterator[Problem]:
    if role and role not in known.roles:
        values = {"role": role, "nearest": nearest(role, known.roles)}
        yield Problem(ProblemCode.ROLE_UNKNOWN, place, values)


def _question_problems(place: str, node: Question, known: Known) -> Iterator[Problem]:
    if not node.answers:
        yield Problem(ProblemCode.ANSWERS_MISSING, f"{place}.answers")
    elif len(node.answers) == 1:
        values = {"answer": node.answers[0].id}
        yield Problem(ProblemCode.ANSWER_ALONE, f"{place}.answers", values)
    for answer in node.answers:
        yield from _text_problems(f"{place}.answers.{answer.id}.label", answer.label)
        yield from _role_problems(f"{place}.answers.{answer.id}.owner", answer.owner, known)
    for at, rule in enumerate(node.evidence):
        yield from _rule_problems(f"{place}.evidence.{at}", rule, node)


def _rule_problems(place: str, rule: Rule, node: Question) -> Iterator[Problem]:
    answers = [answer.id for answer in node.answers]
    if rule.answer not in answers:
        values = {"answer": rule.answer, "nearest": nearest(rule.answer, answers)}
        yield Problem(ProblemCode.EVIDENCE_ANSWER_UNKNOWN, place, values)
    source = EVIDENCE.get(rule.source)
    if source is None:
        near = nearest(rule.source, EVIDENCE)
        values = {"source": rule.source, "nearest": near}
        yield Problem(ProblemCode.EVIDENCE_UNKNOWN, place, values)
        return
    for label in rule.labels if source.labels else ():
        if label not in source.labels:
            told = {"source": rule.source, "label": label, "allowed": list(source.labels)}
            yield Problem(ProblemCode.EVIDENCE_LABEL_UNKNOWN, place, told)
    has_bounds = rule.at_least is not None or rule.at_most is not None
    is_fitting = has_bounds and not rule.labels
    if source.labels:
        is_fitting = bool(rule.labels) and not has_bounds
    if not is_fitting:
        yield Problem(ProblemCode.EVIDENCE_PROVES_NOTHING, place, {"source": rule.source})


def _check_problems(place: str, node: Check) -> Iterator[Problem]:
    if not node.items:
        yield Problem(ProblemCode.ITEMS_MISSING, f"{place}.items")
    for item in node.items:
        yield from _text_problems(f"{place}.items.{item.id}.text", item.text)


def _action_problems(place: str, node: Action) -> Iterator[Problem]:
    if node.act == Act.MONITOR and node.review_days is None:
        yield Problem(ProblemCode.REVIEW_MISSING, f"{place}.review_days")
    if node.act == Act.HAND_OVER and not node.guard.owner:
        yield Problem(ProblemCode.OWNER_MISSING, f"{place}.guard.owner")


def _outcome_problems(place: str, node: Outcome) -> Iterator[Problem]:
    if node.result in SILENT and not node.reason:
        yield Problem(ProblemCode.REASON_MISSING, f"{place}.reason")
    if node.reason and node.reason not in REASONS:
        near = nearest(node.reason, REASONS)
        values = {"reason": node.reason, "allowed": list(REASONS), "nearest": near}
        yield Problem(ProblemCode.REASON_UNKNOWN, f"{place}.reason", values)
    if node.result == Result.MONITORING and node.review_days is None:
        yield Problem(ProblemCode.REVIEW_MISSING, f"{place}.review_days")
    if node.result == Result.HANDED_OVER and not node.owner:
        yield Problem(ProblemCode.OWNER_MISSING, f"{place}.owner")
