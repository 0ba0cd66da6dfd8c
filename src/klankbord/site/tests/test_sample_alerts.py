"""The storms that were put into the sample organisation, as alerts explain them."""

import datetime as dt
from collections import Counter
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.utils import translation

from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.insight.alert_words import alert_sentence
from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.watching import watch_topic
from klankbord.participate.listening.models import Source
from klankbord.participate.stories.jobs import file_arrivals, has_unfiled
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.jobs import has_unmatched, match_arrivals
from klankbord.participate.topics.models import Topic
from klankbord.site.sample import stories
from klankbord.site.sample.posts import OUTAGE_DAY, POOL_DAY, Town

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.mark.engine
def test_the_seeded_storms_of_the_sample_are_found_and_explained(owner, now):
    """Counts against those of the posts themselves, by another way than ours."""
    texts = {name: query for name, query, _words in stories.TOPICS}
    names = ("Digitaal loket", "Zwembad De Golf")
    topics = [create_topic(name=name, query=texts[name], by=owner, at=now) for name in names]
    posts = Town(until=now).posts()
    source = Source.objects.create(connector="file", target="x", name="Town", created_at=now)
    for start in range(0, len(posts), 1000):
        keep_posts(posts=posts[start : start + 1000], source=source, at=now)
    run = SimpleNamespace(now=now, progress=lambda: None)
    while has_unfiled() or has_unmatched():
        file_arrivals(run)
        match_arrivals(run)
    Topic.objects.update(n_replayed=F("n_replays"))
    first_day = (now - dt.timedelta(days=90)).astimezone(ZONE).date()
    tags = Counter(
        ((each.published_at.astimezone(ZONE).date() - first_day).days, tag)
        for each in posts
        for tag in each.hashtags
    )
    for topic, day, tag in zip(
        topics, (OUTAGE_DAY, POOL_DAY), ("storingloket", "reddegolf"), strict=True
    ):
        topic.refresh_from_db()
        made = watch_topic(topic=topic, today=now.astimezone(ZONE).date(), at=now)
        alerts = {(alert.day - first_day).days: alert for alert in made}
        assert day in alerts, topic.name
        assert len(alerts) <= 2  # chance makes a busy day too: less than one a week is bearable
        cause = Cause.read(alerts[day].cause)
        assert (cause.kind, cause.value) == ("hashtag", tag)
        assert cause.n == tags[day, tag]
        for language, word in (("en", "have"), ("nl", "hebben")):
            with translation.override(language):
                sentence = alert_sentence(alerts[day])
            assert f"({tags[day, tag]}) {word} #{tag}" in sentence
            assert f" {alerts[day].n_mentions} " in sentence
