"""Rules as sentences: "When … and … then …", so that a manager reads what will happen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.queries import group_name
from klankbord.participate.topics.listing import language_name
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Department, Member
from klankbord.reputation.desk.models import Severity
from klankbord.reputation.desk.wording import driver_name, platform_name
from klankbord.reputation.flowcharts.models import Flow
from klankbord.reputation.routing.models import Expected, RuleVersion
from klankbord.reputation.routing.rules import Act, Decision, Hours, Rule, rules_of

ACTS: dict[Act, Promise] = {
    Act.OPEN: gettext_lazy("open a case"),
    Act.LABEL: gettext_lazy("only put labels on it"),
    Act.IGNORE: gettext_lazy("leave it alone"),
}
EXPECTED: dict[str, Promise] = {
    "open": gettext_lazy("A case"),
    "label": gettext_lazy("Only labels"),
    "ignore": gettext_lazy("Left alone"),
    "": gettext_lazy("No rule fits"),
}


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the ids in rules are called; what was deleted has no name."""

    topics: Mapping[int, str]
    sources: Mapping[int, str]
    departments: Mapping[int, str]
    members: Mapping[int, str]
    flows: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One rule in words: its conditions, and its consequences."""

    rule: Rule
    number: int
    when: list[str]
    then: list[str]
    is_first: bool
    is_end: bool


def names_of(rules: Iterable[Rule], language: str) -> Names:
    """Look the names up that rules need; five queries."""
    known = list(rules)
    flows = Flow.objects.filter(pk__in=[rule.flow for rule in known if rule.flow])
    return Names(
        topics=_called(Topic, {pk for rule in known for pk in rule.topics}),
        sources=_called(Source, {pk for rule in known for pk in rule.sources}),
        departments=_called(Department, {rule.department for rule in known}),
        members=_called(Member, {rule.member for rule in known}),
        flows={flow.pk: flow.title_in(language) for flow in flows},
    )


def sentences_of(version: RuleVersion | None, language: str) -> list[Sentence]:
    """The rules of a version, in their order."""
    rules = rules_of(version.rules) if version else ()
    names = names_of(rules, language)
    return [
        Sentence(
            rule=rule,
            number=place + 1,
            when=_when(rule, names),
            then=_then(rule, names),
            is_first=place == 0,
            is_end=place == len(rules) - 1,
        )
        for place, rule in enumerate(rules)
    ]


def decision_words(decision: Decision, departments: Mapping[int, str]) -> str:
    """What would happen, in short."""
    said = [str(EXPECTED[decision.act or ""])]
    if decision.act == Act.OPEN:
        said.append(str(Severity(decision.severity or Severity.NORMAL).label))
        if decision.department:
            said.append(departments.get(decision.department, _("a department that is gone")))
    said.extend(f"#{tag}" for tag in decision.tags)
    return " · ".join(said)


def expected_words(expected: str, severity: int | None, department: str) -> str:
    """What an example asks."""
    parts = [str(Expected(expected).label)]
    if severity:
        parts.append(str(Severity(severity).label))
    return " · ".join([*parts, department] if department else parts)


def _when(rule: Rule, names: Names) -> list[str]:
    said = [
        _("it is about %(names)s") % {"names": _either(_named(rule.topics, names.topics))}
        if rule.topics
        else "",
        _("it stands on %(names)s") % {"names": _either(map(platform_name, rule.platforms))}
        if rule.platforms
        else "",
        _("it is in %(names)s") % {"names": _either(map(language_name, rule.languages))}
        if rule.languages
        else "",
        _("it comes from %(names)s") % {"names": _either(_named(rule.sources, names.sources))}
        if rule.sources
        else "",
        _("it has the words %(words)s") % {"words": rule.words} if rule.words else "",
        _("it speaks to us") if rule.is_asked else "",
        _followers(rule.followers),
        _copies(rule.copies),
        _hours(rule.hours),
    ]
    return [each for each in said if each]


def _then(rule: Rule, names: Names) -> list[str]:
    said = [str(ACTS[rule.act])]
    if rule.act == Act.OPEN:
        said += _opened_as(rule, names)
    if rule.tags and rule.act != Act.IGNORE:
        said.append(_("label %(tags)s") % {"tags": ", ".join(f"#{tag}" for tag in rule.tags)})
    return said


def _opened_as(rule: Rule, names: Names) -> Iterator[str]:
    """What a rule gives the case that it opens."""
    if rule.severity is not None:
        words = {"severity": str(Severity(rule.severity).label).lower()}
        yield _("severity %(severity)s") % words
    if rule.department is not None:
        yield _("for %(name)s") % {"name": _name(rule.department, names.departments)}
    if rule.member is not None:
        yield _("give it to %(name)s") % {"name": _name(rule.member, names.members)}
    if rule.flow is not None:
        yield _("with the flowchart “%(name)s”") % {"name": _name(rule.flow, names.flows)}
    if rule.driver:
        yield _("driver: %(name)s") % {"name": driver_name(rule.driver)}
    if rule.stakeholder_group:
        yield _("stakeholder group: %(name)s") % {"name": group_name(rule.stakeholder_group)}


def _followers(least: int | None) -> str:
    if least is None:
        return ""
    words = ngettext(
        "its author has at least %(n)s follower",
        "its author has at least %(n)s followers",
        least,
    )
    return words % {"n": least}


def _copies(least: int | None) -> str:
    return _("at least %(n)s messages say the same") % {"n": least} if least is not None else ""


def _hours(hours: Hours) -> str:
    told = {Hours.OPEN: _("the desk is open"), Hours.CLOSED: _("the desk is closed")}
    return told.get(hours, "")


def _either(names: Iterable[str]) -> str:
    return get_text_list(list(names), _("or"))


def _named(ids: Iterable[int], names: Mapping[int, str]) -> list[str]:
    return [f"“{_name(pk, names)}”" for pk in ids]


def _name(pk: int, names: Mapping[int, str]) -> str:
    return names.get(pk, _("something that was deleted"))


def _called(model: type[Model], ids: Iterable[int | None]) -> dict[int, str]:
    wanted = [pk for pk in ids if pk]
    if not wanted:
        return {}
    rows = model._default_manager.filter(pk__in=wanted)  # noqa: SLF001  # Django's own spelling
    return dict(rows.values_list("pk", "name"))
