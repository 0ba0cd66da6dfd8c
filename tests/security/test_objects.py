"""Somebody else's things do not exist: every address that names one, by every role, both ways.

The access table says who may open a page; here they may, and the thing is not theirs.
"""

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.events.models import Event
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.polls.models import Poll, PollChoice
from klankbord.participate.topics.models import SavedView
from klankbord.people.models import Account, Role
from klankbord.trust.rights.models import OwnExport
from tests.routes import EVERYTHING, routes

pytestmark = pytest.mark.django_db
MARKER = "marker-of-somebody-else-51c2"
UNSEEN = {403, 404, 405}
TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))


@pytest.fixture
def theirs(colleague, now):
    """What a colleague has for themself: a private group, a view, an account, by parameter."""
    group = Group.objects.create(name=MARKER, kind=Group.Kind.PRIVATE, created_at=now)
    group.memberships.create(member=colleague, is_owner=True, asked_at=now, joined_at=now)
    post = Post.objects.create(group=group, author=colleague, text=MARKER, created_at=now)
    event = Event.objects.create(
        post=post,
        starts_at=now + dt.timedelta(days=900),
        ends_at=now + dt.timedelta(days=901),
        zone="Europe/Amsterdam",
        place=MARKER,
        changed_at=now,
    )
    poll = Poll.objects.create(
        post=post, is_anonymous=False, closes_at=now + dt.timedelta(days=900)
    )
    PollChoice.objects.create(poll=poll, place=0, words=MARKER)
    comment = Comment.objects.create(post=post, author=colleague, text=MARKER, created_at=now)
    review = Review.objects.create(
        group=group,
        author=colleague,
        is_new=True,
        text=MARKER,
        opened_at=now,
        decided_at=now,
        state=Review.State.TAKEN_DOWN,
    )
    view = SavedView.objects.create(member=colleague, name=MARKER, created_at=now)
    account = Account.objects.create(member=colleague, platform="x", handle=MARKER)
    until = now + dt.timedelta(days=7)
    export = OwnExport.objects.create(
        member=colleague.pk, asked_at=now, finished_at=now, expires_at=until, name=MARKER
    )
    attachment = Attachment.objects.create(
        post=post,
        author=colleague,
        attached_at=now,
        kind="text/plain",
        name=MARKER,
        n_bytes=len(MARKER),
        content=MARKER.encode(),
    )
    return {
        "community:attachment-open": attachment,
        "community:attachment-small": attachment,
        "community:post-detail": post,
        "community:post-history": post,
        "community:post-report": post,
        "community:comment-report": comment,
        "community:review-detail": review,
        "community:review-decide": review,
        "community:review-open": review,
        "community:review-forget": review,
        "community:post-edit": post,
        "community:post-remove": post,
        "community:post-pin": post,
        "community:post-announce": post,
        "community:event-edit": event,
        "community:praise-leave": post,
        "community:poll-vote": poll,
        "community:poll-edit": poll,
        "community:poll-close": poll,
        "community:poll-answer": poll,
        "community:poll-token": poll,
        "community:poll-ballots": poll,
        "community:preview-remove": post,
        "community:event-cancel": event,
        "community:event-answer": event,
        "community:event-save": event,
        "community:post-acknowledge": post,
        "community:reaction-toggle": post,
        "community:comment-write": post,
        "community:comment-edit": comment,
        "community:comment-remove": comment,
        "community:answer-choose": comment,
        "community:group-detail": group,
        "community:group-edit": group,
        "community:group-take": group,
        "community:group-people": group,
        "community:group-guests": group,
        "community:group-join": group,
        "community:group-leave": group,
        "topics:view-delete": view,
        "people:account-remove": account,
        "rights:own-export": export,
    }


