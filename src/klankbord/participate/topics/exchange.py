"""Take topics along to another installation, and bring them in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from klankbord.participate.topics.actions import change_topic, create_topic, pause_topic
from klankbord.participate.topics.examples import add_mention_example, add_own_example
from klankbord.participate.topics.models import Example, QueryVersion, Topic
from klankbord.participate.topics.stored_lines import (
    ExampleLine,
    StoredQuery,
    VersionLine,
    unsaved_examples,
)
from klankbord.participate.topics.versions import draft_of, write_draft


@dataclass(frozen=True)
class Brought:
    """What became of one line; examples whose mention is not kept here are missing."""

    topic: Topic
    is_new: bool
    n_missing: int


def topic_lines() -> Iterator[StoredQuery]:
    """Every topic with its examples and versions, by name."""
    for topic in Topic.objects.prefetch_related("versions", "examples__mention"):
        examples = list(topic.examples.all())
        draft = draft_of(topic)
        yield StoredQuery(
            id=topic.name,
            query=topic.query,
            description=topic.description,
            is_active=topic.is_active,
            version=topic.query_version,
            must_match=tuple(_example_line(each) for each in examples if each.must_match),
            must_not_match=tuple(_example_line(each) for each in examples if not each.must_match),
            draft=draft.query if draft and topic.is_published else "",
            versions=tuple(
                _version_line(each, each.published_at)
                for each in reversed(topic.versions.all())
                if each.published_at and each.number != topic.query_version
            ),
        )


def bring_topic(line: StoredQuery, *, at: dt.datetime) -> Brought:
    """Make or change the topic of this name, with all examples; all of it or nothing.

    Raises what `create_topic` and `change_topic` do: `ExamplesFail` where the query does not do
    what the examples of the line and of the topic ask.
    """
    with transaction.atomic():
        known = Topic.objects.filter(name__iexact=line.id).first()
        topic = known or _begin(line, at=at)
        n_missing = _add_examples(topic, line, at=at)
        if line.version:
            change_topic(
                topic=topic,
                version=topic.version,
                name=topic.name,
                description=line.description or topic.description,
                query=line.query,
                by=None,
                at=at,
            )
        if line.draft:
            write_draft(topic, query=line.draft, by=None, at=at)
        if known is None and line.version and not line.is_active:
            pause_topic(topic=topic, by=None, at=at)
    return Brought(topic, known is None, n_missing)


def _begin(line: StoredQuery, *, at: dt.datetime) -> Topic:
    """Make the topic as a draft, after the versions that were in force before."""
    topic = create_topic(
        name=line.id,
        query=line.query,
        description=line.description,
        by=None,
        at=at,
        is_draft=True,
    )
    earlier = {each.number: each for each in line.versions if 0 < each.number < line.version}
    topic.versions.update(number=max(line.version, 1))
    QueryVersion.objects.bulk_create(
        QueryVersion(
            topic=topic,
            number=number,
            query=each.query,
            written_at=each.written_at,
            published_at=each.published_at,
        )
        for number, each in sorted(earlier.items())
    )
    return topic


def _add_examples(topic: Topic, line: StoredQuery, *, at: dt.datetime) -> int:
    n_missing = 0
    for example in unsaved_examples(line):
        if example is None:
            n_missing += 1
        elif example.mention is not None:
            add_mention_example(
                topic=topic, must_match=example.must_match, mention=example.mention, at=at
            )
        elif example.text or example.title:
            add_own_example(
                topic=topic,
                must_match=example.must_match,
                text=example.text,
                title=example.title,
                platform=example.platform,
                language=example.language,
                at=at,
            )
    return n_missing


def _example_line(example: Example) -> str | ExampleLine:
    """A mention goes by its post id: its words go along with the mentions, or not at all."""
    if example.mention is not None:
        return ExampleLine(post=f"{example.mention.platform}:{example.mention.external_id}")
    if not (example.title or example.platform or example.language):
        return example.text
    return ExampleLine(
        text=example.text, title=example.title, platform=example.platform, lang=example.language
    )


def _version_line(version: QueryVersion, published_at: dt.datetime) -> VersionLine:
    return VersionLine(
        number=version.number,
        query=version.query,
        written_at=version.written_at,
        published_at=published_at,
    )
