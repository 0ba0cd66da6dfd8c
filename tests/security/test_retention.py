"""Every table has a time; what is over goes, counts and what is held stay."""

import datetime as dt

import pytest
from django.apps import apps
from django.db.models import CASCADE, SET_NULL
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.urls import reverse

from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.guidelines.models import Acknowledgement, Guideline, GuidelineVersion
from klankbord.core.match import parse_query
from klankbord.core.post import Author as Writer
from klankbord.core.post import Post as Said
from klankbord.participate.archive.actions import keep_posts, local_days
from klankbord.participate.archive.models import Author, DayCount, DayTally, Hashtag, Mention
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.listening.models import Source
from klankbord.participate.topics.jobs import match_arrival
from klankbord.participate.topics.keeping import recount_topic
from klankbord.participate.topics.models import Match, Topic, TopicDay
from klankbord.participate.topics.queries import unmatched_arrivals
from klankbord.people.models import Role
from klankbord.reputation.desk.actions import close_case, let_stand
from klankbord.reputation.desk.models import Case, Channel, Reason
from klankbord.reputation.desk.opening import open_case
from klankbord.reputation.desk.search import cases_with
from klankbord.trust.audit import AuditEntry
from klankbord.trust.retention.contract import (
    KEPT,
    Kept,
    TableTwice,
    TimeClass,
    keep,
    kind_of,
    months_before,
)
from klankbord.trust.retention.holds import HoldRefused, held_rows, lift_hold, place_hold
from klankbord.trust.retention.models import PurgeLine, PurgeReport
from klankbord.trust.retention.pacing import LARGEST_BATCH, SMALLEST_BATCH, next_size
from klankbord.trust.retention.purging import purge
from klankbord.trust.rights.models import Departure

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=430)


def test_every_table_has_a_class():
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    assert [model._meta.label for model in models if kind_of(model._meta.label) is None] == []


def test_nothing_is_said_of_tables_that_do_not_exist():
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert {table for kind in KEPT.values() for table in kind.tables} - known == set()


def test_a_table_has_one_class():
    with pytest.raises(TableTwice):
        keep(Kept(key="x", label="", tables=("desk.Case",), time=TimeClass.CASE))
    assert "x" not in KEPT


def test_every_class_with_a_clock_has_a_sweep_or_a_reason(now):
    silent = [k.key for k in KEPT.values() if k.time.before(now) and not k.sweep and not k.why]
    assert silent == []


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [("2026-03-31", 13, "2025-02-28"), ("2024-03-31", 1, "2024-02-29"),
     ("2026-01-15", 24, "2024-01-15"),
     ("2026-12-31", 13, "2025-11-30"), ("2026-01-31", 1, "2025-12-31")],
)  # fmt: skip
def test_months_are_those_of_the_calendar(day, n, expected):
    at = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    assert months_before(at, n).date().isoformat() == expected


@pytest.fixture
def archive(organisation, now):
    source = Source.objects.create(
        connector="file", target="a", name="A", created_at=now - LONG_AGO
    )
    Topic.objects.create(name="T", query="loket", created_at=now, changed_at=now)
    for age, handle in ((LONG_AGO, "old"), (dt.timedelta(days=2), "new")):
        posts = [
            Said(
                id=f"x:{handle}{n}",
                platform="x",
                text=f"Het loket {n} #{handle}",
                published_at=now - age,
                author=Writer(id=f"{handle}{n}", handle=f"{handle}{n}"),
            )
            for n in range(5)
        ]
        keep_posts(posts=posts, source=source, at=now)
    for arrival in list(unmatched_arrivals()[:100]):
        match_arrival(arrival, at=now)
    return source


def test_old_mentions_go_and_counts_stay(archive, now):
    before = sum(DayCount.objects.values_list("n_mentions", flat=True))
    report = purge(at=now)
    assert set(Author.objects.values_list("handle", flat=True)) == {f"new{n}" for n in range(5)}
    assert Mention.objects.count() == 5
    assert Match.objects.count() == 5
    assert list(Hashtag.objects.values_list("tag", flat=True)) == ["new"]
    assert DayTally.objects.count() == 2
    assert search_mentions(query=parse_query("loket")).count.n == 5
    assert sum(DayCount.objects.values_list("n_mentions", flat=True)) == before == 10
    line = report.lines.get(kind="archive.mentions")
    assert (line.n_dropped, line.n_held) == (5 + 5, 0)  # mentions and authors
    assert report.ended_at
    assert AuditEntry.objects.get(act="trust.purged").detail["archive.mentions"] == 10


def test_the_line_of_a_topic_stays_true_also_with_a_held_mention(archive, now):
    held = Mention.objects.order_by("pk").first()
    place_hold(
        kind="archive.mentions",
        row=held.pk,
        reason="A claim in court",
        until_on=now.date() + dt.timedelta(days=9),
        by="member:1",
        at=now,
    )
    purge(at=now)
    assert Mention.objects.count() == 6
    assert PurgeLine.objects.get(kind="archive.mentions").n_held == 1
    recount_topic(Topic.objects.get().pk, local_days())
    assert sum(TopicDay.objects.values_list("n_matches", flat=True)) == 10
    purge(at=now + dt.timedelta(days=11))
    assert Mention.objects.count() == 5


