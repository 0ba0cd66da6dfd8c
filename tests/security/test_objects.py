"""Somebody else's things do not exist: every address that names one, by every role, both ways.

The access table says who may open a page; here they may, and the thing is not theirs.
"""

import pytest
from django.urls import reverse

from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.participate.topics.models import SavedView
from klankbord.people.models import Account, Role
from tests.routes import routes

pytestmark = pytest.mark.django_db
MARKER = "marker-of-somebody-else-51c2"
UNSEEN = {403, 404, 405}


@pytest.fixture
def theirs(colleague, now):
    """What a colleague has for themself: a closed group, a view, an account, by parameter."""
    group = Group.objects.create(name="Closed", kind=Group.Kind.CLOSED, created_at=now)
    group.memberships.create(member=colleague, is_owner=True, asked_at=now, joined_at=now)
    post = Post.objects.create(group=group, author=colleague, text=MARKER, created_at=now)
    comment = Comment.objects.create(post=post, author=colleague, text=MARKER, created_at=now)
    view = SavedView.objects.create(member=colleague, name=MARKER, created_at=now)
    account = Account.objects.create(member=colleague, platform="x", handle=MARKER)
    return {
        "community:post-detail": post,
        "community:post-edit": post,
        "community:post-remove": post,
        "community:post-pin": post,
        "community:reaction-toggle": post,
        "community:comment-write": post,
        "community:comment-edit": comment,
        "community:comment-remove": comment,
        "community:group-edit": group,
        "topics:view-delete": view,
        "people:account-remove": account,
    }


@pytest.fixture
def visitors(make_member, client_of):
    return {role: client_of(make_member(f"Visitor {role.value}", role)) for role in Role}


def test_what_is_not_mine_does_not_exist(theirs, visitors):
    ways = {route.name: [key for key, _ in route.converters] for route in routes()}
    seen = []
    for name, thing in theirs.items():
        keys = ways[name]
        assert keys, name
        address = reverse(name, kwargs=dict.fromkeys(keys, thing.pk))
        for role, client in visitors.items():
            answers = client.get(address), client.post(address, {"text": "mine", "kind": "thanks"})
            seen += [
                (name, role.value, answer.status_code)
                for answer in answers
                if answer.status_code not in UNSEEN or MARKER in answer.content.decode()
            ]
    assert seen == []


def test_and_is_as_it_was(theirs, visitors):
    before = {
        name: type(thing).objects.filter(pk=thing.pk).values().get()
        for name, thing in theirs.items()
    }
    test_what_is_not_mine_does_not_exist(theirs, visitors)
    for name, thing in theirs.items():
        assert type(thing).objects.filter(pk=thing.pk).values().get() == before[name], name


def test_no_list_search_or_call_tells_of_it(theirs, visitors):
    ways = [
        reverse(route.name)
        for route in routes()
        if not route.converters and route.name.partition(":")[0] in OURS
    ]
    ways += [
        f"{reverse('community:search')}?q=51c2",
        f"{reverse('topics:mention-list')}?q=51c2",
    ]
    told = []
    for role, client in visitors.items():
        client.raise_request_exception = False
        for address in ways:
            content = client.get(address).getvalue().decode(errors="replace")
            if MARKER in content:
                told.append((role.value, address))
    assert told == []


OURS = {
    "api",
    "plan",
    "community",
    "topics",
    "insight",
    "guidelines",
    "newsletters",
    "desk",
    "listening",
    "people",
}
