"""Words that somebody looks at: reported, held back, decided with a reason, and appealed."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from klankbord.ambassadors.community import actions, audience, queries
from klankbord.ambassadors.community.models import Comment, Group, Membership, Post, PostTag
from klankbord.ambassadors.community.moderation.actions import (
    NotYours,
    appeal_decision,
    decide_review,
    forget_words,
    report_words,
)
from klankbord.ambassadors.community.moderation.models import Report, Review
from klankbord.ambassadors.community.moderation.queries import moderators_of, reviews_waiting
from klankbord.ambassadors.community.notifications.queries import notifications_shown
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

WORD = "geheimwoord"
REASON = "This is about a person."
LIST = "community:review-list"


@pytest.fixture
def manager(make_member):
    return make_member("Second Manager", Role.MANAGER)


@pytest.fixture
def said(closed_group, colleague, stranger, now):
    """A post and a comment of a colleague in a closed group, where a stranger reads along."""
    for member in (colleague, stranger):
        Membership.objects.create(group=closed_group, member=member, asked_at=now, joined_at=now)
    post = actions.write_post(group=closed_group, text=f"{WORD} #deel", by=colleague, at=now)
    comment = actions.write_comment(post=post, text=f"{WORD} too", by=colleague, at=now)
    return post, comment


def report(words, by, now):
    return report_words(words=words, reason="private", more="See the name", by=by, at=now)


def decide(review, by, now, *, is_shown):
    return decide_review(review=review, is_shown=is_shown, reason=REASON, by=by, at=now)


def kinds(member):
    return [each.kind for each in notifications_shown(member) if each.review_id]


def test_a_report_reaches_who_may_decide_and_nobody_else(
    said, owner, stranger, manager, colleague, client_of
):
    post, _comment = said
    client = client_of(stranger)
    way = reverse("community:post-report", args=[post.pk])
    assert WORD in client.get(way).content.decode()
    for _ in range(2):
        client.post(way, {"reason": "hurts", "more": "Look <b>here</b>"})
    assert Report.objects.count() == Review.objects.count() == 1
    page = client_of(owner).get(reverse(LIST)).content.decode()
    assert "It hurts, threatens or shuts somebody out" in page
    assert "Look &lt;b&gt;here" in page
    assert kinds(owner) == ["to_decide"]
    for other in (stranger, colleague, manager):
        seen = client_of(other).get(reverse(LIST)).content.decode()
        assert WORD not in seen
        assert kinds(other) == []
    assert AuditEntry.objects.get(act="community.reported").detail["reason"] == "hurts"


def test_who_cannot_read_or_wrote_it_reports_nothing(said, colleague, manager, client_of):
    post, comment = said
    for member in (manager, colleague):
        for name, pk in (("post-report", post.pk), ("comment-report", comment.pk)):
            answer = client_of(member).post(
                reverse(f"community:{name}", args=[pk]), {"reason": "hurts"}
            )
            assert answer.status_code == 404
    assert not Review.objects.exists()


def test_taken_down_is_read_and_found_nowhere(said, owner, stranger, colleague, client_of, now):
    post, comment = said
    actions.edit_post(post=post, text=f"{WORD} again #deel", by=colleague, at=now)
    for words in said:
        decide(report(words, stranger, now), owner, now, is_shown=False)
    for member in (owner, stranger, colleague):
        client = client_of(member)
        ways = [
            reverse("community:feed"),
            reverse("community:search") + f"?q={WORD}",
            reverse("community:group-detail", args=[post.group_id]),
            reverse("community:post-detail", args=[post.pk]),
            reverse("community:notification-list"),
            "/api/v1/community/feed",
        ]
        told = "".join(client.get(way).content.decode() for way in ways)
        assert WORD not in told.replace(f"?q={WORD}", "").replace(f'value="{WORD}"', "")
        history = client.get(reverse("community:post-history", args=[post.pk]))
        assert history.status_code == 404
    assert "Taken down by a moderator." in told
    assert not queries.post_page(owner, words=WORD).cards
    assert not PostTag.objects.exists()
    comment.refresh_from_db()
    assert (comment.text, comment.is_taken_down) == ("", True)


def test_the_author_hears_why_and_the_reporter_that_it_is_done(
    said, owner, stranger, colleague, client_of, now
):
    review = report(said[0], stranger, now)
    decide(review, owner, now, is_shown=False)
    assert kinds(colleague) == ["decided"]
    assert kinds(stranger) == ["looked_at"]
    way = reverse("community:review-detail", args=[review.pk])
    page = client_of(colleague).get(way).content.decode()
    assert f"Owner decided: “{REASON}”" in page
    assert "Stranger" not in page
    assert WORD in page  # their own words
    assert client_of(stranger).get(way).status_code == 404
    assert client_of(owner).get(way).status_code == 404
    kept = decide(report(said[1], stranger, now), owner, now, is_shown=True)
    assert kept.state == Review.State.KEPT
    assert kinds(colleague) == ["decided"]  # nothing happened to these words
    row, _other = OWN_DATA["community.reports"].rows(stranger.pk)
    assert row["words"] == "See the name"


def test_an_appeal_goes_to_somebody_else_who_sees_these_words_only(
    said, owner, stranger, manager, colleague, client_of, now
):
    post, _comment = said
    review = decide(report(post, stranger, now), owner, now, is_shown=False)
    client = client_of(colleague)
    way = reverse("community:review-detail", args=[review.pk])
    client.post(way, {"words": "It is my own name."})
    client.post(way, {"words": "And again."})
    review.refresh_from_db()
    assert (review.state, review.appeal) == ("appealed", "It is my own name.")
    assert kinds(owner) == []
    assert kinds(manager) == ["to_decide"]
    page = client_of(manager).get(reverse(LIST)).content.decode()
    assert WORD in page
    assert f"{WORD} too" not in page
    assert not audience.posts_readable(manager).exists()
    with pytest.raises(NotYours):
        decide(review, owner, now, is_shown=True)
    decide_way = reverse("community:review-decide", args=[review.pk])
    form = {f"review-{review.pk}-reason": "It is theirs to tell.", "shown": "1"}
    assert client_of(owner).post(decide_way, form).status_code == 404
    client_of(manager).post(decide_way, form)
    post.refresh_from_db()
    assert (post.text, post.is_removed, post.is_taken_down) == (f"{WORD} #deel", False, False)
    assert queries.post_page(owner, words=WORD).cards
    assert PostTag.objects.filter(post=post, tag="deel").exists()
    assert "It is theirs to tell." in client.get(way).content.decode()


def test_after_an_appeal_that_is_lost_the_words_are_gone(
    said, owner, stranger, manager, colleague, now
):
    review = decide(report(said[1], stranger, now), owner, now, is_shown=False)
    appeal_decision(review=review, words="Please", by=colleague, at=now)
    lost = decide(review, manager, now, is_shown=False)
    assert (lost.state, lost.text) == ("taken_down", "")
    with pytest.raises(NotYours):
        appeal_decision(review=lost, words="Please", by=colleague, at=now)


def test_the_database_knows_that_nobody_decides_twice(said, owner, stranger, now):
    review = decide(report(said[0], stranger, now), owner, now, is_shown=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(appeal_decided_by=owner)


def test_of_two_who_decide_at_once_the_second_hears_it(said, owner, stranger, colleague, now):
    Membership.objects.filter(member=stranger).update(is_owner=True)
    review = report(said[0], stranger, now)
    as_read = Review.objects.get(pk=review.pk)
    decide(review, owner, now, is_shown=False)
    with pytest.raises(NotYours):
        decide(as_read, stranger, now, is_shown=True)
    assert Post.objects.get(pk=said[0].pk).is_taken_down


def test_nobody_decides_about_their_own_words(open_group, owner, manager, stranger, now):
    post = actions.write_post(group=open_group, text=WORD, by=owner, at=now)
    review = report(post, stranger, now)
    assert set(moderators_of(review)) == {manager}
    with pytest.raises(NotYours):
        decide(review, owner, now, is_shown=True)


@pytest.fixture
def moderated(open_group, colleague, now):
    Group.objects.filter(pk=open_group.pk).update(is_moderated=True)
    actions.join_group(group=open_group, by=colleague, at=now)
    open_group.refresh_from_db()
    return open_group


def write(client, group, text):
    return client.post(reverse("community:post-write"), {"group": group.pk, "text": text})


def test_a_post_shows_after_an_owner_looked(moderated, owner, colleague, client_of, now):
    answer = write(client_of(colleague), moderated, f"@Owner {WORD}")
    review = Review.objects.get()
    assert answer.url == reverse("community:review-detail", args=[review.pk])
    assert not Post.objects.exists()
    assert [each.kind for each in notifications_shown(owner)] == ["to_decide"]
    decide(review, owner, now, is_shown=True)
    post = Post.objects.get()
    assert (post.author, post.text) == (colleague, f"@Owner {WORD}")
    assert [each.kind for each in notifications_shown(owner)] == ["named"]
    assert kinds(colleague) == ["decided"]
    write(client_of(owner), moderated, "Of an owner")
    assert Post.objects.count() == 2


def test_a_change_waits_too(moderated, owner, colleague, client_of, now):
    post = actions.write_post(group=moderated, text="mild", by=colleague, at=now)
    edit = reverse("community:post-edit", args=[post.pk])
    client_of(colleague).post(edit, {"text": WORD})
    review = Review.objects.get()
    assert Post.objects.get().text == "mild"
    decide(review, owner, now, is_shown=False)
    assert Post.objects.get().text == "mild"
    client_of(colleague).post(edit, {"text": "milder"})
    decide(Review.objects.get(state="waiting"), owner, now, is_shown=True)
    assert Post.objects.get().text == "milder"
    assert Post.objects.get().versions.get().text == "mild"


def test_who_went_out_meanwhile_says_nothing_more(moderated, owner, colleague, client_of, now):
    write(client_of(colleague), moderated, WORD)
    actions.leave_group(group=moderated, by=colleague)
    with pytest.raises(actions.NotInGroup):
        decide(Review.objects.get(), owner, now, is_shown=True)
    assert Review.objects.get().state == "waiting"
    way = reverse("community:review-decide", args=[Review.objects.get().pk])
    form = {f"review-{Review.objects.get().pk}-reason": "Good", "shown": "1"}
    page = client_of(owner).post(way, form, follow=True).content.decode()
    assert "The author is no longer in the group" in page


def test_an_author_takes_back_what_is_not_shown(
    said, moderated, owner, stranger, colleague, client_of, now
):
    review = decide(report(said[0], stranger, now), owner, now, is_shown=False)
    client_of(colleague).post(reverse("community:review-forget", args=[review.pk]))
    review.refresh_from_db()
    assert review.text == ""
    appeal_decision(review=review, words="Please", by=colleague, at=now)
    page = client_of(stranger).get(reverse("community:post-detail", args=[said[0].pk]))
    assert "Removed by the author." in page.content.decode()
    write(client_of(colleague), moderated, WORD)
    waiting = Review.objects.get(state="waiting")
    forget_words(review=waiting, by=colleague)
    assert not Review.objects.filter(pk=waiting.pk).exists()
    kept = decide(report(said[1], stranger, now), owner, now, is_shown=True)
    with pytest.raises(NotYours):
        forget_words(review=kept, by=colleague)


def test_without_a_reason_nothing_is_decided(said, owner, stranger, client_of, now):
    review = report(said[0], stranger, now)
    way = reverse("community:review-decide", args=[review.pk])
    page = client_of(owner).post(way, {"shown": "0"}, follow=True).content.decode()
    assert "Nothing was decided: give a reason" in page
    assert Review.objects.get().state == "waiting"
    assert Client().post(way).status_code == 302


def test_showing_a_new_post_needs_no_reason_refusing_it_does(
    moderated, owner, colleague, client_of
):
    write(client_of(colleague), moderated, WORD)
    way = reverse("community:review-decide", args=[Review.objects.get().pk])
    client = client_of(owner)
    client.post(way, {"shown": "0"})
    assert Review.objects.get().state == "waiting"
    client.post(way, {"shown": "1"})
    assert Post.objects.get().text == WORD


def test_who_leaves_leaves_no_words_with_moderators(said, owner, stranger, colleague, now):
    decide(report(said[0], stranger, now), owner, now, is_shown=False)
    LEAVERS["community.words"].remove(stranger.pk)
    assert (Report.objects.get().reporter, Report.objects.get().words) == (None, "")
    LEAVERS["community.words"].remove(colleague.pk)
    assert not Review.objects.exists()
    assert not Comment.objects.exclude(text="").exists()
    assert not reviews_waiting(owner)


def test_readers_see_what_was_changed_and_nobody_else(
    said, stranger, colleague, manager, client_of, now, later
):
    post, _comment = said
    for minute, text in enumerate(("The bridge opens Monday", "The bridge opens Tuesday")):
        actions.edit_post(post=post, text=text, by=colleague, at=later(minute))
    actions.edit_post(post=post, text="The bridge opens Tuesday", by=colleague, at=later(3))
    way = reverse("community:post-history", args=[post.pk])
    page = client_of(stranger).get(way).content.decode()
    assert page.count('class="differences"') == 2
    assert "Monday</del>" in page
    assert "Tuesday</ins>" in page
    assert page.index("Monday</del>") < page.index(WORD)
    detail = client_of(stranger).get(reverse("community:post-detail", args=[post.pk]))
    assert way in detail.content.decode()
    assert client_of(manager).get(way).status_code == 404
    actions.remove_post(post=post, by=colleague, at=now)
    assert not post.versions.exists()
    assert client_of(stranger).get(way).status_code == 404


def test_a_change_goes_with_its_post(moderated, owner, colleague, client_of, now):
    post = actions.write_post(group=moderated, text="mild", by=colleague, at=now)
    client_of(colleague).post(reverse("community:post-edit", args=[post.pk]), {"text": WORD})
    actions.remove_post(post=post, by=colleague, at=now)
    assert not Review.objects.exists()
    assert not reviews_waiting(owner)


def test_a_change_of_what_was_taken_down_is_told_to_be_decided(
    moderated, owner, stranger, colleague, client_of, now
):
    post = actions.write_post(group=moderated, text="mild", by=colleague, at=now)
    client_of(colleague).post(reverse("community:post-edit", args=[post.pk]), {"text": WORD})
    change = Review.objects.get()
    decide(report(post, stranger, now), owner, now, is_shown=False)
    way = reverse("community:review-decide", args=[change.pk])
    page = client_of(owner).post(way, {"shown": "1"}, follow=True).content.decode()
    assert "Somebody else decided just before you." in page
    post.refresh_from_db()
    assert (post.text, post.is_taken_down) == ("", True)


def test_a_refused_change_takes_no_history_along(moderated, owner, colleague, client_of, now):
    post = actions.write_post(group=moderated, text="first", by=colleague, at=now)
    actions.edit_post(post=post, text="second", by=colleague, at=now)
    client_of(colleague).post(reverse("community:post-edit", args=[post.pk]), {"text": WORD})
    refused = decide(Review.objects.get(), owner, now, is_shown=False)
    forget_words(review=refused, by=colleague)
    assert post.versions.get().text == "first"


def test_a_lost_appeal_leaves_nothing_of_what_it_said_before(
    said, owner, stranger, manager, colleague, now
):
    post, _comment = said
    actions.edit_post(post=post, text="milder", by=colleague, at=now)
    review = decide(report(post, stranger, now), owner, now, is_shown=False)
    appeal_decision(review=review, words="Please", by=colleague, at=now)
    assert post.versions.exists()
    decide(review, manager, now, is_shown=False)
    assert not post.versions.exists()
