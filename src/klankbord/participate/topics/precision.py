"""How many of the matches are about the topic: a sample drawn by chance, told apart by people.

The interval is Wilson's (`core.measure.intervals`): it holds for small samples.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, QuerySet

from klankbord.participate.archive.models import Mention
from klankbord.participate.topics.models import (
    Match,
    PrecisionSample,
    SampledMention,
    Topic,
)
from klankbord.people.models import Member
from klankbord.trust import audit

SIZE = 30


class NothingToDraw(Exception):  # noqa: N818  # named after the broken promise
    """The topic has no matches."""


def draw_sample(*, topic: Topic, by: Member, at: dt.datetime) -> PrecisionSample:
    """Draw matches of the query in force, each with the same chance; raises `NothingToDraw`."""
    matches = Match.objects.filter(topic=topic)
    drawn, n_matches = _drawn(matches), matches.count()  # before anybody has to wait for us
    with transaction.atomic():
        kept = Mention.objects.filter(pk__in=drawn).order_by("-pk")
        drawn = list(kept.values_list("pk", flat=True))  # some may be erased by now
        if not drawn:
            raise NothingToDraw
        sample = PrecisionSample.objects.create(
            topic=topic,
            version=topic.query_version,
            drawn_at=at,
            n_matches=max(n_matches, len(drawn)),
            n_drawn=len(drawn),
        )
        SampledMention.objects.bulk_create(
            SampledMention(sample=sample, mention_id=pk) for pk in drawn
        )
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="topics.sample-drawn",
            object=f"topic:{topic.pk}",
            declaration="topics.topics",
            detail={"version": sample.version, "n": sample.n_drawn},
        )
    return sample


def label_sample(*, sample: PrecisionSample, labels: Mapping[int, bool]) -> None:
    """Keep labels by mention; each may be changed, and changes the counts once."""
    with transaction.atomic():
        rows = SampledMention.objects.filter(sample=sample, mention_id__in=list(labels))
        for row in rows:
            _label(row, is_relevant=labels[row.mention_id])
    sample.refresh_from_db()


def samples_of(topic: Topic) -> QuerySet[PrecisionSample]:
    """All samples of a topic, newest first."""
    return topic.samples.all()


def _drawn(matches: QuerySet[Match]) -> list[int]:
    return list(matches.order_by("?").values_list("mention_id", flat=True)[:SIZE])


def _label(row: SampledMention, *, is_relevant: bool) -> None:
    before = row.is_relevant
    mine = SampledMention.objects.filter(pk=row.pk, is_relevant=before)
    if before == is_relevant or not mine.update(is_relevant=is_relevant):
        return
    PrecisionSample.objects.filter(pk=row.sample_id).update(
        n_labelled=F("n_labelled") + int(before is None),
        n_relevant=F("n_relevant") + int(is_relevant) - int(bool(before)),
    )
