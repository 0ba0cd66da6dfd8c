"""Private is private, query by query; `tests/security/test_private.py` tries every address."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.ambassadors.community import actions, audience, queries
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.people.models import Role
from klankbord.trust.rights.contract import OWN_DATA

N_MEMBERS, N_GROUPS = 2, 3
DAY = dt.timedelta(days=1)
WORD = "geheimwoord"
worlds = st.fixed_dictionaries(
    {
        "kinds": st.lists(st.sampled_from(Group.Kind.values), min_size=3, max_size=3),
        "states": st.lists(
            st.sampled_from(["out", "asked", "invited", "in"]),
            min_size=N_MEMBERS * N_GROUPS,
            max_size=N_MEMBERS * N_GROUPS,
        ),
    }
)


@pytest.fixture
def people(make_member):
    return [make_member(f"Member {n}", Role.EMPLOYEE) for n in range(N_MEMBERS)]


@pytest.mark.django_db
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds)
def test_no_query_gives_an_outsider_closed_words(world, owner, people, now):
    Group.objects.all().delete()
    posts = build(world, owner, people, now)
    open_ones = {n for n, kind in enumerate(world["kinds"]) if kind == "open"}
    for index, member in enumerate(people):
        inside = {n for n in range(N_GROUPS) if world["states"][index * N_GROUPS + n] == "in"}
        readable = {posts[n].pk for n in open_ones | inside}
        assert set(audience.posts_readable(member).values_list("pk", flat=True)) == readable
        comments = audience.comments_readable(member).values_list("post", flat=True)
        assert set(comments) == readable
        assert found(queries.post_page(member, words=WORD)) == readable
        assert found(queries.post_page(member)) == {posts[n].pk for n in inside}
        known = {n for n in range(N_GROUPS) if world["kinds"][n] != "private"}
        states = world["states"][index * N_GROUPS :][:N_GROUPS]
        known |= {n for n, state in enumerate(states) if state in {"invited", "in"}}
        listed = {group.pk for group in queries.groups_listed(member)}
        assert listed == {posts[n].group_id for n in known}
        for post in posts:
            page = queries.post_page(member, group=post.group)
            assert found(page) == {post.pk} & readable
            people = queries.people_in(post.group, member).memberships
            assert bool(people) == (post.pk in readable)
            assert bool(queries.post_comments(post, member)) == (post.pk in readable)
    everybody = {each.post.pk for each in queries.open_posts(since=now - DAY, until=now)}
    assert everybody == {posts[n].pk for n in open_ones}


def found(page) -> set[int]:
    return {card.post.pk for card in page.cards}


def build(world, owner, people, now):
    posts = []
    for number, kind in enumerate(world["kinds"]):
        group = actions.create_group(
            name=f"Group {number}", description="", kind=kind, by=owner, at=now
        )
        for index, member in enumerate(people):
            state = world["states"][index * N_GROUPS + number]
            if state != "out":
                Membership.objects.create(
                    group=group,
                    member=member,
                    asked_at=now if state == "asked" else None,
                    invited_at=now if state != "asked" else None,
                    joined_at=now if state == "in" else None,
                )
        said_at = now - dt.timedelta(hours=1)
        text = f"{WORD}{number} in group"
        post = actions.write_post(group=group, text=text, by=owner, at=said_at)
        actions.write_comment(post=post, text=f"{WORD}{number} again", by=owner, at=said_at)
        posts.append(post)
    return posts


def test_not_even_managers_and_administrators_read_a_closed_group(
    closed_group, owner, member_with, client_of, now
):
    post = actions.write_post(group=closed_group, text=WORD, by=owner, at=now)
    other = member_with("manager", "administrator", "council", "employee")
    client = client_of(other)
    assert client.get(reverse("community:post-detail", args=[post.pk])).status_code == 404
    page = client.get(reverse("community:group-detail", args=[closed_group.pk]))
    assert WORD not in page.content.decode()
    assert not audience.posts_readable(other).exists()


def test_who_only_asked_sees_no_group_that_became_private(
    closed_group, owner, colleague, client_of, now
):
    actions.join_group(group=closed_group, by=colleague, at=now)
    actions.edit_group(
        group=closed_group, name="Merger", description="Hush", kind="private", by=owner, at=now
    )
    client = client_of(colleague)
    detail = reverse("community:group-detail", args=[closed_group.pk])
    assert client.get(detail).status_code == 404
    assert b"Merger" not in client.get(reverse("community:group-list")).content
    (own,) = OWN_DATA["community.groups"].rows(colleague.pk)
    assert own["group"] == closed_group.name_outside
    actions.invite_member(group=closed_group, member=colleague, by=owner, at=now)
    assert client.get(detail).status_code == 200


def test_the_feed_api_gives_own_groups_only(open_group, owner, stranger, client_of, now):
    actions.write_post(group=open_group, text=WORD, by=owner, at=now)
    assert len(json.loads(client_of(owner).get("/api/v1/community/feed").content)["posts"]) == 1
    assert not json.loads(client_of(stranger).get("/api/v1/community/feed").content)["posts"]
    assert Client().get("/api/v1/community/feed").status_code == 401
