"""Private is private: over random memberships, at every address, call, letter and export.

Nothing is listed by hand that the house can list itself: a new address of the community is walked
at once, and one of a kind that is not known here fails, until somebody says what its numbers name.
"""

import datetime as dt
import json
from dataclasses import dataclass, field

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.announcements.actions import announce_post
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.events.actions import (
    answer_event,
    make_address,
    remind_of_events,
)
from klankbord.ambassadors.community.events.models import Event
from klankbord.ambassadors.community.imports.models import CommunityImport, Origin, Voice
from klankbord.ambassadors.community.models import Comment, Group, Membership, Post
from klankbord.ambassadors.community.moderation.actions import (
    decide_review,
    offer_post,
    report_words,
)
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.notifications.actions import change_mail_choice
from klankbord.ambassadors.community.notifications.models import Letter, Notification
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.ambassadors.community.notifications.sending import send_letters
from klankbord.ambassadors.community.polls.actions import count_poll
from klankbord.ambassadors.community.polls.models import Poll, PollChoice, PollVote
from klankbord.ambassadors.community.praise.models import Praise, Praised
from klankbord.ambassadors.community.previews.models import LinkPreview
from klankbord.ambassadors.newsletters import actions as letters
from klankbord.ambassadors.newsletters.letters import write_letter
from klankbord.ambassadors.newsletters.models import Edition
from klankbord.ambassadors.newsletters.queries import recipients
from klankbord.jobs.registry import JOBS, STANDING
from klankbord.people.models import Role
from klankbord.site.api import api
from klankbord.trust.rights.contract import OWN_DATA
from tests.routes import EVERYTHING, routes

N_GROUPS = 4
WORD, NAME, HELD = "geheimwoord", "geheimenaam", "achtergehouden"
STATES = ["out", "asked", "invited", "in"]
# What the number in an address names, by how the route begins.
NUMBERS = {
    "group": "groups",
    "request": "groups",
    "owner": "groups",
    "member": "groups",
    "post": "posts",
    "event": "posts",
    "praise": "posts",
    "poll": "posts",
    "preview": "posts",
    "calendar": "posts",
    "reaction": "posts",
    "comment": "comments",
    "answer": "comments",
    "mail": "groups",
    "review": "reviews",
    "import": "imports",
    "guest": "groups",
    "attachment": "attachments",
}
NUMBER_OF = {"community:comment-write": "posts"}
# What one may ask an address without a number; a new one must say so here.
ASKED = {
    "community:feed": ["", "?before={post}", "?show=questions"],
    "community:feed-order": [""],
    "community:search": [f"?q={WORD}", f"?q={WORD}&before={{post}}", "?q=%23deel"],
    "community:name-find": ["", "?group=1&q=w"],
    "community:group-list": [""],
    "community:group-add": [""],
    "community:post-write": [""],
    "community:event-list": [""],
    "community:event-write": ["", "?group=1"],
    "community:praise-write": ["", "?group=1"],
    "community:poll-write": ["", "?group=1"],
    "community:announcement-write": ["", "?group=1"],
    "community:notification-list": ["", "?before=999"],
    "community:notification-see": [""],
    "community:mail-choices": [""],
    "community:review-list": [""],
    "community:import-add": [""],
    "community:voice-forget": [""],
    "community:reaction-settings": [""],
    "community:guest-settings": [""],
}
CALLS = {
    "/api/v1/community/feed": ["", "?before={post}"],
    "/api/v1/community/reactions": [""],
    "/api/v1/community/polls/{pk}/vote": ["", "?before={post}"],
}
OWN = {
    "community.posts",
    "community.comments",
    "community.reactions",
    "community.groups",
    "community.notifications",
    "community.letters",
    "community.mail-choices",
    "community.reviews",
    "community.reports",
    "community.acknowledged",
    "community.imports",
    "community.attachments",
    "community.events",
    "community.event-answers",
    "community.calendar",
    "community.feed-order",
    "community.praised",
    "community.polls",
    "community.poll-votes",
}
WORKS = {
    "newsletters.send_edition",  # tried below
    # Whom an import brings what: `community/tests/test_imports.py`; here its words are tried.
    "community.look_into",
    "community.bring_in",
    "community.take_back",
}
STANDS = {
    "community.send_letters",  # tried below, also after a member went out
    "community.keep_owned",  # reads no words
    "community.drop_imports",  # throws files away
    "community.end_guests",  # reads no words
    "community.remind_of_events",  # tried below
    "community.count_polls",  # tried below
    "community.visit_links",  # keeps what a page says at the post; tried below with its words
}


