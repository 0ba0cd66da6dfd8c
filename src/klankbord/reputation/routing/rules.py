"""Rules and what they decide: pure, so that the past and the examples are tried by the same code.

Rules are asked from top to bottom. Of all that fit, the first that names something counts, labels
add up, and the first that says "stop here", or that leaves the message alone, is the last.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec

from klankbord.core.match import Query
from klankbord.core.match.check import matches
from klankbord.core.match.facts import NO_FACTS, Facts
from klankbord.core.post import Post


class Act(StrEnum):
    """What a rule does with a message."""

    OPEN = "open"
    LABEL = "label"
    IGNORE = "ignore"


class Hours(StrEnum):
    """When a rule holds."""

    ALWAYS = ""
    OPEN = "open"
    CLOSED = "closed"


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When … then …: every condition that is given must hold; of several values one is enough.

    `topics`, `sources`, `department`, `member` and `flow` are ids; `followers` and `copies` are
    least counts.
    """

    id: str
    act: Act
    name: str = ""
    topics: tuple[int, ...] = ()
    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    words: str = ""
    is_asked: bool = False
    followers: int | None = None
    copies: int | None = None
    hours: Hours = Hours.ALWAYS
    severity: int | None = None
    department: int | None = None
    member: int | None = None
    flow: int | None = None
    driver: str = ""
    stakeholder_group: str = ""
    tags: tuple[str, ...] = ()
    is_last: bool = True

    @property
    def has_condition(self) -> bool:
        """Whether it asks for anything at all."""
        asked = (self.topics, self.platforms, self.languages, self.sources, self.words)
        counted = (self.followers, self.copies)
        return any((*asked, self.is_asked, self.hours)) or any(n is not None for n in counted)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """All that rules may ask of one message; `followers` stand in the post."""

    post: Post
    mention: int = 0
    topics: frozenset[int] = frozenset()
    source: int = 0
    is_asked: bool = False
    copies: int = 0
    is_office_open: bool = True
    facts: Facts = NO_FACTS

    @property
    def published_at(self) -> dt.datetime:
        """When it was said."""
        return self.post.published_at


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules say of one message; without `act` none of them fits."""

    act: Act | None = None
    rules: tuple[str, ...] = ()
    severity: int | None = None
    department: int | None = None
    member: int | None = None
    flow: int | None = None
    driver: str = ""
    stakeholder_group: str = ""
    tags: tuple[str, ...] = ()


class RuleBook:
    """Rules with their queries read; a rule whose words cannot be read fits nothing."""

    def __init__(self, rules: Sequence[Rule], read: Callable[[str], Query | None]) -> None:
        self.rules = tuple(rules)
        self._queries = {rule.id: read(rule.words) for rule in rules if rule.words}

    def fits(self, rule: Rule, heard: Heard) -> bool:
        """Whether every condition of a rule holds; words come last, they cost most."""
        return rule.has_condition and _holds(rule, heard) and self._says(rule, heard)

    def decide(self, heard: Heard) -> Decision:
        """Ask the rules in their order."""
        found: list[Rule] = []
        for rule in self.rules:
            if self.fits(rule, heard):
                found.append(rule)
                if rule.is_last or rule.act == Act.IGNORE:
                    break
        return _together(found)

    def _says(self, rule: Rule, heard: Heard) -> bool:
        if not rule.words:
            return True
        query = self._queries[rule.id]
        return query is not None and matches(query, heard.post, heard.facts)


def _holds(rule: Rule, heard: Heard) -> bool:
    post = heard.post
    language = post.lang.partition("-")[0]
    return (
        (not rule.topics or not heard.topics.isdisjoint(rule.topics))
        and (not rule.platforms or post.platform in rule.platforms)
        and (not rule.languages or language in rule.languages)
        and (not rule.sources or heard.source in rule.sources)
        and (not rule.is_asked or heard.is_asked)
        and _reaches(rule.followers, post.author.followers)
        and _reaches(rule.copies, heard.copies)
        and (not rule.hours or (rule.hours == Hours.OPEN) == heard.is_office_open)
    )


def _reaches(least: int | None, count: int | None) -> bool:
    """What nobody counted reaches nothing."""
    return least is None or (count is not None and count >= least)


def _together(rules: Sequence[Rule]) -> Decision:
    if not rules:
        return Decision()
    acts = [rule.act for rule in rules]
    opening = [rule for rule in rules if rule.act == Act.OPEN]
    return Decision(
        act=Act.OPEN if opening else acts[-1],
        rules=tuple(rule.id for rule in rules),
        severity=_first(rule.severity for rule in opening),
        department=_first(rule.department for rule in opening),
        member=_first(rule.member for rule in opening),
        flow=_first(rule.flow for rule in opening),
        driver=next((rule.driver for rule in opening if rule.driver), ""),
        stakeholder_group=next(
            (rule.stakeholder_group for rule in opening if rule.stakeholder_group), ""
        ),
        tags=tuple(dict.fromkeys(tag for rule in rules for tag in rule.tags)),
    )


def _first(values: Iterable[int | None]) -> int | None:
    return next((value for value in values if value is not None), None)


def rules_of(document: object) -> tuple[Rule, ...]:
    """Read rules as they are stored; raises `msgspec.ValidationError`."""
    return msgspec.convert(document, tuple[Rule, ...])


def document_of(rules: Iterable[Rule]) -> list[dict[str, object]]:
    """Rules as they are stored."""
    made: list[dict[str, object]] = msgspec.to_builtins(list(rules))
    return made
