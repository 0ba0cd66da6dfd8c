"""Announcements: who may, how long, who has read it, and what nobody is told of that."""

import datetime as dt
import json

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.announcements import actions as announcements
from klankbord.ambassadors.community.announcements.models import Acknowledgement, Announcement
from klankbord.ambassadors.community.announcements.queries import announcements_on_top, share_read
from klankbord.ambassadors.community.announcements.sentences import share_in_words
from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.community.notifications.actions import change_mail_choice
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.ambassadors.community.notifications.sending import send_letters
from klankbord.trust.models import AuditEntry
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)
WORDS = "The canteen moves. From Monday it is on the second floor."


@pytest.fixture
def announced(open_group, owner, colleague, now):
    """To a group of two: the owner, who wrote it, and a colleague."""
    actions.join_group(group=open_group, by=colleague, at=now)
    return announcements.write_announcement(
        group=open_group,
        text=WORDS,
        until_on=now.date() + WEEK,
        is_to_acknowledge=True,
        by=owner,
        at=now,
    )


def test_it_is_written_read_pressed_and_ended_without_a_script(
    announced, owner, colleague, client_of
):
    Announcement.objects.update(until_on=timezone.localdate() + WEEK)
    client, feed = client_of(colleague), reverse("community:feed")
    page = client.get(feed).content.decode()
    assert "The canteen moves." in page
    assert 'aria-label="Announcements"' in page
    press = reverse("community:post-acknowledge", args=[announced.pk])
    client.post(press)
    client.post(press)
    assert Acknowledgement.objects.get().member == colleague
    page = client.get(feed).content.decode()
    assert 'aria-label="Announcements"' not in page
    assert "You have read this." in page
    keep = reverse("community:post-announce", args=[announced.pk])
    assert client.get(keep).status_code == 404
    client_of(owner).post(keep, {"end": "1"})
    assert not Announcement.objects.exists()
    assert Post.objects.get().text == WORDS


def test_the_short_form_brings_its_words_along(open_group, owner, client_of, now):
    client, write = client_of(owner), reverse("community:announcement-write")
    begun = {"group": open_group.pk, "text": WORDS, "show": "1"}
    page = client.post(write, begun).content.decode()
    assert WORDS in page
    assert not Post.objects.exists()
    late = {"group": open_group.pk, "text": WORDS, "until_on": "2020-01-01"}
    assert "That day is over." in client.post(write, late).content.decode()
    soon = {**late, "until_on": (timezone.localdate() + WEEK).isoformat()}
    client.post(write, soon)
    assert Announcement.objects.get().post.text == WORDS


def test_who_may_not_is_told_and_nothing_is_kept(
    open_group, closed_group, owner, colleague, member_with, client_of, now
):
    actions.join_group(group=open_group, by=colleague, at=now)
    assert client_of(colleague).get(reverse("community:announcement-write")).status_code == 302
    told = {"text": WORDS, "until_on": now.date() + DAY, "at": now}
    with pytest.raises(announcements.NotToAnnounce):
        announcements.write_announcement(group=open_group, by=colleague, **told)
    with pytest.raises(announcements.NotToAnnounce):
        announcements.write_announcement(group=closed_group, by=owner, is_for_all=True, **told)
    manager = member_with("manager")
    actions.join_group(group=open_group, by=manager, at=now)
    with pytest.raises(announcements.NotToAnnounce):
        announcements.write_announcement(group=open_group, by=manager, **told)
    assert not Post.objects.exists()
    announcements.write_announcement(group=open_group, by=manager, is_for_all=True, **told)
    assert (
        "Announce it"
        not in client_of(colleague)
        .get(reverse("community:post-detail", args=[Post.objects.get().pk]))
        .content.decode()
    )


def test_one_for_all_reaches_who_is_in_no_group(open_group, owner, stranger, client_of, now):
    post = announcements.write_announcement(
        group=open_group,
        text=WORDS,
        until_on=now.date() + WEEK,
        is_to_acknowledge=True,
        is_for_all=True,
        by=owner,
        at=now,
    )
    assert [each.post for each in announcements_on_top(stranger, at=now)] == [post]
    assert Notification.objects.get(member=stranger).kind == "announced"
    client_of(stranger).post(reverse("community:post-acknowledge", args=[post.pk]))
    assert Acknowledgement.objects.filter(member=stranger).exists()


