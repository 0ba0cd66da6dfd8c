"""Fill an empty installation with the sample organisation."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation

from klankbord.core.post import Post
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.listening.actions import deliver
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import deliveries_to_keep
from klankbord.participate.topics.drivers import BEGINNINGS, named_drivers
from klankbord.participate.topics.jobs import match_arrival
from klankbord.participate.topics.models import Example, QueryVersion, Topic
from klankbord.participate.topics.queries import unmatched_arrivals
from klankbord.people.actions import create_member
from klankbord.people.models import Account, Department, Member, Organisation, Role
from klankbord.site.sample import cast, stories
from klankbord.site.sample.answers import answer_colleagues
from klankbord.site.sample.contacts import note_contacts
from klankbord.site.sample.conversations import MANAGER, RESPONDER, open_cases, talk
from klankbord.site.sample.dashboards import make_dashboards
from klankbord.site.sample.facts import state_facts
from klankbord.site.sample.flows import make_flows
from klankbord.site.sample.posts import DAYS, Town
from klankbord.site.sample.pulse import feel_pulse
from klankbord.site.sample.replies import make_replies
from klankbord.site.sample.rules import make_rules
from klankbord.site.sample.stakeholders import place_stakeholders
from klankbord.site.sample.themes import talk_about
from klankbord.trust import audit

BATCH = 500
PLATFORM_NAMES = {"feed": "De Lindebode (nieuws)", "x": "X"}


class InstallationNotEmpty(Exception):  # noqa: N818  # named after the broken promise
    """The sample comes only into an installation where nobody is yet."""


def load_sample(*, at: dt.datetime) -> None:
    """Make the sample organisation; raises `InstallationNotEmpty`.

    Everything goes in by the same actions that people use, at times in the past.
    """
    began = at - dt.timedelta(days=DAYS)
    with transaction.atomic():  # all of it or nothing: a half sample would look like a house
        if Organisation.objects.exists() or Member.objects.exists():
            raise InstallationNotEmpty
        Organisation.objects.create(
            name=cast.ORGANISATION,
            time_zone=settings.TIME_ZONE,
            is_sample=True,
            created_at=began,
        )
        members = _come_in(began)
        _follow(began)
        _deliver(Town(until=at).posts(), began)
        talk(members, at=at)
        _keep_and_match(at)
        place_stakeholders(by=members[MANAGER], at=at)
        make_dashboards(members, manager=MANAGER, at=at)
        state_facts(members, at=at)
        feel_pulse(members[MANAGER], at=at)
        talk_about(at=at)
        answer_colleagues(members, at=at)
        open_cases(members, at=at)
        make_replies(members[MANAGER], at=at)
        note_contacts(members, by=members[MANAGER], at=at)
        make_flows(members, manager=MANAGER, responder=RESPONDER, at=at)
        make_rules(by=members[MANAGER], topic="Afval", department="Afval en reiniging", at=at)
        audit.record(at=at, actor="program", act="sample.loaded")


def _come_in(at: dt.datetime) -> dict[str, Member]:
    Department.objects.bulk_create(
        Department(name=name, is_sample=True) for name in cast.DEPARTMENTS
    )
    rooms = {room.name: room for room in Department.objects.all()}
    everybody = [*cast.LEADS, *((name, room, (), "nl") for name, room in cast.OTHERS)]
    members = {
        name: create_member(
            email=cast.address(name),
            name=name,
            password=None,
            department=rooms[room],
            roles=[role.value for role in (Role.EMPLOYEE, *roles)],
            language=language,
            at=at,
            is_sample=True,
        )
        for name, room, roles, language in everybody
    }
    for name, (platform, handle) in cast.NAMED.items():
        Account.objects.create(member=members[name], platform=platform, handle=handle)
        Member.objects.filter(pk=members[name].pk).update(is_shown_in_listening=True)
    return members


def _follow(at: dt.datetime) -> None:
    Topic.objects.bulk_create(
        Topic(
            name=name,
            query=query,
            query_version=1 + (name in stories.EARLIER),
            description=description,
            is_sample=True,
            created_at=at,
            changed_at=at,
        )
        for name, query, description in stories.TOPICS
    )
    with translation.override("nl"):
        Topic.objects.bulk_create(
            Topic(
                name=name,
                query=BEGINNINGS[driver],
                description=description,
                driver=driver,
                is_sample=True,
                created_at=at,
                changed_at=at,
            )
            for driver, name, description in named_drivers()
        )
    topics = {topic.name: topic for topic in Topic.objects.all()}
    earlier = [(topics[name], 1, query) for name, query in stories.EARLIER.items()]
    in_force = [(topic, topic.query_version, topic.query) for topic in topics.values()]
    QueryVersion.objects.bulk_create(
        QueryVersion(topic=topic, number=number, query=query, written_at=at, published_at=at)
        for topic, number, query in earlier + in_force
    )
    Example.objects.bulk_create(
        Example(topic=topics[name], must_match=must_match, text=text, added_at=at)
        for name, must_match, text in stories.EXAMPLES
    )


def _deliver(posts: Iterable[Post], at: dt.datetime) -> None:
    """One source a platform, at rest: nothing of the sample asks the outside world."""
    by_platform = defaultdict(list)
    for post in posts:
        by_platform[post.platform].append(post)
    for platform, said in by_platform.items():
        source = Source.objects.create(
            connector="file",
            target=f"sample/{platform}",
            name=PLATFORM_NAMES.get(platform, platform.capitalize()),
            is_sample=True,
            created_at=at,
            last_run_at=said[-1].published_at,
            last_success_at=said[-1].published_at,
        )
        for start in range(0, len(said), BATCH):
            page = said[start : start + BATCH]
            deliver(source=source, posts=page, at=page[-1].published_at)


def _keep_and_match(at: dt.datetime) -> None:
    """Do at once what the workers do all day, so that the first page is not empty."""
    for delivery in deliveries_to_keep():
        keep_delivery(delivery_id=delivery.pk, at=at)
    while arrivals := list(unmatched_arrivals()[:100]):
        for arrival in arrivals:
            with transaction.atomic():
                match_arrival(arrival, at=at)
