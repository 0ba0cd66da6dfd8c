"""What is wrong with a flow, and what to do, in the reader's language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.core.flow import Problem, ProblemCode

Code = ProblemCode
MOST_NAMED = 8


@dataclass(frozen=True)
class Told:
    """One problem for people: where, what, and what to do; `node` is the step to open."""

    code: str
    place: str
    where: str
    sentence: str
    remedy: str
    node: str


Words = tuple[Promise, Promise]

WORDS: dict[ProblemCode, Words] = {
    Code.NOT_READABLE: (
        gettext_lazy("This cannot be read as YAML or JSON: line %(line)s, %(detail)s."),
        gettext_lazy(
            "Look at that line. Mostly a quotation mark, a colon or spaces at the start are off."
        ),
    ),
    Code.TOO_LARGE: (
        gettext_lazy("This is larger than a flow may be: %(most)s is the most."),
        gettext_lazy("Make two flows of it: one can hand over to the other."),
    ),
    Code.KEY_TWICE: (
        gettext_lazy("“%(key)s” stands here twice."),
        gettext_lazy("Keep one of the two."),
    ),
    Code.REFERENCE_REFUSED: (
        gettext_lazy("Line %(line)s has a reference (& or *)."),
        gettext_lazy("Write the words out, or put them between quotation marks."),
    ),
    Code.FIELD_MISSING: (
        gettext_lazy("“%(field)s” is missing."),
        gettext_lazy("Add it. The page about flows shows every field."),
    ),
    Code.FIELD_UNKNOWN: (
        gettext_lazy("“%(field)s” has no meaning here."),
        gettext_lazy("Take it out%(meant)s."),
    ),
    Code.WRONG_TYPE: (
        gettext_lazy("Something else is expected here: %(expected)s."),
        gettext_lazy("Look at an example in one of the flows that come along."),
    ),
    Code.VALUE_UNKNOWN: (
        gettext_lazy("“%(value)s” cannot be used here."),
        gettext_lazy("Choose one of: %(allowed)s%(meant)s."),
    ),
    Code.VALUE_OUTSIDE: (
        gettext_lazy(
            "“%(value)s” is too long, too short, too high or has a sign that is not allowed."
        ),
        gettext_lazy(
            "An id has small letters, digits and hyphens; a time has whole minutes or days."
        ),
    ),
    Code.START_MISSING: (
        gettext_lazy("Nothing says where the flow starts."),
        gettext_lazy("Choose the first step."),
    ),
    Code.NODE_UNKNOWN: (
        gettext_lazy("This leads to “%(to)s”, and there is no such step."),
        gettext_lazy("Choose a step that is there, or add this one%(meant)s."),
    ),
    Code.ID_TWICE: (
        gettext_lazy("Two parts are called “%(id)s”."),
        gettext_lazy("Give one of them another name."),
    ),
    Code.UNREACHABLE: (
        gettext_lazy("No way from the start leads here."),
        gettext_lazy("Let an answer lead here, or take this step out."),
    ),
    Code.DEAD_END: (
        gettext_lazy("Nothing comes after this, and it is not an outcome."),
        gettext_lazy("Choose what comes next, or make an outcome of it."),
    ),
    Code.CYCLE_WITHOUT_EXIT: (
        gettext_lazy("Who comes here goes round for ever: %(nodes)s."),
        gettext_lazy("Let one of these steps lead out of the circle."),
    ),
    Code.NO_OUTCOME: (
        gettext_lazy("The flow has no end."),
        gettext_lazy("Add at least one outcome."),
    ),
    Code.ANSWERS_MISSING: (
        gettext_lazy("This question has no answers."),
        gettext_lazy("Add at least two."),
    ),
    Code.ANSWER_ALONE: (
        gettext_lazy("This question has one answer, so it asks nothing."),
        gettext_lazy("Add a second answer, or make an action of it."),
    ),
    Code.TRANSLATION_MISSING: (
        gettext_lazy("The words in %(language)s are missing."),
        gettext_lazy("Write them, so that every colleague can use the flow."),
    ),
    Code.EVIDENCE_UNKNOWN: (
        gettext_lazy("There is no evidence called “%(source)s”."),
        gettext_lazy("Choose evidence from the list%(meant)s."),
    ),
    Code.EVIDENCE_LABEL_UNKNOWN: (
        gettext_lazy("The evidence “%(source)s” never says “%(label)s”."),
        gettext_lazy("Choose one of: %(allowed)s."),
    ),
    Code.EVIDENCE_PROVES_NOTHING: (
        gettext_lazy("This rule does not say when “%(source)s” counts."),
        gettext_lazy("Choose words, or for a number a lowest or highest value; not both."),
    ),
    Code.EVIDENCE_ANSWER_UNKNOWN: (
        gettext_lazy("The rule proposes “%(answer)s”, and the question has no such answer."),
        gettext_lazy("Choose one of the answers of the question%(meant)s."),
    ),
    Code.ROLE_UNKNOWN: (
        gettext_lazy("There is no role “%(role)s”."),
        gettext_lazy("Choose a role from the list%(meant)s."),
    ),
    Code.PLATFORM_UNKNOWN: (
        gettext_lazy("“%(platform)s” is not a platform that we know."),
        gettext_lazy("Choose a platform from the list%(meant)s."),
    ),
    Code.OTHERWISE_MISSING: (
        gettext_lazy("This step is for some platforms, and nothing says what comes on the others."),
        gettext_lazy("Choose what comes next on other platforms."),
    ),
    Code.REASON_MISSING: (
        gettext_lazy("Here nobody gets an answer, and no reason is given."),
        gettext_lazy("Choose a reason: it goes into the ledger of silence."),
    ),
    Code.REASON_UNKNOWN: (
        gettext_lazy("“%(reason)s” is not a reason that we know."),
        gettext_lazy("Choose one of: %(allowed)s%(meant)s."),
    ),
    Code.REVIEW_MISSING: (
        gettext_lazy("This is watched, and nothing says when somebody looks again."),
        gettext_lazy("Fill in a number of days."),
    ),
    Code.OWNER_MISSING: (
        gettext_lazy("This is handed over, and to nobody."),
        gettext_lazy("Choose the role that takes it over."),
    ),
    Code.ITEMS_MISSING: (
        gettext_lazy("This list has no lines to tick."),
        gettext_lazy("Add at least one line, or take the list out."),
    ),
    Code.ANSWERED_UNCHECKED: (
        gettext_lazy("An answer can go out without a list to tick: %(path)s."),
        gettext_lazy("Put a list between these steps."),
    ),
    Code.EXAMPLE_FAILS: (
        gettext_lazy("This example takes another way: %(path)s."),
        gettext_lazy("Mend the flow; or, if the new way is right, change the example."),
    ),
    Code.EXAMPLE_STOPS: (
        gettext_lazy("This example stands still at “%(node)s”: nobody and nothing answers there."),
        gettext_lazy("Give the example an answer to this question, or evidence that is sure."),
    ),
    Code.EXAMPLE_LOOPS: (
        gettext_lazy("This example comes back to “%(node)s” and would go round for ever."),
        gettext_lazy("Give it an answer that leads on."),
    ),
    Code.EXAMPLE_ANSWER_UNKNOWN: (
        gettext_lazy("This example answers “%(node)s” with “%(answer)s”, which is not there."),
        gettext_lazy("Choose a question and an answer that are there."),
    ),
}

LANGUAGES = {"nl": gettext_lazy("Dutch"), "en": gettext_lazy("English")}
EXPECTED = {
    "mapping": gettext_lazy("a part with fields"),
    "list": gettext_lazy("a list"),
    "text": gettext_lazy("words"),
    "number": gettext_lazy("a number"),
}


def told_problem(problem: Problem) -> Told:
    """A problem in the language that is on."""
    sentence, remedy = WORDS[problem.code]
    values = _values(problem)
    parts = problem.place.split(".")
    return Told(
        code=str(problem.code),
        place=problem.place,
        where=_where(parts),
        sentence=str(sentence) % values,
        remedy=str(remedy) % values,
        node=parts[1] if parts[0] == "nodes" and len(parts) > 1 else "",
    )


def _values(problem: Problem) -> dict[str, str]:
    values = {key: _word(key, value) for key, value in problem.values.items()}
    near = values.get("nearest")
    values["meant"] = _(" (do you mean “%(word)s”?)") % {"word": near} if near else ""
    return values


def _word(key: str, value: object) -> str:
    if key == "language":
        return str(LANGUAGES.get(str(value), value))
    if key == "expected" and isinstance(value, str):
        return str(EXPECTED[value])
    if isinstance(value, list | tuple):
        joined = " → " if key in {"path", "expected", "nodes"} else ", "
        shown = [*map(str, value[:MOST_NAMED]), *(["…"] if len(value) > MOST_NAMED else [])]
        return joined.join(shown)
    return str(value)


PARTS = {
    "answers": gettext_lazy("answer “%(name)s”"),
    "items": gettext_lazy("line “%(name)s”"),
    "evidence": gettext_lazy("evidence %(name)s"),
}


def _where(parts: list[str]) -> str:
    """Where it is, as people look for it: step “danger”, answer “yes”."""
    heads = {"nodes": _("step “%(name)s”"), "examples": _("example “%(name)s”")}
    if parts[0] not in heads or len(parts) == 1:
        return _("the whole flow")
    found = [heads[parts[0]] % {"name": parts[1]}]
    if len(parts) > 3 and parts[2] in PARTS:  # noqa: PLR2004  # nodes, name, part, name
        name = str(int(parts[3]) + 1) if parts[3].isdecimal() else parts[3]
        found.append(str(PARTS[parts[2]]) % {"name": name})
    return ", ".join(found)
