"""What matters first: chosen, explained, the same for the same input, steady while one pages."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.announcements.actions import acknowledge, write_announcement
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.community.notifications.actions import see_notifications
from klankbord.ambassadors.community.queries import PAGE
from klankbord.ambassadors.community.ranking import queries
from klankbord.ambassadors.community.ranking.actions import choose_order
from klankbord.ambassadors.community.ranking.models import FeedOrder
from klankbord.ambassadors.community.ranking.queries import cursor_in, ranked_page
from klankbord.ambassadors.community.ranking.weighing import (
    HALVES_IN,
    POINTS,
    Reason,
    Weighed,
    because,
    ordered,
    talked_about,
)
from klankbord.people.models import Member
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

DAY = dt.timedelta(days=1)
FEED = "community:feed"


@pytest.fixture
def say(open_group, owner, colleague, now):
    """Say something some hours before now; the colleague, whose feed it is, is in the group."""
    actions.join_group(group=open_group, by=colleague, at=now - 40 * DAY)

    def write(text: str, hours: float, **more: object) -> Post:
        at = now - dt.timedelta(hours=hours)
        return actions.write_post(group=open_group, text=text, by=owner, at=at, **more)

    return write


def page_of(member: Member, now, cursor=None, groups=None):
    mine = set((groups or Group.objects).values_list("pk", flat=True))
    return ranked_page(member, mine=mine, at=now, cursor=cursor)


def told(page):
    return [(card.post.text, list(card.why)) for card in page.cards]


def test_each_reason_lifts_and_is_said_in_words(
    say, open_group, owner, colleague, make_member, now
):
    say("Nothing special", 1)
    say("For @Colleague", 2)
    say("Who knows?", 3, is_question=True)
    answered = say("Who knew?", 50, is_question=True)
    actions.write_comment(post=answered, text="I", by=colleague, at=now - DAY)
    busy = say("Much talk", 4)
    for n in range(4):
        member = make_member(f"Talker {n}")
        actions.join_group(group=open_group, by=member, at=now - DAY)
        for _twice in range(2):
            actions.write_comment(post=busy, text="Yes", by=member, at=now - dt.timedelta(hours=1))
    write_announcement(
        group=open_group,
        text="Read this",
        until_on=timezone.localdate(now) + DAY,
        is_to_acknowledge=True,
        by=owner,
        at=now - dt.timedelta(hours=5),
    )
    assert told(page_of(colleague, now)) == [
        ("Read this", ["An announcement that you did not say you have read (+8)"]),
        ("For @Colleague", ["You are named (+6)"]),
        ("Who knows?", ["An open question where you answered before (+3)"]),
        ("Much talk", ["4 colleagues answered in the last week (+2)"]),
        ("Nothing special", ["its time, and nothing else"]),
        ("Who knew?", ["its time, and nothing else"]),
    ]
    post = Post.objects.get(text="Read this")
    acknowledge(announcement=post.announcement, by=colleague, at=now)
    assert told(page_of(colleague, now))[0][0] == "For @Colleague"


def test_on_the_same_subject_in_another_group(say, owner, colleague, now):
    answered = say("Where is the #bridge plan?", 60, is_question=True)
    actions.write_comment(post=answered, text="There", by=colleague, at=now - DAY)
    other = actions.create_group(name="Works", description="", kind="open", by=owner, at=now - DAY)
    actions.join_group(group=other, by=colleague, at=now - DAY)
    for text in ("Is the #bridge open?", "Is the #pool open?"):
        at = now - dt.timedelta(hours=3)
        actions.write_post(group=other, text=text, by=owner, at=at, is_question=True)
    reasons = dict(told(page_of(colleague, now)))
    assert "open question" in reasons["Is the #bridge open?"][0]
    assert reasons["Is the #pool open?"] == ["its time, and nothing else"]


def test_what_somebody_looked_at_changes_nothing(say, colleague, client_of, now):
    posts = [say(f"For @Colleague, {n}", n + 1) for n in range(3)]
    before = told(page_of(colleague, now))
    client_of(colleague).get(reverse("community:post-detail", args=[posts[1].pk]))
    see_notifications(member=colleague, at=now)
    assert told(page_of(colleague, now)) == before


def test_a_guest_or_ones_own_words_make_no_talk(say, open_group, owner, make_guest, colleague, now):
    post = say("Quiet", 2)
    for n in range(4):
        Comment.objects.create(post=post, author=make_guest(f"G {n}"), text="x", created_at=now)
    for member in (owner, colleague):
        actions.write_comment(post=post, text="x", by=member, at=now)
    assert told(page_of(colleague, now)) == [("Quiet", ["its time, and nothing else"])]


def walk(member, now, between=lambda: None):
    seen, cursor = [], None
    while True:
        page = page_of(member, now, cursor)
        seen += [card.post.text for card in page.cards]
        cursor = page.cursor
        if cursor is None:
            return seen
        cursor = cursor_in(str(cursor), now=now + dt.timedelta(minutes=1))
        between()


def test_pages_stay_while_one_pages_through_them(say, open_group, owner, colleague, now):
    texts = [f"Post {n}" + (" @Colleague" if n % 7 == 0 else "") for n in range(2 * PAGE + 5)]
    posts = {text: say(text, hours + 1) for hours, text in enumerate(texts)}
    whole = walk(colleague, now)
    assert sorted(whole) == sorted(texts)
    later = now + dt.timedelta(seconds=30)

    def happen():
        actions.write_post(group=open_group, text="New @Colleague", by=owner, at=later)
        for number in (30, 40):
            post = posts[whole[number]]
            actions.write_comment(post=post, text="@Colleague", by=owner, at=later)

    assert walk(colleague, now, happen) == whole
    Post.objects.filter(text="New @Colleague").delete()
    gone = []

    def take_back():
        if not gone:
            gone.append(whole[PAGE - 1])
            actions.remove_post(post=posts[gone[0]], by=owner, at=later)

    assert sorted(walk(colleague, now, take_back)) == sorted(texts)


def test_what_is_older_than_what_is_weighed_follows_by_time(
    say, colleague, client_of, now, monkeypatch
):
    monkeypatch.setattr(queries, "WINDOW", 5)
    for n in range(8):
        say(f"Post {n}" + (" @Colleague" if n in {4, 7} else ""), n + 1)
    page = page_of(colleague, now)
    assert page.cards[0].post.text == "Post 4 @Colleague"
    assert len(page.cards) == 5
    assert page.cursor is None
    client = client_of(colleague)
    older = client.get(reverse(FEED), {"before": page.before}).context["page"]
    assert [card.post.text for card in older.cards] == ["Post 5", "Post 6", "Post 7 @Colleague"]


@pytest.mark.parametrize("text", ["", "x", "1-2", "1-2-3-4", "1-2-3", "9" * 30 + "-1-1", "-1-2-3"])
def test_a_cursor_that_is_none_opens_the_first_page(text, now):
    assert cursor_in(text, now=now) is None


def test_the_choice_is_kept_by_a_press_and_goes_with_who_leaves(say, colleague, client_of, now):
    say("Anything", 1)
    client, order = client_of(colleague), reverse("community:feed-order")
    page = client.get(reverse(FEED)).content.decode()
    assert "Why here:" not in page
    page = client.post(order, {"order": "matters"}, follow=True).content.decode()
    assert "Why here: its time, and nothing else" in page
    assert "what you look at does not count" in page
    client.post(order, {"order": "matters"})
    (own,) = OWN_DATA["community.feed-order"].rows(colleague.pk)
    assert set(own) == {"chosen_at"}
    client.post(order, {"order": "newest"})
    assert not FeedOrder.objects.exists()
    choose_order(member=colleague, is_ranked=True, at=now)
    LEAVERS["community.feed-order"].keep(colleague.pk)
    assert not FeedOrder.objects.exists()


def test_nothing_but_the_choice_is_kept():
    assert {field.name for field in FeedOrder._meta.get_fields()} == {"id", "member", "chosen_at"}
    source = Path(queries.__file__).read_text(encoding="utf-8")
    assert "seen_at" not in source
    assert ".create(" not in source


def test_only_of_groups_that_one_is_in(say, closed_group, owner, colleague, now):
    say("Open", 1)
    actions.write_post(group=closed_group, text="Closed", by=owner, at=now - DAY)
    assert [text for text, _ in told(page_of(colleague, now))] == ["Open"]


def test_it_costs_no_more_for_more_posts(
    say, colleague, client_of, now, django_assert_max_num_queries
):
    choose_order(member=colleague, is_ranked=True, at=now)
    for n in range(PAGE + 5):
        say(f"Post {n} for @Colleague?", n + 1, is_question=n % 2 == 0)
    client = client_of(colleague)
    client.get(reverse(FEED))
    with django_assert_max_num_queries(40):
        assert client.get(reverse(FEED)).status_code == 200


SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
POSTS = st.builds(
    Weighed,
    pk=st.integers(1, 10**9),
    created_at=st.integers(0, 90 * 24).map(lambda hours: SINCE + dt.timedelta(hours=hours)),
    because=st.lists(st.sampled_from(sorted(POINTS)).map(because), max_size=3).map(tuple),
)


@given(st.lists(POSTS, unique_by=lambda each: each.pk, max_size=30), st.randoms())
def test_the_same_posts_always_stand_the_same(posts, dice):
    whole = ordered(posts)
    mixed = list(posts)
    dice.shuffle(mixed)
    assert ordered(mixed) == whole
    assert sorted(each.pk for each in whole) == sorted(each.pk for each in posts)


def test_points_double_what_three_days_halve(now):
    old = Weighed(1, now - HALVES_IN, (because(Reason.ASKED),))  # four points, halved
    new = Weighed(2, now, tuple(talked_about(3)))  # two points
    assert [each.pk for each in ordered([old, new])] == [2, 1]
    older = Weighed(3, now - HALVES_IN, (because(Reason.ANSWERED),))  # five points, halved
    assert [each.pk for each in ordered([new, older])] == [3, 2]
