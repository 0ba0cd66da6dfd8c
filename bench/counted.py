"""What a house has after a year beside its mentions: topics, counts a day, people in groups."""

import datetime as dt

from django.db.models import Count

from bench import importing, posts
from klankbord.participate.archive.models import DayCount, TallyKind
from klankbord.participate.archive.tally import top_of
from klankbord.participate.insight.copies import ids_between
from klankbord.participate.insight.models import DayFigure
from klankbord.participate.insight.voices import tally_voices
from klankbord.participate.stakeholders.models import GIVEN, Evidence, Placement
from klankbord.participate.topics.models import Match, Topic

N_TOPICS = 100
N_PLACED = 20_000


def match_topics() -> None:
    """Follow a hundred topics, and match with them whatever came in."""
    if not Topic.objects.exists():
        importing.make_topics(posts.queries(posts.Generator(1).words, N_TOPICS))
    importing.match_all()


def place_and_count() -> None:
    """Put the authors heard most into groups, and count matches a day.

    How mentions sound is left out: that is the work of `bench.understanding`.
    """
    days = sorted({row.day for row in DayCount.objects.all()})
    heard = top_of(TallyKind.AUTHOR, since=days[0], until=days[-1], n=N_PLACED)
    Placement.objects.bulk_create(
        (
            Placement(
                author_id=author,
                group=GIVEN[number % len(GIVEN)],
                evidence=Evidence.DIRECTORY,
                placed_at=posts.UNTIL,
            )
            for number, (author, _n) in enumerate(heard)
        ),
        batch_size=5_000,
        ignore_conflicts=True,
    )
    for day in days:
        _count(day)


def _count(day: dt.date) -> None:
    first, last = ids_between(since=day, until=day)
    rows = Match.objects.filter(mention__gte=first, mention__lte=last).order_by()
    found = rows.values_list("topic_id", "mention__platform").annotate(n=Count("mention_id"))
    DayFigure.objects.bulk_create(
        DayFigure(day=day, topic_id=topic, platform=platform, sentiment="unsure", n_mentions=n)
        for topic, platform, n in found
    )
    tally_voices(day=day, first=first, last=last)