def test_what_somebody_brought_yesterday_is_not_gone_today(archive, now):
    Source.objects.filter(pk=archive.pk).update(created_at=dt.datetime.now(dt.UTC))
    purge(at=now)
    assert Mention.objects.count() == 10


def test_a_second_purge_finds_nothing(archive, now):
    purge(at=now)
    report = purge(at=now)
    assert sum(report.lines.values_list("n_dropped", flat=True)) == 0


def test_what_hangs_on_a_mention_goes_along_or_lets_go():
    """`keeping.delete_mentions` deletes a table at a time: nothing may hang on what goes along."""
    fields = Mention._meta.get_fields(include_hidden=True)
    relations = [field for field in fields if isinstance(field, ForeignObjectRel)]
    assert {each.on_delete for each in relations} == {CASCADE, SET_NULL}
    going = [each.related_model for each in relations if each.on_delete is CASCADE]
    hanging = [field for model in going for field in model._meta.get_fields(include_hidden=True)]
    assert [field for field in hanging if isinstance(field, ForeignObjectRel)] == []


def test_closed_cases_go_after_two_years(owner, now):
    at = now - dt.timedelta(days=740)
    old = open_case(by=owner, at=at, title="Oude lantaarn", channel=Channel.PHONE).case
    let_stand(case=old, by=owner, at=at, reason=Reason.JOKE)
    close_case(case=old, by=owner, at=at)
    open_case(by=owner, at=at, title="Open lantaarn", channel=Channel.PHONE)
    purge(at=now)
    assert list(Case.objects.values_list("title", flat=True)) == ["Open lantaarn"]
    assert list(cases_with(Case.objects.all(), "lantaarn").values_list("title", flat=True)) == [
        "Open lantaarn"
    ]


def test_old_talk_goes_unless_it_is_pinned(owner, now):
    group = Group.objects.create(name="G", created_at=now)
    at = now - dt.timedelta(days=740)
    for text, is_pinned in (("old", False), ("knowledge", True)):
        post = Post.objects.create(
            group=group, author=owner, text=text, created_at=at, is_pinned=is_pinned
        )
        Comment.objects.create(post=post, author=owner, text=f"at {text}", created_at=at)
    purge(at=now)
    assert list(Post.objects.values_list("text", flat=True)) == ["knowledge"]
    assert list(Comment.objects.values_list("text", flat=True)) == ["at knowledge"]


def test_agreements_stay_two_years_after_somebody_left(owner, colleague, now):
    guideline = Guideline.objects.create(title_nl="R", title_en="R", created_at=now)
    version = GuidelineVersion.objects.create(guideline=guideline, number=1, created_at=now)
    long_ago = now - dt.timedelta(days=3000)
    for member in (owner, colleague):
        Acknowledgement.objects.create(
            member=member, version=version, wording="w", acknowledged_at=long_ago
        )
    Departure.objects.create(
        member=colleague.pk, way="name", left_at=now - dt.timedelta(days=740), noted_by="member:1"
    )
    purge(at=now)
    assert list(Acknowledgement.objects.values_list("member", flat=True)) == [owner.pk]


def test_a_hold_needs_a_reason_an_end_and_something_to_hold(now):
    fine = {"kind": "desk.cases", "row": 1, "reason": "A claim", "by": "member:1", "at": now}
    fine["until_on"] = now.date() + dt.timedelta(days=9)
    wrong = (
        {"reason": " "},
        {"until_on": now.date()},
        {"until_on": now.date() + dt.timedelta(days=999)},
        {"kind": "trust.audit"},
    )
    for change in wrong:
        with pytest.raises(HoldRefused):
            place_hold(**fine | change)
    hold = place_hold(**fine)
    assert held_rows("desk.cases", at=now) == {1}
    assert held_rows("desk.cases", at=now + dt.timedelta(days=10)) == frozenset()
    assert lift_hold(hold=hold, by="member:2", at=now)
    assert not lift_hold(hold=hold, by="member:2", at=now)
    assert held_rows("desk.cases", at=now) == frozenset()
    assert AuditEntry.objects.filter(act__startswith="trust.hold-").count() == 2


def test_batches_become_as_long_as_they_may_take():
    assert next_size(100, took=0.3) == 50
    assert next_size(SMALLEST_BATCH, took=0.3) == SMALLEST_BATCH
    assert next_size(100, took=0.001) == 200
    assert next_size(LARGEST_BATCH, took=0.001) == LARGEST_BATCH


def test_the_screen_shows_times_reports_and_holds(
    archive, client_of, member_with, now, django_assert_max_num_queries
):
    purge(at=now)
    client = client_of(member_with(Role.COUNCIL))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("rights:purge-list"))
    assert len(page.context["kinds"]) == len(KEPT)
    assert page.context["reports"][0]["lines"]
    assert client.post(reverse("rights:hold-list"), {}).status_code == 404
    admin = client_of(member_with(Role.ADMINISTRATOR))
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date()
    form = {"kind": "desk.cases", "row": 7, "reason": "A claim before the court", "until_on": until}
    assert admin.post(reverse("rights:hold-list"), form).status_code == 302
    assert "A claim before the court" in client.get(reverse("rights:hold-list")).content.decode()
    assert PurgeReport.objects.count() == 1
