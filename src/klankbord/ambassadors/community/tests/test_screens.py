"""The community without a line of JavaScript, and what each screen costs."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Comment, Group, Post, Reaction
from klankbord.ambassadors.community.reactions.giving import toggle_reaction


def test_a_colleague_joins_writes_comments_and_reacts(open_group, owner, colleague, client_of, now):
    client = client_of(colleague)
    feed = client.get(reverse("community:feed"))
    assert b"Join a group to fill your feed" in feed.content
    client.post(reverse("community:group-join", args=[open_group.pk]))
    page = client.get(reverse("community:group-detail", args=[open_group.pk]))
    assert b"not a" in page.content or b"Not here" in page.content
    words = {"group": open_group.pk, "text": "**Hello** <script>alert(1)</script>"}
    answer = client.post(reverse("community:post-write"), words, follow=True)
    assert b"<strong>Hello</strong>" in answer.content
    assert b"<script>alert" not in answer.content
    post = Post.objects.get()
    client.post(reverse("community:comment-write", args=[post.pk]), {"text": "more"})
    comment = Comment.objects.get()
    reply = {"text": "deeper", "parent": comment.pk}
    client.post(reverse("community:comment-write", args=[post.pk]), reply)
    react = reverse("community:reaction-toggle", args=[post.pk])
    assert client.post(react, {"kind": "agree"}).status_code == 302
    assert Reaction.objects.count() == 1
    page = client.get(reverse("community:post-detail", args=[post.pk])).content.decode()
    assert page.index("more") < page.index("deeper")
    client.post(reverse("community:post-edit", args=[post.pk]), {"text": "Other words"})
    client.post(reverse("community:comment-edit", args=[comment.pk]), {"text": "less"})
    client.post(reverse("community:comment-remove", args=[comment.pk]))
    client.post(reverse("community:post-remove", args=[post.pk]))
    page = client.get(reverse("community:post-detail", args=[post.pk])).content.decode()
    assert "Removed by the author." in page
    assert "deeper" in page
    assert "Other words" not in page
    assert "less" not in page.lower().split("removed by the author.")[1][:200]


def test_a_reaction_by_htmx_answers_with_the_buttons_only(open_group, owner, client_of, now):
    post = actions.write_post(group=open_group, text="x", by=owner, at=now)
    react = reverse("community:reaction-toggle", args=[post.pk])
    answer = client_of(owner).post(react, {"kind": "idea"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b'aria-pressed="true"' in answer.content


def test_an_owner_opens_a_group_and_answers_requests(owner, colleague, stranger, client_of):
    client = client_of(owner)
    values = {"name": "Quiet", "description": "d", "kind": "closed"}
    client.post(reverse("community:group-add"), values)
    group = Group.objects.get()
    for member in (colleague, stranger):
        client_of(member).post(reverse("community:group-join", args=[group.pk]))
    first, second = group.memberships.filter(joined_at=None).order_by("pk")
    accept = reverse("community:request-accept", args=[group.pk, first.pk])
    assert client_of(stranger).post(accept).status_code == 404
    page = client.get(reverse("community:group-detail", args=[group.pk]))
    assert b"2 ask to join" in page.content
    page = client.get(reverse("community:group-people", args=[group.pk]))
    assert b"Colleague" in page.content
    client.post(accept)
    client.post(reverse("community:request-decline", args=[group.pk, second.pk]))
    assert set(group.memberships.values_list("member__name", flat=True)) == {"Owner", "Colleague"}
    page = client_of(colleague).get(reverse("community:group-detail", args=[group.pk]))
    assert b"Write a post" in page.content


def test_a_closed_group_cannot_be_opened_by_a_forged_form(closed_group, owner, client_of):
    values = {"name": "New name", "description": "", "kind": "open"}
    edit = reverse("community:group-edit", args=[closed_group.pk])
    assert client_of(owner).post(edit, values).status_code == 200
    closed_group.refresh_from_db()
    assert closed_group.kind == "closed"
    client_of(owner).post(edit, values | {"kind": "closed"})
    closed_group.refresh_from_db()
    assert closed_group.name == "New name"


def test_landmarks_of_the_feed_have_each_their_own_name(
    open_group, owner, colleague, client_of, now
):
    for name in ("First", "Second"):
        group = actions.create_group(name=name, description="", kind="closed", by=owner, at=now)
        actions.invite_member(group=group, member=colleague, by=owner, at=now)
    actions.join_group(group=open_group, by=colleague, at=now)
    for text in ("Who? #who", "What? #what"):
        post = actions.write_post(
            group=open_group, text=text, by=colleague, at=now, is_question=True
        )
        answer = actions.write_comment(post=post, text="So.", by=owner, at=now)
        actions.choose_answer(comment=answer, is_best=True, by=colleague, at=now)
    page = client_of(colleague).get(reverse("community:feed")).content.decode()
    names = re.findall(r'<(?:aside|section|nav|form)[^>]* aria-label="([^"]+)"', page)
    assert len(names) == len(set(names)), names
    assert "Invitations" in names
    assert page.count("invites you to") == page.count("Best answer, by Owner") == 2
    assert not re.findall(r"<p[^>]* aria-label", page)


def test_only_managers_open_groups(colleague, client_of):
    assert client_of(colleague).get(reverse("community:group-add")).status_code == 403


def test_everything_asks_to_sign_in(open_group, db):
    for name in ("feed", "group-list", "search"):
        assert Client().get(reverse(f"community:{name}")).status_code == 302


def test_the_line_of_the_last_visit(open_group, owner, client_of, now, monkeypatch, later):
    client = client_of(owner)
    clock = {"now": now}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["now"])
    actions.write_post(group=open_group, text="yesterday", by=owner, at=now)
    client.get(reverse("community:feed"))
    actions.write_post(group=open_group, text="this noon", by=owner, at=later(60))
    clock["now"] = later(120)
    page = client.get(reverse("community:feed")).content.decode()
    assert "1 new post since your last visit." in page
    below = page.index("You have seen everything below this line")
    assert page.index("this noon") < below < page.index("yesterday")


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²", "999999"])
def test_a_strange_cursor_is_harmless(open_group, owner, client_of, before):
    answer = client_of(owner).get(reverse("community:feed"), {"before": before})
    assert answer.status_code == 200


def test_the_screens_stay_within_their_queries(
    open_group, owner, client_of, make_member, now, django_assert_max_num_queries
):
    for n in range(12):
        member = make_member(f"M{n}")
        actions.join_group(group=open_group, by=member, at=now)
        post = actions.write_post(group=open_group, text=f"x {n}", by=member, at=now)
        comment = actions.write_comment(post=post, text="y", by=member, at=now)
        actions.write_comment(post=post, text="z", by=owner, at=now, parent=comment)
        toggle_reaction(post=post, kind="thanks", by=owner, at=now)
    client = client_of(owner)
    for address, most in [
        (reverse("community:feed"), 16),
        (reverse("community:search") + "?q=x", 10),
        (reverse("community:group-list"), 8),
        (reverse("community:group-people", args=[open_group.pk]), 12),
        (reverse("community:group-detail", args=[open_group.pk]), 15),
        (reverse("community:post-detail", args=[post.pk]), 16),
    ]:
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