def test_one_for_a_group_is_not_for_a_passer_by(announced, stranger, client_of, now):
    assert announcements_on_top(stranger, at=now) == []
    press = reverse("community:post-acknowledge", args=[announced.pk])
    assert client_of(stranger).post(press).status_code == 404
    assert not Notification.objects.filter(member=stranger).exists()


def test_after_its_day_it_leaves_the_top_and_so_do_words_taken_back(
    announced, owner, colleague, now
):
    last = now + WEEK
    assert announcements_on_top(colleague, at=last)
    assert not announcements_on_top(colleague, at=last + DAY)
    actions.remove_post(post=announced, by=owner, at=now)
    assert not announcements_on_top(colleague, at=now)


def digests_of(member, now, n_weeks):
    mail.outbox.clear()
    change_mail_choice(member=member, at=now - DAY, digest="weekly")
    for week in range(n_weeks):
        plan_letters(at=now + week * WEEK)
        list(send_letters(clock=lambda at=now + (week + 1) * WEEK: at, worker=f"{week}"))
    return [each.body for each in mail.outbox if each.to == [member.email]]


def test_a_digest_reminds_until_it_is_pressed_and_no_other_mail_does(
    open_group, owner, colleague, now
):
    actions.join_group(group=open_group, by=colleague, at=now)
    post = announcements.write_announcement(
        group=open_group,
        text=WORDS,
        until_on=now.date() + 6 * WEEK,
        is_to_acknowledge=True,
        by=owner,
        at=now,
    )
    first, second = digests_of(colleague, now, 2)
    assert "press there that you have read it" in first
    assert "press there that you have read it" in second
    assert first.count("The canteen moves.") == second.count("The canteen moves.") == 1
    announcements.acknowledge(announcement=post.announcement, by=colleague, at=now)
    assert digests_of(colleague, now + 2 * WEEK, 2) == []


def test_how_far_it_came_is_told_of_ten_and_of_last_week(
    announced, open_group, owner, make_member, client_of, now
):
    announcement = announced.announcement
    assert "still runs" in share_in_words(share_read(announcement, at=now))
    assert "too few people" in share_in_words(share_read(announcement, at=now + WEEK))
    for n in range(20):
        member = make_member(f"Reader {n}")
        actions.join_group(group=open_group, by=member, at=now)
        if n < 15:
            announcements.acknowledge(announcement=announcement, by=member, at=now)
    share = share_read(announcement, at=now + 2 * WEEK)
    assert (share.percent, share.n_about) == (70, 20)  # 15 of 22, rounded by five
    assert "about 70% had read this" in share_in_words(share)
    late = make_member("Late")
    actions.join_group(group=open_group, by=late, at=now)
    announcements.acknowledge(announcement=announcement, by=late, at=now)
    assert share_read(announcement, at=now + 2 * WEEK) == share


def test_no_page_says_who_pressed(announced, colleague, owner, stranger, client_of, now):
    announcements.acknowledge(announcement=announced.announcement, by=colleague, at=now)
    for name in ("post-detail", "post-announce", "post-history"):
        page = client_of(owner).get(reverse(f"community:{name}", args=[announced.pk]))
        assert colleague.name not in page.content.decode(), name


def test_own_data_leaving_and_the_log(announced, colleague, now):
    announcements.acknowledge(announcement=announced.announcement, by=colleague, at=now)
    (own,) = OWN_DATA["community.acknowledged"].rows(colleague.pk)
    assert own == {"post": announced.pk, "acknowledged_at": now}
    assert LEAVERS["community.acknowledged"].count(colleague.pk) == 1
    assert LEAVERS["community.acknowledged"].keep(colleague.pk) == 1
    assert not Acknowledgement.objects.exists()
    entry = AuditEntry.objects.get(act="community.announced")
    assert WORDS not in json.dumps(entry.detail)


def test_the_api_says_until_when(announced, colleague, client_of, now):
    (post,) = json.loads(client_of(colleague).get("/api/v1/community/feed").content)["posts"]
    assert post["announced_until"] == (now.date() + WEEK).isoformat()
