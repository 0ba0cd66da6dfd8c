"""Who spoke of which topic, packed a day, against a plain count, whatever happens."""

import datetime as dt
from collections import Counter

import pytest
from django.core.cache import caches
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from klankbord.core.post import Author
from klankbord.participate.archive.actions import erase_mentions, local_days
from klankbord.participate.archive.models import Author as KeptAuthor
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.rows import HASH_BITS
from klankbord.participate.insight.counting import first_kept_day
from klankbord.participate.insight.models import DayVoices
from klankbord.participate.insight.voices import days_with, drop_authors, voices_by_group
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.models import GIVEN, Placement
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.stakeholders.queries import group_of
from klankbord.participate.topics.actions import create_topic, delete_topic
from klankbord.participate.topics.keeping import add_matches, drop_matches
from klankbord.participate.topics.models import Match, Topic
from klankbord.people.models import Account, Member, Organisation
from klankbord.trust.retention.purging import purge

from .heard import hear, mend, own_words, post, settle

START = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
HANDLES = ("krant", "partner", "iemand", "collega")
WORDS = ("pool", "park")
OLD = 430  # days: over the time that mentions are kept
LONG_AGO, SOON = dt.date(2020, 1, 1), dt.date(2030, 1, 1)
PEOPLE, SUBJECTS = st.sampled_from(HANDLES), st.sampled_from([*WORDS, "pool park", "nothing"])


def plainly_counted():
    """The slow way: every match looked at by itself."""
    days, found = local_days(), Counter()
    for match in Match.objects.select_related("mention"):
        is_kept = days.day_of(match.mention_id >> HASH_BITS) >= first_kept_day()
        group = group_of(match.mention.author_id)
        if is_kept and group:
            found[group, match.topic_id, match.mention.platform] += 1
    return found


def packed():
    """What the packed rows say of topics that are there."""
    topics = set(Topic.objects.values_list("pk", flat=True))
    found = voices_by_group(since=LONG_AGO, until=SOON)
    return {key: n for key, n in found.items() if key[1] in topics}


class House(RuleBasedStateMachine):
    """Posts come, change and go; people are put into groups; whoever looks counts the same."""

    def __init__(self):
        super().__init__()
        caches["process"].clear()
        Organisation.objects.create(name="Proefdam", created_at=START)
        self.owner = Member.objects.create(name="O", email="o@x.example", joined_at=START)
        self.source = Source.objects.create(
            connector="file", target="x", name="P", created_at=START - dt.timedelta(days=800)
        )
        self.at, self.n = START, 0
        for word in WORDS:
            create_topic(name=word, query=word, by=self.owner, at=START)

    def teardown(self):
        erase_mentions(ids=list(Mention.objects.values_list("pk", flat=True)))
        for model in (DayVoices, Placement, KeptAuthor, Topic, Account, Source, Member):
            model.objects.all().delete()
        Organisation.objects.all().delete()

    def later(self):
        self.at += dt.timedelta(minutes=7)
        return self.at

    @rule(who=PEOPLE, words=SUBJECTS, age=st.sampled_from([0, 1, 1, 5, OLD]))
    def hear_two(self, who, words, age):
        said = []
        for _ in range(2):
            self.n += 1
            text, moment = f"{words} {own_words(self.n)}", self.at - dt.timedelta(days=age)
            author = Author(id=who, handle=who, name=who)
            said.append(post(self.n, text, moment, author=author))
        hear(self.source, said, at=self.later())

    @rule(words=SUBJECTS)
    def edit_the_newest(self, words):
        row = Mention.objects.select_related("author").first()
        if row:
            who = row.author.handle
            again = post(
                0, f"{words} {own_words(self.n)} edited", row.published_at,
                id=f"{row.platform}:{row.external_id}", platform=row.platform,
                author=Author(id=who, handle=who, name=who),
            )  # fmt: skip
            hear(self.source, [again], at=self.later())

    @rule(which=st.integers(0, 5))
    def erase_one(self, which):
        erase_mentions(ids=list(Mention.objects.values_list("pk", flat=True)[which : which + 1]))
        mend(self.later())

    @rule(word=st.sampled_from(WORDS), is_found=st.booleans())
    def replay(self, word, is_found):
        topic = Topic.objects.filter(name=word).first()
        if topic is None:
            topic = create_topic(name=word, query=word, by=self.owner, at=self.later())
        pairs = [(topic.pk, pk) for pk in Mention.objects.values_list("pk", flat=True)[::2]]
        if is_found:
            add_matches(pairs, local_days(), is_replayed=True)
        else:
            drop_matches(pairs, local_days())
        Topic.objects.filter(pk=topic.pk).update(n_replays=F("n_replays") + 1)
        Topic.objects.filter(pk=topic.pk).update(n_replayed=F("n_replays"))
        settle(self.later())

    @rule(word=st.sampled_from(WORDS))
    def delete_a_topic(self, word):
        for topic in Topic.objects.filter(name=word):
            delete_topic(topic=topic, by=self.owner, at=self.later())

    @rule(who=PEOPLE, group=st.sampled_from(["", *GIVEN[:2]]))
    def place(self, who, group):
        hidden = set(Account.objects.values_list("handle", flat=True))
        for author in KeptAuthor.objects.filter(handle=who).exclude(handle__in=hidden):
            place_author(author=author, group=group, by=self.owner, at=self.later())

    @rule(is_hidden=st.booleans())
    def a_colleague_chooses(self, is_hidden):
        Account.objects.all().delete()
        if is_hidden:
            Account.objects.create(member=self.owner, platform="mastodon", handle="collega")

    @rule(who=PEOPLE)
    def forget(self, who):
        authors = set(KeptAuthor.objects.filter(handle=who).values_list("pk", flat=True))
        drop_authors(authors)
        assert days_with(authors) == 0
        rows = Mention.objects.filter(author__in=authors)
        erase_mentions(ids=list(rows.values_list("pk", flat=True)))
        mend(self.later())

    @rule()
    def purge_what_is_old(self):
        purge(at=self.later())
        assert not DayVoices.objects.filter(day__lt=first_kept_day()).exists()

    @invariant()
    def packed_is_plain(self):
        assert packed() == plainly_counted()


SETTINGS = settings(
    max_examples=3,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_whatever_happens_packed_rows_say_what_a_plain_count_says():
    run_state_machine_as_test(House, settings=SETTINGS)


@pytest.mark.django_db
def test_a_day_is_one_row_and_an_empty_day_is_counted_too(organisation, owner, now):
    source = Source.objects.create(connector="file", target="x", name="P", created_at=now)
    create_topic(name="Pool", query="pool", by=owner, at=now)
    said = [post(n, f"pool {own_words(n)}", now - dt.timedelta(days=n % 3)) for n in range(9)]
    hear(source, [*said, post(9, "nothing", now - dt.timedelta(days=7))], at=now)
    assert DayVoices.objects.count() == 4
    empty = DayVoices.objects.earliest("day")
    assert (bytes(empty.authors), bytes(empty.topics), bytes(empty.counts)) == (b"", b"", b"")
