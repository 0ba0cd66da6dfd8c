"""Whether the examples inside a flow are whole, and take the way that they must."""

from collections.abc import Iterator

from klankbord.core.flow.chart import Chart, Example, Question
from klankbord.core.flow.examples import case_of, run_case
from klankbord.core.flow.problems import Problem, ProblemCode
from klankbord.core.flow.shape import nearest
from klankbord.core.flow.words import EVIDENCE

_STOPPED = {"no-answer": ProblemCode.EXAMPLE_STOPS, "loop": ProblemCode.EXAMPLE_LOOPS}


def example_problems(chart: Chart) -> Iterator[Problem]:
    """What is wrong with the examples; where a way leads nowhere the way is at fault."""
    for example in chart.examples:
        place = f"examples.{example.id}"
        for language in ("nl", "en"):
            if not getattr(example.message, language).strip():
                values = {"language": language}
                yield Problem(ProblemCode.TRANSLATION_MISSING, f"{place}.message", values)
        yield from _unknown_problems(place, example, chart)
        yield from _run_problems(place, example, chart)


def _unknown_problems(place: str, example: Example, chart: Chart) -> Iterator[Problem]:
    for source in example.evidence.keys() - EVIDENCE.keys():
        values = {"source": source, "nearest": nearest(source, EVIDENCE)}
        yield Problem(ProblemCode.EVIDENCE_UNKNOWN, f"{place}.evidence.{source}", values)
    for key, answer in example.answers.items():
        node = chart.by_id.get(key)
        known = {each.id for each in node.answers} if isinstance(node, Question) else set()
        if answer not in known:
            code = ProblemCode.EXAMPLE_ANSWER_UNKNOWN
            yield Problem(code, f"{place}.answers.{key}", {"node": key, "answer": answer})
    for key in example.path:
        if key not in chart.by_id:
            values = {"to": key, "nearest": nearest(key, chart.by_id)}
            yield Problem(ProblemCode.NODE_UNKNOWN, f"{place}.path", values)


def _run_problems(place: str, example: Example, chart: Chart) -> Iterator[Problem]:
    run = run_case(chart, case_of(example))
    path = list(run.path)
    if run.stopped in _STOPPED:
        yield Problem(_STOPPED[run.stopped], place, {"node": path[-1], "path": path})
    elif run.is_ended and run.path != example.path:
        values = {"expected": list(example.path), "path": path}
        yield Problem(ProblemCode.EXAMPLE_FAILS, place, values)