# Every member may open these with a number or a word, and they are not tried here: why not.
ELSEWHERE = {
    "people:invitation-accept": "the word is the key",
    "people:session-end": "only one's own sessions have these words: people/tests",
    "people:token-revoke": "an administrator may end any key: people/tests/test_token_list.py",
    "newsletters:unsubscribe": "the word is signed",
    "listening:hub-tells": "the word is the key, and says nothing of anybody",
    "listening:webhook": "the word is the key, and says nothing of anybody",
    "listening:mention-tell": "the word is the key, and says nothing of anybody",
    "listening:form-write": "the word is the key, and what is written is not shown",
    "listening:form-thanks": "the same page for everybody",
    "newsletters:edition-detail": "a sent edition is everybody's, others are the editors'",
    "guidelines:guideline-detail": "published for everybody",
    "guidelines:version-compare": "published for everybody",
    "guidelines:consultation-detail": "everybody is asked: guidelines/consultation/tests",
    "guidelines:comment-add": "everybody is asked: guidelines/consultation/tests",
    "guidelines:comment-remove": "only one's own words: guidelines/consultation/tests",
    "community:mail-stop": "the word is signed",
    "community:calendar-feed": "the word is the key, with its member's rights: community/tests",
    "community:poll-cast": "the signed token is the key",
    "community:guest-come-in": "the word is signed",
    "community:guest-renew": "has two keys, and is the owner's: community/tests/test_guests.py",
    "community:guest-end": "has two keys, and is the owner's: community/tests/test_guests.py",
    "insight:dashboard-stop": "the word is signed: insight/tests/test_dashboard_letters.py",
    "community:owner-change": "has two keys, and is the owner's: community/tests",
    "community:member-remove": "has two keys, and is the owner's: community/tests",
    "community:request-accept": "has two keys, and is the owner's: community/tests",
    "community:request-decline": "has two keys, and is the owner's: community/tests",
    "scim:user-detail": "only a key for programs opens it: people/tests/test_scim.py",
    "scim:group-detail": "only a key for programs opens it: people/tests/test_scim.py",
    "scim:schema-detail": "the same for everybody",
    "scim:resource-type-detail": "the same for everybody",
    "desk:question-detail": "only who was asked: desk/tests/test_asking.py",
    "answers:point-detail": "for everybody",
    "answers:point-give": "its owner's and the manager's: answers/tests",
    "answers:point-answer": "its owner's and the manager's: answers/tests",
    "answers:point-reopen": "everybody's but who answered: answers/tests",
    "pulse:round-detail": "told to everybody, planned ones are the asker's: pulse/tests",
    "pulse:round-picture": "told to everybody",
    "pulse:round-answer": "everybody is asked",
    "pulse:round-token": "only one's own, once: pulse/tests",
    "pulse:round-cast": "the signed token is the key",
    "pulse:round-ballots": "the same list for everybody, and it leads to nobody",
    "lines:line-detail": "published for everybody, drafts are the desk's: lines/tests",
    "scim:nothing": "there is nothing",
}


def test_no_address_with_an_object_is_missed(theirs):
    """What only some roles open is their common work; the rest is tried here, or said why not."""
    open_to_all = {"everybody", "members", "able", "guests-too"}
    with_object = {
        route.name
        for route in routes()
        if route.converters and TABLE["routes"].get(route.name) in open_to_all
    }
    tried = {name for name in theirs if TABLE["routes"][name] in open_to_all}
    assert with_object == tried | set(ELSEWHERE)
    assert not tried & set(ELSEWHERE)


@pytest.fixture
def visitors(make_member, client_of):
    return {role: client_of(make_member(f"Visitor {role.value}", role)) for role in Role}


def test_what_is_not_mine_does_not_exist(theirs, visitors):
    ways = {route.name: [key for key, _ in route.converters] for route in routes()}
    seen = []
    for name, thing in theirs.items():
        keys = ways[name]
        assert keys, name
        address = reverse(name, EVERYTHING, kwargs=dict.fromkeys(keys, thing.pk))
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
        reverse(route.name, EVERYTHING)
        for route in routes()
        if not route.converters
        and route.name.partition(":")[0] in OURS
        and route.name not in ENDLESS
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


# Never comes to an end, and tells numbers and names, no text: reputation/desk/tests/test_live.py.
ENDLESS = {"desk:list-stream"}
OURS = {
    "api",
    "plan",
    "community",
    "topics",
    "insight",
    "stakeholders",
    "keyfigures",
    "platforms",
    "guidelines",
    "newsletters",
    "desk",
    "listening",
    "people",
}
