"""Examples: messages written for the purpose, and whether the rules do with them what they must."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from klankbord.core.match.check import matches
from klankbord.core.post import Author, Post
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import read_or_none
from klankbord.people.queries import house_zone
from klankbord.reputation.desk.models import Severity
from klankbord.reputation.routing.models import Example, Expected, RuleVersion
from klankbord.reputation.routing.queries import book_of
from klankbord.reputation.routing.rules import Act, Decision, Heard

NOWHERE = "example"
"""The platform of words that were never said anywhere."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One example, and what the rules decided."""

    example: Example
    decision: Decision

    @property
    def came(self) -> Expected:
        """What would happen."""
        return Expected(self.decision.act) if self.decision.act else Expected.NOTHING

    @property
    def severity(self) -> Severity:
        """How urgent the case would be."""
        return Severity(self.decision.severity or Severity.NORMAL)

    @property
    def holds(self) -> bool:
        """Whether that is what the example asks, of severity and department only where named."""
        if self.came != self.example.expected:
            return False
        if self.decision.act != Act.OPEN:
            return True
        asked, department = self.example.severity, self.example.department_id
        return (asked is None or asked == self.severity) and (
            department is None or department == self.decision.department
        )


def tried_examples(version: RuleVersion | None) -> list[Tried]:
    """Every example against the rules of a version, with the topics as they are now."""
    examples = list(Example.objects.select_related("department"))
    book, posts = book_of(version), [written(each) for each in examples]
    topics = _topics_of(posts, {topic for rule in book.rules for topic in rule.topics})
    return [
        Tried(
            example=example,
            decision=book.decide(
                Heard(
                    post=post,
                    topics=found,
                    is_asked=example.is_asked,
                    copies=max(example.copies, 1),
                    is_office_open=example.is_office_open,
                )
            ),
        )
        for example, post, found in zip(examples, posts, topics, strict=True)
    ]


def _topics_of(posts: Sequence[Post], asked: Collection[int]) -> list[frozenset[int]]:
    """Which of these topics each post is about; only those that a rule names are tried."""
    zone = house_zone()
    active = Topic.objects.filter(pk__in=asked, is_active=True).values_list("pk", "query")
    read = {pk: read_or_none(words, zone) for pk, words in active}
    queries = {pk: query for pk, query in read.items() if query is not None}
    return [
        frozenset(pk for pk, query in queries.items() if matches(query, post)) for post in posts
    ]


def written(example: Example) -> Post:
    """Make a post of somebody's own words, said by nobody."""
    platform = example.platform or NOWHERE
    return Post(
        id=f"{platform}:example-{example.pk}",
        platform=platform,
        text=example.text,
        lang=example.language,
        published_at=example.added_at,
        author=Author(id="example", handle="example", followers=example.followers),
    )
