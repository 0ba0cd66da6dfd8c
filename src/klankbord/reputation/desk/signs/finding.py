"""What the lines found lately: in how many cases each of them stands, with examples."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from klankbord.core.match.stream import Matcher
from klankbord.people.queries import house_zone
from klankbord.reputation.desk.models import Case, CaseMessage
from klankbord.reputation.desk.signs.models import DANGERS, PLACES, Kind
from klankbord.reputation.desk.signs.reading import (
    Lines,
    host_and_path,
    lies_in,
    post_of,
    query_or_none,
)

WINDOW: Final = dt.timedelta(days=30)
MOST_CASES: Final = 2_000
"""So many cases, the newest, are looked at: a page must stay quick."""
_EXAMPLES = 2

Line = tuple[Kind, str]


@dataclass
class Found:
    """The cases that one kind found, and each of its lines; the newest messages as examples."""

    cases: set[int] = field(default_factory=set)
    by_line: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    examples: list[tuple[str, CaseMessage]] = field(default_factory=list)

    def add(self, line: str, message: CaseMessage) -> None:
        """One message, the newest first; of a case only its first one is an example."""
        if message.case_id not in self.cases and len(self.examples) < _EXAMPLES:
            self.examples.append((line, message))
        self.cases.add(message.case_id)
        self.by_line[line].add(message.case_id)


@dataclass(frozen=True)
class Lately:
    """What was found in the `n_cases` that were looked at; `is_all` unless there were more."""

    n_cases: int
    is_all: bool
    kinds: Mapping[Kind, Found]


def found_lately(lines: Lines, *, at: dt.datetime) -> Lately:
    """What these lines find in the cases that were opened in the last thirty days."""
    opened = Case.objects.filter(opened_at__gt=at - WINDOW, opened_at__lte=at)
    cases = list(opened.order_by("-opened_at").values_list("pk", flat=True)[: MOST_CASES + 1])
    incoming = CaseMessage.objects.filter(
        case__in=cases[:MOST_CASES], direction=CaseMessage.Direction.INCOMING, is_copy=False
    )
    messages = list(incoming.select_related("case").order_by("-published_at", "-pk"))
    found = {kind: Found() for kind in Kind}
    for (kind, line), message in [*_with_words(lines, messages), *_at_sites(lines, messages)]:
        found[kind].add(line, message)
    return Lately(len(cases[:MOST_CASES]), len(cases) <= MOST_CASES, found)


def _with_words(lines: Lines, messages: list[CaseMessage]) -> Iterator[tuple[Line, CaseMessage]]:
    zone = house_zone()
    read = {(kind, line): query_or_none(line, zone) for kind in DANGERS for line in lines[kind]}
    queries = {each: query for each, query in read.items() if query is not None}
    matched = Matcher(queries).match([post_of(message) for message in messages])
    return ((each, messages[place]) for place, each in matched)


def _at_sites(lines: Lines, messages: Iterable[CaseMessage]) -> Iterator[tuple[Line, CaseMessage]]:
    """A case stands where its first message does, in the most precise of the sites."""
    by_host: dict[str, list[Line]] = defaultdict(list)
    for kind in PLACES:
        for line in lines[kind]:
            by_host[line.partition("/")[0]].append((kind, line))
    first = {message.case_id: message for message in messages}  # the newest stand first
    for message in first.values():
        near = (each for each in _near(by_host, message.url) if lies_in(message.url, each[1]))
        site = max(near, key=lambda each: len(each[1]), default=None)
        if site is not None:
            yield site, message


def _near(by_host: Mapping[str, list[Line]], url: str) -> Iterator[Line]:
    """The lines about a host or what it is a part of: two thousand addresses, few lines each."""
    parts = host_and_path(url)[0].split(".")
    for place in range(len(parts)):
        yield from by_host.get(".".join(parts[place:]), ())
