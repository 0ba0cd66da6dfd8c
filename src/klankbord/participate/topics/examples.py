"""Posts that a query must find, or must leave alone, and whether it does."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from klankbord.core.match import Query
from klankbord.core.match.check import matches
from klankbord.core.post import Author, Post
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import numbered_posts_shown, story_facts
from klankbord.participate.topics.models import Example, Topic

NOWHERE = "example"
"""The platform of words that were never said anywhere."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One example against a query; `post` is None when the mention went in this moment."""

    example: Example
    post: Post | None
    does_match: bool

    @property
    def holds(self) -> bool:
        """Whether the query does what the example asks."""
        return self.post is None or self.does_match == self.example.must_match

    @property
    def text(self) -> str:
        """The words of the example."""
        if self.post is None:
            return ""
        return f"{self.post.title} {self.post.text}".strip()


class ExamplesFail(Exception):  # noqa: N818  # named after the broken promise
    """The query does not do what its own examples ask; it is not put in force."""

    def __init__(self, failed: Sequence[Outcome]) -> None:
        super().__init__(f"{len(failed)} examples fail")
        self.failed = tuple(failed)


def outcomes(query: Query | None, examples: Iterable[Example], *, at: dt.datetime) -> list[Outcome]:
    """Each example against the query; without one (it cannot be read) nothing matches.

    A colleague's post is looked at as it is shown: a query must not tell who wrote it.
    """
    asked = list(examples)
    ids = [each.mention_id for each in asked if each.mention_id]
    kept = dict(numbered_posts_shown(ids)) if ids else {}
    facts = dict(zip(ids, story_facts(ids), strict=True)) if ids else {}
    posts = [kept.get(each.mention_id) if each.mention_id else written(each, at) for each in asked]
    return [
        Outcome(
            example=example,
            post=post,
            does_match=query is not None
            and post is not None
            and matches(query, post, facts.get(example.mention_id or 0)),
        )
        for example, post in zip(asked, posts, strict=True)
    ]


def written(example: Example, at: dt.datetime) -> Post:
    """Make a post of somebody's own words, said now by nobody."""
    platform = example.platform or NOWHERE
    return Post(
        id=f"{platform}:example",
        platform=platform,
        text=example.text,
        title=example.title,
        lang=example.language,
        published_at=at,
        author=Author(id="example", handle="example"),
    )


def refuse_failing(topic: Topic, query: Query, *, at: dt.datetime) -> None:
    """Raise `ExamplesFail` when the query does not do what the topic's examples ask."""
    tested = outcomes(query, topic.examples.all(), at=at)
    if failed := [outcome for outcome in tested if not outcome.holds]:
        raise ExamplesFail(failed)


def add_own_example(
    *,
    topic: Topic,
    must_match: bool,
    text: str,
    at: dt.datetime,
    title: str = "",
    platform: str = "",
    language: str = "",
) -> Example:
    """Keep words that somebody wrote for the purpose; the same words again change their side."""
    example, _ = topic.examples.update_or_create(
        text=text,
        title=title,
        platform=platform,
        language=language,
        mention=None,
        defaults={"must_match": must_match},
        create_defaults={"must_match": must_match, "added_at": at},
    )
    return example


def add_mention_example(
    *, topic: Topic, must_match: bool, mention: Mention, at: dt.datetime
) -> Example:
    """Keep a mention as an example for as long as it is kept itself."""
    example, _ = topic.examples.update_or_create(
        mention=mention,
        defaults={"must_match": must_match},
        create_defaults={"must_match": must_match, "added_at": at},
    )
    return example


def drop_example(*, topic: Topic, pk: int) -> None:
    """Take an example away; one that is gone already is no mistake."""
    topic.examples.filter(pk=pk).delete()
