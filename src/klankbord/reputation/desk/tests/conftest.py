import datetime as dt

import pytest
from django.utils import timezone

from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.listening.accounts import connect_account
from klankbord.participate.listening.models import Source
from klankbord.people.models import Role
from klankbord.reputation.desk import opening
from klankbord.reputation.desk.models import Channel
from klankbord.reputation.flowcharts.actions import (
    choose_default_flow,
    create_shipped_flow,
    publish_version,
)


@pytest.fixture
def responder(member_with):
    return member_with(Role.RESPONDER)


@pytest.fixture
def second_responder(make_member):
    return make_member("Second Responder", Role.RESPONDER)


@pytest.fixture
def expert(member_with):
    return member_with(Role.EXPERT)


@pytest.fixture
def manager(member_with):
    return member_with(Role.MANAGER)


@pytest.fixture
def standard(manager, now):
    version = create_shipped_flow(name="standard", by=manager, at=now)
    publish_version(version=version, by=manager, at=now)
    choose_default_flow(flow=version.flow, by=manager, at=now)
    return version


@pytest.fixture
def make_mention(db, now):
    source = Source.objects.create(connector="file", target="x", name="Sample", created_at=now)
    author = Author.objects.create(
        id=7, platform="mastodon", external_id="7", handle="jan@water.example", name="Jan Water"
    )

    def make(number=1, text="When is the swimming pool open again?", **fields):
        defaults = {
            "external_id": str(number),
            "source": source,
            "author": author,
            "platform": "mastodon",
            "text": text,
            "url": f"https://water.example/@jan/{number}",
            "published_at": now - dt.timedelta(hours=2),
            "content_hash": number,
        }
        return Mention.objects.create(id=number, **(defaults | fields))

    return make


@pytest.fixture
def make_case(responder, now):
    def make(title="Pool closed", by=None, at=now, **fields):
        fields.setdefault("channel", Channel.PHONE)
        return opening.open_case(by=by or responder, at=at, title=title, **fields).case

    return make


@pytest.fixture
def case(make_mention, responder, now):
    return opening.open_case(
        by=responder,
        at=now,
        title="Pool closed",
        channel=Channel.MENTION,
        message=opening.message_of(make_mention()),
    ).case


@pytest.fixture
def at():
    """The clock of the wall, which a real server has too."""
    return timezone.now()


@pytest.fixture
def peer_may_be_reached(settings):
    """A server on this machine, where else nothing may be asked."""
    settings.OPEN_NETWORKS = ("127.0.0.0/8", "::1/128")


@pytest.fixture
def account(db, peer, at):
    return connect_account(
        connector="mastodon", place=peer.url, secret=peer.tokens["gemeente"], at=at, actor="test"
    )
