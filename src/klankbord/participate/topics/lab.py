"""What lies on the work bench of one topic."""

import datetime as dt
from dataclasses import dataclass

from klankbord.core.match import Query
from klankbord.participate.topics.examples import NOWHERE, Outcome, outcomes
from klankbord.participate.topics.listing import platform_name
from klankbord.participate.topics.marking import Marked, Marker
from klankbord.participate.topics.models import QueryVersion, Topic
from klankbord.participate.topics.queries import read_or_none
from klankbord.participate.topics.query_check import QueryCheck, check_query
from klankbord.participate.topics.reading import read_query


@dataclass(frozen=True)
class ShownExample:
    """An example with its words marked, and whether the query does what it asks."""

    outcome: Outcome
    text: Marked

    @property
    def pk(self) -> int:
        """Its number, for the button that takes it away."""
        return self.outcome.example.pk

    @property
    def platform(self) -> str:
        """Where it was said, as people call it; empty for own words without a place."""
        post = self.outcome.post
        if post is None or post.platform == NOWHERE:
            return ""
        return platform_name(post.platform)


@dataclass(frozen=True)
class ShownVersion:
    """A wording in the list of versions."""

    version: QueryVersion
    is_in_force: bool

    @property
    def is_draft(self) -> bool:
        """Whether somebody is still working at it."""
        return self.version.published_at is None


@dataclass(frozen=True)
class Bench:
    """Everything of one topic that changes when its query is changed."""

    check: QueryCheck
    examples: list[ShownExample]
    versions: list[ShownVersion]

    @property
    def n_failed(self) -> int:
        """Examples that the query does not do right."""
        return sum(not each.outcome.holds for each in self.examples)

    @property
    def draft(self) -> ShownVersion | None:
        """The wording that somebody works at."""
        return next((each for each in self.versions if each.is_draft), None)

    @property
    def in_force(self) -> ShownVersion | None:
        """The wording that is listened for."""
        return next((each for each in self.versions if each.is_in_force), None)


@dataclass(frozen=True)
class ReadableVersion:
    """A version that this program can read."""

    number: int
    text: str
    query: Query
    reading: str


def bench_of(topic: Topic, text: str, *, at: dt.datetime) -> Bench:
    """Look at a wording of a topic's query, with the topic's examples and versions."""
    check = check_query(text, at=at)
    query = None if check.refusal else check.query
    marker = Marker.of(query)
    tested = outcomes(query, topic.examples.all(), at=at)
    versions = topic.versions.select_related("written_by", "published_by")
    return Bench(
        check=check,
        examples=[ShownExample(each, marker.excerpt(each.text)) for each in tested if each.post],
        versions=[ShownVersion(each, each.number == topic.query_version) for each in versions],
    )


def readable_version(topic: Topic, number: str) -> ReadableVersion | None:
    """Find a version by its number; None where there is none, or it cannot be read."""
    is_number = number.isascii() and number.isdecimal() and len(number) < 10  # noqa: PLR2004  # digits of a version
    version = topic.versions.filter(number=int(number)).first() if is_number else None
    query = read_or_none(version.query) if version else None
    if version is None or query is None:
        return None
    return ReadableVersion(version.number, version.query, query, read_query(query))
