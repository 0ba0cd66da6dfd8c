"""Reported words of a closed group that nobody in it can decide about: lent to one from outside."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions, audience
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.ambassadors.community.moderation.actions import (
    NotYours,
    decide_review,
    open_review,
    report_words,
)
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.moderation.queries import moderators_of
from klankbord.ambassadors.community.notifications.queries import notifications_shown
from klankbord.ambassadors.community.tests.test_pictures import a_picture
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
WORD = "geheimwoord"
LIST = "community:review-list"


@pytest.fixture
def manager(make_member):
    return make_member("Second Manager", Role.MANAGER)


@pytest.fixture
def third(make_member):
    return make_member("Third Manager", Role.MANAGER)


@pytest.fixture
def said(closed_group, owner, stranger, now):
    """The only owner wrote it; somebody in the group reads it."""
    Membership.objects.create(group=closed_group, member=stranger, asked_at=now, joined_at=now)
    actions.write_post(group=closed_group, text=f"{WORD} too", by=owner, at=now)
    return actions.write_post(
        group=closed_group, text=WORD, by=owner, at=now, attachments=[a_picture()]
    )


@pytest.fixture
def review(said, stranger):
    return report_words(
        words=said, reason="hurts", more="It is about me", by=stranger, at=timezone.now()
    )


def queue(member, client_of):
    return client_of(member).get(reverse(LIST)).content.decode()


def press(member, review, client_of, screen="open", **values):
    way = reverse(f"community:review-{screen}", args=[review.pk])
    return client_of(member).post(way, values)


def kinds(member):
    return [each.kind for each in notifications_shown(member) if each.review_id]


def test_who_reports_is_told_what_it_shows_to_whom(
    said, stranger, colleague, manager, client_of, now
):
    way = reverse("community:post-report", args=[said.pk])
    told = client_of(stranger).get(way).content.decode()
    assert "you let one communication manager read these words for four hours" in told
    manager.is_active = False
    manager.save()
    assert "There is no other communication manager either" in client_of(stranger).get(way).text
    group = said.group
    Membership.objects.create(
        group=group, member=colleague, asked_at=now, joined_at=now, is_owner=True
    )
    told = client_of(stranger).get(way).content.decode()
    assert "An owner of the group looks at it" in told
    assert "four hours" not in told


def test_one_moderator_sees_one_message_after_saying_so(
    said, manager, third, review, owner, stranger, client_of
):
    assert set(moderators_of(review)) == {manager, third}
    assert kinds(manager) == ["to_decide"]
    closed = queue(manager, client_of)
    assert "It is about me" in closed
    assert WORD not in closed
    assert owner.name not in closed
    picture = reverse("community:attachment-open", args=[said.attachments.get().pk])
    assert client_of(manager).get(picture).status_code == 404
    assert press(manager, review, client_of, "decide", shown="0").status_code == 404
    assert press(manager, review, client_of).status_code == 302
    opened = queue(manager, client_of)
    assert opened.count(WORD) == 1
    assert "Open to you until" in opened
    assert client_of(manager).get(picture).status_code == 200
    assert not audience.posts_readable(manager).exists()
    assert WORD not in queue(third, client_of)
    assert press(third, review, client_of).status_code == 404
    assert AuditEntry.objects.get(act="community.words-opened").actor == f"member:{manager.pk}"
    for told in (owner, stranger):
        assert kinds(told) == ["opened"]
        page = client_of(told).get(reverse("community:notification-list")).content.decode()
        assert "Second Manager looks at reported words in Reorganisation" in page
        assert reverse("community:post-detail", args=[said.pk]) in page


def test_the_author_hears_the_decision_and_can_appeal_to_another(
    said, manager, third, review, owner, stranger, client_of
):
    press(manager, review, client_of)
    form = {f"review-{review.pk}-reason": "This is about a person.", "shown": "0"}
    assert press(manager, review, client_of, "decide", **form).status_code == 302
    said.refresh_from_db()
    assert said.is_taken_down
    assert kinds(owner) == ["decided", "opened"]
    assert kinds(stranger) == ["looked_at", "opened"]
    assert WORD not in queue(manager, client_of)
    press(owner, review, client_of, "detail", words="It is true.")
    assert WORD in queue(third, client_of)
    assert WORD not in queue(manager, client_of)


def test_after_four_hours_it_is_closed_and_opening_it_again_is_told_again(
    manager, third, review, owner, client_of
):
    press(manager, review, client_of)
    Review.objects.update(lent_until=timezone.now() - dt.timedelta(seconds=1))
    assert WORD not in queue(manager, client_of)
    with pytest.raises(NotYours):
        decide_review(review=review, is_shown=True, reason="x", by=manager, at=timezone.now())
    press(third, review, client_of)
    assert WORD in queue(third, client_of)
    assert kinds(owner) == ["opened", "opened"]
    assert AuditEntry.objects.filter(act="community.words-opened").count() == 2


def test_it_takes_two(said, manager, third, client_of, now):
    """Who reports does not open, nor who wrote; who is no manager, neither."""
    Membership.objects.create(group=said.group, member=manager, asked_at=now, joined_at=now)
    review = report_words(words=said, reason="hurts", more="", by=manager, at=timezone.now())
    assert set(moderators_of(review)) == {third}
    for other in (manager, said.author):
        with pytest.raises(NotYours):
            open_review(review=review, by=other, at=timezone.now())
        assert press(other, review, client_of).status_code == 404
    open_review(review=review, by=third, at=timezone.now())


def test_while_somebody_in_the_group_can_decide_nothing_is_lent(
    said, manager, review, colleague, client_of, now
):
    """A second owner may come any day; who has it open already finishes."""
    own = {"group": said.group, "member": colleague, "asked_at": now, "joined_at": now}
    second = Membership.objects.create(**own, is_owner=True)
    assert WORD in queue(colleague, client_of)
    assert "It is about me" not in queue(manager, client_of)
    assert press(manager, review, client_of).status_code == 404
    second.delete()
    press(manager, review, client_of)
    Membership.objects.create(**own, is_owner=True)
    assert WORD in queue(manager, client_of)
    assert WORD in queue(colleague, client_of)


def test_a_private_group_is_lent_by_its_number(said, manager, review, client_of):
    """Neither what waits, nor what is told, nor who asks for their own data learns its name."""
    Group.objects.update(kind=Group.Kind.PRIVATE)
    press(manager, review, client_of)
    shown = queue(manager, client_of)
    assert f"Private group {said.group_id}" in shown
    told = client_of(manager).get(reverse("community:notification-list")).content.decode()
    assert "a private group" in told
    assert "Reorganisation" not in shown + told


def test_an_open_group_and_words_that_wait_are_not_lent(open_group, owner, stranger, manager, now):
    post = actions.write_post(group=open_group, text=WORD, by=owner, at=now)
    review = report_words(words=post, reason="hurts", more="", by=stranger, at=now)
    assert not audience.reviews_to_open(manager).exists()
    assert audience.reviews_to_decide(manager).get() == review
