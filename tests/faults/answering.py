"""A desk full of questions, and workers that post the answers: for a test that kills."""

import datetime as dt
import json
import os
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")

import klankbord.site  # noqa: F401, I001  # current SQLite, before Django loads
import django

django.setup()

from django.conf import settings  # noqa: E402  # settings first
from django.test import Client  # noqa: E402  # settings first
from django.utils import timezone  # noqa: E402  # settings first

from klankbord.jobs.run import Lease, StopClock  # noqa: E402  # settings first
from klankbord.jobs.worker import Worker  # noqa: E402  # settings first
from klankbord.participate.listening.accounts import connect_account  # noqa: E402  # settings first
from klankbord.people.models import Member, Organisation, Role, RoleGrant  # noqa: E402  # settings first
from klankbord.reputation.desk import opening  # noqa: E402  # settings first
from klankbord.reputation.desk.models import Channel  # noqa: E402  # settings first
from klankbord.reputation.desk.replying import draft_reply  # noqa: E402  # settings first
from klankbord.reputation.desk.sending import send_reply  # noqa: E402  # settings first


def fill() -> None:
    """Standard input: the server, our token there, and the messages to be answered.

    Standard output: the cookie of a colleague who is signed in, and the number of each case.
    """
    given = json.load(sys.stdin)
    cookies = _come_in()
    now = timezone.now()
    connect_account(
        connector="mastodon", place=given["url"], secret=given["token"], at=now, actor="test"
    )
    cases = [_open(number, status) for number, status in enumerate(given["statuses"])]
    json.dump({"cookies": cookies, "cases": cases}, sys.stdout)


def come_in() -> None:
    """Standard output: the cookie of a colleague who is signed in at an empty desk."""
    json.dump(_come_in(), sys.stdout)


def _come_in() -> dict[str, str]:
    now = timezone.now()
    Organisation.objects.create(name="Gemeente Proefdam", created_at=now)
    member = Member.objects.create_user(
        "noor@proefdam.example", "x" * 20, name="Noor", joined_at=now
    )
    RoleGrant.objects.create(member=member, role=Role.RESPONDER)
    browser = Client()
    browser.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    return {cookie.key: cookie.value}


def _open(number: int, status: dict[str, str]) -> int:
    now = timezone.now()
    message = opening.Message(
        text="Vraag",
        published_at=now,
        platform="mastodon",
        author_handle=status["handle"],
        url=status["url"],
        post_id=status["post_id"],
    )
    return opening.open_case(
        by=None, at=now, title=f"Vraag {number}", channel=Channel.MENTION, message=message
    ).case.pk


def answer_one() -> None:
    """Standard input: our account at a platform, and the message that is to be answered."""
    given = json.load(sys.stdin)
    now = timezone.now()
    Organisation.objects.create(name="Gemeente Proefdam", created_at=now)
    noor = Member.objects.create_user("noor@proefdam.example", "x" * 20, name="Noor", joined_at=now)
    connect_account(**given["account"], at=now, actor="test")
    message = opening.Message(text="Vraag", published_at=now, **given["message"])
    case = opening.open_case(
        by=None, at=now, title="Vraag", channel=Channel.MENTION, message=message
    ).case
    drafted = draft_reply(case=case, by=noor, at=now, text=given["text"])
    send_reply(reply=drafted.reply, by=noor, at=now)


def work() -> None:
    stop_clock = StopClock(dt.timedelta(seconds=0))
    signal.signal(signal.SIGTERM, lambda *_: stop_clock.tell())
    lease = Lease(length=dt.timedelta(seconds=2), heartbeat=dt.timedelta(seconds=0.5))
    Worker(lease=lease, stop_clock=stop_clock).work_until_told()


if __name__ == "__main__":
    acts = {"fill": fill, "come_in": come_in, "answer_one": answer_one, "work": work}
    acts[sys.argv[1]]()
