"""One house whose job posts answers at stand-ins of vendors, in processes that die on the way.

Each line of standard input is one answer; each line of standard output says how it ended. Django
starts once: every process that is to die is a copy of this one.
"""

import datetime as dt
import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")

import klankbord.site  # noqa: F401, I001  # current SQLite, before Django loads
import django

django.setup()

from django.db import connections  # noqa: E402  # settings first
from django.utils import timezone  # noqa: E402  # settings first

from klankbord.connectors.contract_tests import MortalClient, act_and_die, die  # noqa: E402
from klankbord.connectors.google.places import Doors  # noqa: E402  # settings first
from klankbord.connectors.registry import installed  # noqa: E402  # settings first
from klankbord.jobs.attempts import attempt, settle_job  # noqa: E402  # settings first
from klankbord.jobs.leases import claim_job, take_back_lapsed  # noqa: E402  # settings first
from klankbord.jobs.models import LIVE, Job, State  # noqa: E402  # settings first
from klankbord.jobs.registry import find_job  # noqa: E402  # settings first
from klankbord.jobs.run import Lease, StopClock  # noqa: E402  # settings first
from klankbord.participate.listening import fetching  # noqa: E402  # settings first
from klankbord.participate.listening.accounts import connect_account  # noqa: E402  # settings first
from klankbord.people.models import Member, Organisation, Role, RoleGrant  # noqa: E402
from klankbord.reputation.desk import opening, sending  # noqa: E402  # settings first
from klankbord.reputation.desk.models import Channel, Reply  # noqa: E402  # settings first
from klankbord.reputation.desk.replying import draft_reply  # noqa: E402  # settings first

NAME = "desk.send_reply"
LEASE = Lease(length=dt.timedelta(seconds=1), heartbeat=dt.timedelta(seconds=0.2))
MOMENTS = ("unsent", "unheard", "asking", "unnoted", "noted")
"""Before it goes; taken by the platform and not heard; while a retry looks; heard and not noted;
noted in the case, before the job says that it is done."""


def answer(told: dict, by: Member) -> Reply:
    """Open a case at a platform whose addresses are those of a stand-in, and send the answer."""
    key, doors = told["account"]["connector"], told["doors"]
    connector = installed().connectors[key]
    type(connector).__init__(connector, *([Doors(*doors)] if key == "google" else doors))
    connect_account(**told["account"], at=timezone.now(), actor="test")
    message = opening.Message(text="Vraag", published_at=timezone.now(), **told["message"])
    case = opening.open_case(
        by=None, at=timezone.now(), title=key, channel=Channel.MENTION, message=message
    ).case
    drafted = draft_reply(case=case, by=by, at=timezone.now(), text=told["text"])
    return send_it(drafted.reply, by)


def send_it(reply: Reply, by: Member) -> Reply:
    sending.send_reply(reply=reply, by=by, at=timezone.now())
    return reply


def work(dies: str) -> None:
    """Do the job in a process that dies at this moment."""
    kept, settled = sending._record, settle_job  # the moment is in between

    def record(*given) -> None:
        if dies == "unnoted":
            die()
        kept(*given)

    def client(**given) -> MortalClient:
        mortal = MortalClient(**given)
        mortal.dies = dies
        return mortal

    sending._record, fetching.GuardedClient = record, client  # idem
    claim = taken()
    error = attempt(
        claim,
        lambda run: find_job(claim.row.name).function(run, **claim.row.payload),
        now=timezone.now(),
        stop_clock=StopClock(dt.timedelta(seconds=0)),
    )
    if dies == "noted":
        die()
    settled(claim, error, now=timezone.now())


def taken():
    """The answer's job, when the lease of whoever died with it has run out."""
    over_at = time.monotonic() + 30
    while time.monotonic() < over_at:
        now = timezone.now()
        take_back_lapsed(now=now)
        is_waiting = Job.objects.filter(name=NAME, state=State.WAITING, run_at__lte=now).exists()
        claim = is_waiting and claim_job(token=str(os.getpid()), lease=LEASE, now=now)
        if claim:
            return claim
        time.sleep(0.05)
    raise TimeoutError


def killed_often(reply: Reply) -> dict[str, object]:
    for dies in MOMENTS:
        connections.close_all()  # no copy may speak on a wire of ours
        act_and_die(lambda dies=dies: work(dies))
    live = Job.objects.filter(name=NAME, state__in=LIVE)
    n_left = live.count()
    while live.exists():
        work("")
    reply.refresh_from_db()
    noted = reply.case.events.filter(kind="sent").count()
    return {
        "n_left": n_left,
        "n_attempts": reply.n_attempts,
        "status": reply.status,
        "refusal": reply.refusal,
        "sent_id": reply.sent_id,
        "n_noted": noted,
    }


def main() -> None:
    now = timezone.now()
    Organisation.objects.create(name="Gemeente Proefdam", created_at=now)
    noor = Member.objects.create_user("noor@proefdam.example", "x" * 20, name="Noor", joined_at=now)
    RoleGrant.objects.create(member=noor, role=Role.RESPONDER)
    for line in sys.stdin:
        outcome = killed_often(answer(json.loads(line), noor))
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