@dataclass
class World:
    """Groups of all kinds with something said in each, and one edition of what everybody reads."""

    kinds: list[str]
    states: list[str]
    groups: list[Group] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    imports: list[CommunityImport] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    edition: Edition | None = None
    is_guest: bool = False

    @property
    def readable(self) -> set[int]:
        """Numbers of the groups whose words the member may read."""
        both = zip(self.kinds, self.states, strict=True)
        is_house = not self.is_guest  # to a guest an open group is as closed as any
        return {
            n
            for n, (kind, state) in enumerate(both)
            if (is_house and kind == "open") or state == "in"
        }

    @property
    def known(self) -> set[int]:
        """Numbers of the groups whose name the member may see."""
        both = zip(self.kinds, self.states, strict=True)
        let_in = {"invited", "in"}
        is_house = not self.is_guest
        return {
            n
            for n, (kind, state) in enumerate(both)
            if (is_house and kind != "private") or state in let_in
        }


worlds = st.builds(
    World,
    kinds=st.lists(st.sampled_from(Group.Kind.values), min_size=N_GROUPS, max_size=N_GROUPS),
    states=st.lists(st.sampled_from(STATES), min_size=N_GROUPS, max_size=N_GROUPS),
)


@pytest.fixture
def writers(make_member):
    """One for each group: an edition takes one piece of each author."""
    return [make_member(f"Writer {n}", Role.MANAGER) for n in range(N_GROUPS)]


@pytest.fixture
def judge(make_member):
    """Who keeps every group too, and decides about what others wrote."""
    return make_member("Judge", Role.MANAGER)


@pytest.mark.django_db
@pytest.mark.parametrize("is_guest", [False, True])
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],  # a world is small as it is, and each costs a walk of all pages
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds)
def test_words_and_names_reach_nobody_outside(
    world, is_guest, writers, judge, reader, client_of, now
):
    world.is_guest = is_guest
    build(world, writers, judge, reader, now)
    client = client_of(reader)
    told = {way: client.get(way).content.decode() for way in addresses(world)}
    told |= {key: own_rows(key, reader) for key in OWN}
    told["mail"] = mail_to(reader, now)
    letter = write_letter(world.edition).text if world.edition else ""
    if is_guest:
        assert not recipients().contains(reader)
    else:
        told["letter"] = letter
    told["calendar"] = calendar_of(reader, client, now)
    for way, text in told.items():
        assert numbers_in(WORD, text) <= world.readable, way
        assert numbers_in(NAME, text) <= world.known, way
        assert HELD not in text, way
    opened = [reverse("community:attachment-open", args=[each.pk]) for each in world.attachments]
    assert numbers_in(WORD, "".join(told[way] for way in opened)) == world.readable
    searched = told[reverse("community:search") + f"?q={WORD}"]
    assert numbers_in(WORD, searched) == world.readable
    listed = "community:feed" if is_guest else "community:group-list"
    assert numbers_in(NAME, told[reverse(listed)]) == world.known
    opens = {n for n, kind in enumerate(world.kinds) if kind == "open"}
    assert numbers_in(WORD, letter) == opens
    opens &= world.readable
    assert numbers_in(WORD, told["mail"]) == opens
    assert numbers_in(WORD, told["calendar"]) == opens
    assert not {n for n in numbers_in(NAME, told["calendar"]) if world.kinds[n] == "private"}
    concerned = told[reverse("community:notification-list")]
    assert numbers_in(WORD, concerned) == world.readable
    named = {n for n in world.readable if world.kinds[n] != "private"}
    assert numbers_in(NAME, told["mail"]) & world.readable == named
    go_out(world, reader)
    opens &= world.readable
    for way in (reverse("community:notification-list"), reverse("community:feed")):
        assert numbers_in(WORD, client.get(way).content.decode()) <= opens, way
    assert (
        numbers_in(WORD, mail_to(reader, now) + own_rows("community.notifications", reader))
        <= opens
    )


@pytest.fixture
def reader(is_guest, colleague, make_guest):
    return make_guest("Reader", colleague) if is_guest else colleague


