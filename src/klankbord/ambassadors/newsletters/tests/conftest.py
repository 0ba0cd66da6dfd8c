import datetime as dt
import socket
from collections import Counter

import pytest
from aiosmtpd.controller import Controller

from klankbord.ambassadors.community import actions as community
from klankbord.ambassadors.newsletters import actions
from klankbord.people.models import Role


@pytest.fixture
def colleagues(make_member):
    return [make_member(f"Colleague {n}", Role.EMPLOYEE) for n in range(8)]


@pytest.fixture
def talk(owner, colleagues, now):
    """An open group in which everybody wrote once, the first with most answers."""
    group = community.create_group(name="All", description="", kind="open", by=owner, at=now)
    said_at = now - dt.timedelta(days=2)
    for n, member in enumerate(colleagues):
        community.join_group(group=group, by=member, at=now)
        post = community.write_post(
            group=group, text=f"Story {n}. With **more** [here](https://x.example/?a=1&b=2).",
            by=member, at=said_at,
        )  # fmt: skip
        for reader in colleagues[: 8 - n]:
            if community.Membership.objects.filter(group=group, member=reader).exists():
                community.toggle_reaction(post=post, kind="thanks", by=reader, at=now)
    return group


@pytest.fixture
def edition(talk, owner, now):
    return actions.create_edition(title="What we talked about", language="en", by=owner, at=now)


class Mailbox:
    """A real mail server on loopback; `rule` may refuse or break."""

    def __init__(self):
        self.letters = []
        self.rule = lambda n_seen, to: None
        self.n_seen = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        self.n_seen += 1
        answer = self.rule(self.n_seen, envelope.rcpt_tos[0])
        if answer:
            return answer
        self.letters.append((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 taken"

    @property
    def counts(self):
        return Counter(to for to, _content in self.letters)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=30)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()
