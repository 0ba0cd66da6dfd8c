"""Counts a day against a recount of the mentions themselves, whatever happened to them."""

from collections import Counter

import pytest
from django.db.models import F

from klankbord.participate.archive.actions import erase_mentions, local_days
from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.archive.rows import HASH_BITS
from klankbord.participate.insight.counting import count_day, days_amiss, topics_to_count
from klankbord.participate.insight.models import CountedArrival, DayFigure
from klankbord.participate.topics.actions import create_topic, delete_topic
from klankbord.participate.topics.keeping import add_matches, drop_matches
from klankbord.participate.topics.models import Match, Topic
from klankbord.participate.understanding.actions import correct_reading
from klankbord.participate.understanding.models import Aspect, StaleDay
from klankbord.trust.retention.models import PurgeLine, PurgeReport

from .heard import ANGRY, hear, mend, mixed, post, settle, source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(organisation, now):
    return source_of(now)


@pytest.fixture
def pool(owner, now):
    return create_topic(name="Pool", query="pool", by=owner, at=now)


def recounted():
    """The slow way: every mention looked at by itself."""
    days, counts = local_days(), Counter()
    topics = Counter()
    for row in Reading.objects.all():
        key = (row.platform, row.language, row.sentiment, row.intent)
        day = days.day_of(row.pk >> HASH_BITS)
        counts[day, None, *key] += 1
        for topic in Match.objects.filter(mention=row.pk).values_list("topic", flat=True):
            topics[day, topic, *key] += 1
    return counts + topics


def counted():
    rows = DayFigure.objects.values_list(
        "day", "topic", "platform", "language", "sentiment", "intent", "n_mentions"
    )
    found = Counter()
    for *key, n in rows:
        assert tuple(key) not in found
        found[tuple(key)] = n
    return found


def test_counts_are_those_of_the_mentions(source, pool, now):
    hear(source, mixed(now), at=now)
    assert counted() == recounted()
    assert sum(n for key, n in counted().items() if key[1] == pool.pk) == 30
    assert not StaleDay.objects.exists()


def test_a_correction_moves_one(source, pool, owner, now):
    hear(source, mixed(now, n_days=2), at=now)
    before = counted()
    angry = Reading.objects.filter(sentiment="negative").latest("pk")
    correct_reading(
        mention=angry.mention, aspect=Aspect.SENTIMENT, label="positive", by=owner, at=now
    )
    settle(now)
    assert counted() == recounted() != before
    assert counted().total() == before.total()


def test_a_replay_and_a_topic_that_goes(source, pool, owner, now):
    hear(source, mixed(now, n_days=3), at=now)
    park = create_topic(name="Park", query="park", by=owner, at=now)
    ids = Mention.objects.filter(text__contains="park").values_list("pk", flat=True)
    add_matches([(park.pk, number) for number in ids], local_days(), is_replayed=True)
    Topic.objects.filter(pk=park.pk).update(n_replayed=F("n_replays"))
    settle(now)
    assert sum(n for key, n in counted().items() if key[1] == park.pk) == 6
    assert counted() == recounted()
    drop_matches([(park.pk, number) for number in ids], local_days())
    Topic.objects.filter(pk=park.pk).update(n_replays=9, n_replayed=9)
    assert list(topics_to_count()) == [park]
    settle(now)
    assert counted() == recounted()
    delete_topic(topic=pool, by=owner, at=now)
    assert counted() == recounted()


def test_erasure_is_mended_and_a_purge_leaves_the_past(source, pool, now):
    hear(source, mixed(now), at=now)
    erased = list(Mention.objects.order_by("-pk").values_list("pk", flat=True)[:5])
    erase_mentions(ids=erased)
    assert days_amiss()
    mend(now)
    assert counted() == recounted()
    assert days_amiss() == []
    whole = counted()
    report = PurgeReport.objects.create(started_at=now)
    PurgeLine.objects.create(report=report, kind="archive.mentions", until_at=now)
    Mention.objects.all().delete()
    StaleDay.objects.bulk_create(StaleDay(day=day) for day in {key[0] for key in whole})
    mend(now)
    settle(now)
    assert counted() == whole
    assert not StaleDay.objects.exists()


def test_what_was_kept_before_anything_was_read_is_read_by_the_hour(source, pool, now):
    hear(source, mixed(now, n_days=2), at=now)
    Reading.objects.all().delete()
    DayFigure.objects.all().delete()
    mend(now)
    assert Reading.objects.count() == Mention.objects.count()
    assert counted() == recounted()


def test_twice_changes_nothing(source, pool, now):
    hear(source, mixed(now, n_days=2), at=now)
    before = counted()
    CountedArrival.objects.all().delete()  # as after a crash between two commits
    settle(now)
    assert counted() == before


def test_counting_costs_by_days_not_by_mentions(source, pool, now, django_assert_max_num_queries):
    hear(source, [post(n, ANGRY.format(f"n{n}"), now) for n in range(80)], at=now)
    StaleDay.objects.create(day=now.date())
    with django_assert_max_num_queries(12):
        count_day(day=now.date())
    assert counted() == recounted()