def mail_to(member, now):
    """Everything the community mails to a member in a week from now, letter for letter."""
    mail.outbox.clear()
    Letter.objects.all().delete()
    Notification.objects.filter(member=member).update(is_to_mail=True, letter=None)
    change_mail_choice(member=member, at=now - dt.timedelta(days=2), digest="daily")
    for day in range(2):
        at = now + dt.timedelta(days=day)
        plan_letters(at=at)
        list(send_letters(clock=lambda at=at: at, worker=f"{day}"))
    return "".join(each.subject + each.body for each in mail.outbox if each.to == [member.email])


def calendar_of(member, client, now):
    """What a calendar fetches without signing in, its folded lines made whole."""
    address = reverse("community:calendar-feed", args=[make_address(by=member, at=now)])
    return client.get(address).content.decode().replace("\r\n ", "")


def go_out(world, member):
    """Out of every group: what was told before must not be told any more."""
    Membership.objects.filter(member=member).delete()
    world.states = ["out"] * N_GROUPS


def numbers_in(word: str, text: str) -> set[int]:
    return {n for n in range(N_GROUPS) if f"{word}{n}" in text}


def build(world, writers, judge, member, now):
    Group.objects.all().delete()
    Edition.objects.all().delete()
    said_at = now - dt.timedelta(hours=1)
    soon = timezone.now() + dt.timedelta(days=1)
    each_group = zip(world.kinds, world.states, writers, strict=True)
    for n, (kind, state, owner) in enumerate(each_group):
        group = actions.create_group(
            name=f"{NAME}{n}", description=f"{NAME}{n}", kind=kind, by=owner, at=now
        )
        if state != "out":
            let_in(world, group, member, state, now)
        post = actions.write_post(
            group=group,
            text=f"{WORD}{n} #deel for @{member.name}",
            by=owner,
            at=said_at,
            is_question=True,
            attachments=[a_file(f"{WORD}{n}")],
        )
        announce_post(
            post=post,
            until_on=now.date() + dt.timedelta(days=30),
            is_to_acknowledge=True,
            is_for_all=kind == "open",
            by=owner,
            at=said_at,
        )
        event = Event.objects.create(
            post=post,
            starts_at=soon,
            ends_at=soon + dt.timedelta(hours=1),
            zone="Europe/Amsterdam",
            place=f"{WORD}{n}",
            changed_at=said_at,
        )
        answer_event(event=event, says="comes", by=member, at=said_at)
        ask(post, f"{WORD}{n}", by=member, at=said_at)
        LinkPreview.objects.create(
            post=post,
            address=f"https://{WORD}{n}.example",
            state=LinkPreview.State.SHOWN,
            site=f"{WORD}{n}.example",
            title=f"{WORD}{n}",
            about=f"{WORD}{n}",
        )
        Praised.objects.create(praise=Praise.objects.create(post=post), member=member)
        comment = actions.write_comment(
            post=post,
            text=f"{WORD}{n} too, @{member.name}",
            by=owner,
            at=said_at,
            attachments=[a_file(f"{WORD}{n}")],
        )
        world.groups.append(group)
        world.posts.append(post)
        world.comments.append(comment)
        said_elsewhere(world, n, owner, now)
        Membership.objects.create(
            group=group, member=judge, is_owner=True, asked_at=now, joined_at=now
        )
        along = [a_file(f"{HELD}{n}")]
        held = offer_post(group=group, text=f"{HELD}{n}", by=owner, at=said_at, attachments=along)
        decide_review(review=held, is_shown=False, reason="No", by=judge, at=said_at)
        world.reviews += [held, report_words(words=post, reason="other", more="", by=judge, at=now)]
    world.attachments = list(Attachment.objects.all())
    for poll in Poll.objects.all():
        count_poll(poll=poll, at=said_at)
    remind_of_events(at=soon - dt.timedelta(hours=1))
    if "open" in world.kinds:
        world.edition = letters.create_edition(
            title="Edition", language="en", by=owner, at=now, since=now - dt.timedelta(days=1)
        )
        world.edition.items.update(is_included=True)
        letters.publish_edition(edition=world.edition, by=owner, at=now)


def ask(post, words, *, by, at):
    """A poll that is over, in which they chose when they could still read it."""
    poll = Poll.objects.create(post=post, is_anonymous=False, closes_at=at)
    choice = PollChoice.objects.create(poll=poll, place=0, words=words)
    PollVote.objects.create(choice=choice, member=by, voted_at=at)


def said_elsewhere(world, n, owner, now):
    """The same again, out of an import: a post and a comment of a voice, and the names it found."""
    brought = CommunityImport.objects.create(
        path="", file_name=f"{NAME}{n}", state="ready", found={"name": f"{NAME}{n}"}, by=owner,
        created_at=now,
    )  # fmt: skip
    post = Post.objects.create(
        group=world.groups[n], text=f"{WORD}{n} elsewhere", search_text=f"{WORD}{n}", created_at=now
    )
    comment = Comment.objects.create(post=post, text=f"{WORD}{n} below", created_at=now)
    voice = Voice.objects.create(platform="slack", number=brought.pk, key=f"{brought.pk}")
    for place in ({"post": post}, {"comment": comment}):
        kind = next(iter(place))
        Origin.objects.create(
            key=f"{brought.pk}/{kind}", platform="slack", brought_by=brought, voice=voice, **place
        )
    world.imports.append(brought)


def let_in(world, group, member, state, now):
    """Of a guest, who asks nothing, "asked" is a stay that is over since a minute."""
    is_over = world.is_guest and state == "asked"
    stay = dt.timedelta(minutes=-1) if is_over else dt.timedelta(days=90)
    Membership.objects.create(
        group=group,
        member=member,
        asked_at=now if state == "asked" else None,
        invited_at=now if state != "asked" else None,
        joined_at=now if state == "in" or is_over else None,
        guest_until=timezone.now() + stay if world.is_guest else None,
    )


def a_file(words):
    """Called and described by its content: wherever one of the three stands, it is seen."""
    content = words.encode()
    return Attachment(
        kind="text/plain", name=words, alt=words, content=content, n_bytes=len(content)
    )


def addresses(world):
    """Every address of the community and the newsletters, with every number there is."""
    for route in routes():
        room, _colon, screen = route.name.partition(":")
        if room == "community" and not route.converters:
            yield from filled(reverse(route.name, EVERYTHING), ASKED[route.name], world)
        elif room == "community":
            kind = NUMBER_OF.get(route.name) or NUMBERS[screen.partition("-")[0]]
            for thing in getattr(world, kind):
                yield reverse(route.name, EVERYTHING, kwargs=values(route, thing))
    for call, asked in CALLS.items():
        yield from filled(call, asked, world)
    yield reverse("newsletters:edition-list")
    if world.edition:
        yield reverse("newsletters:edition-detail", args=[world.edition.pk])


def values(route, thing):
    """The number of the thing, and of somebody in it where two are asked."""
    given = {key: "thanks" for key, kind in route.converters if kind != "IntConverter"}
    if "membership_pk" in dict(route.converters):
        given["membership_pk"] = thing.memberships.order_by("pk").last().pk
    return given | ({"pk": thing.pk} if "pk" in dict(route.converters) else {})


def filled(address, asked, world):
    for query in asked:
        posts = world.posts if "{post}" in query else world.posts[:1]
        for post in posts:
            yield address.replace("{pk}", f"{post.pk}") + query.format(post=post.pk)


def own_rows(key, member):
    return json.dumps(list(OWN_DATA[key].rows(member.pk)), default=str)


def test_every_way_is_tried():
    """What the house itself says it has; something new is tried above, or this fails."""
    ways = {route.name for route in routes() if route.name.startswith("community:")}
    numberless = {route.name for route in routes() if route.name in ways and not route.converters}
    assert numberless == set(ASKED)
    assert {path for path in api.get_openapi_schema()["paths"] if "/community/" in path} == set(
        CALLS
    )
    assert {key for key in OWN_DATA if key.startswith("community.")} == OWN
    rooms = ("community.", "newsletters.")
    assert {name for name in JOBS if name.startswith(rooms)} == WORKS
    assert {name for name in STANDING if name.startswith(rooms)} == STANDS


@pytest.mark.django_db
def test_a_private_name_is_not_guessed_by_making_the_same(owner, member_with, client_of, now):
    actions.create_group(name="Merger", description="", kind="private", by=owner, at=now)
    manager = client_of(member_with(Role.MANAGER))
    form = {"name": "Merger", "description": "", "kind": "closed"}
    assert manager.post(reverse("community:group-add"), form).status_code == 302
    assert manager.post(reverse("community:group-add"), form).status_code == 200
