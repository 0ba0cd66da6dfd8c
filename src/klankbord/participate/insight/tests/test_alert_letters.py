"""Letters of an alert, with a real mail server that is away, breaks off or refuses somebody."""

import smtplib

import pytest
from django.utils import timezone

from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.jobs import alert_letters
from klankbord.participate.insight.models import Alert
from klankbord.participate.insight.quiet import QuietNow
from klankbord.participate.insight.telling import NobodyTold
from klankbord.participate.topics.actions import create_topic
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db


class Run:
    """One job over several attempts: what an attempt saved, the next one finds."""

    def __init__(self, now):
        self.now, self.saved = now, {}

    def checkpoint(self, saved):
        self.saved = {**saved, "told": list(saved["told"])}


class Letters:
    """Takes letters; `rule` may answer otherwise for the letter with this number and reader."""

    def __init__(self):
        self.readers = []
        self.rule = lambda n_taken, reader: None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  # the name that aiosmtpd calls
        if answer := self.rule(len(self.readers), address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the name that aiosmtpd calls
        self.readers += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def post(mail_server):
    return mail_server(Letters())


@pytest.fixture
def team(owner, member_with):
    return [owner, *(member_with(role) for role in (Role.MANAGER, Role.RESPONDER))]


@pytest.fixture
def alert(team, owner, now):
    topic = create_topic(name="Pool", query="pool", by=owner, at=now)
    return Alert.objects.create(
        topic=topic, day=now.date(), n_mentions=18, usual=2, cause=Cause().row, found_at=now
    )


def told():
    return [each.detail["members"] for each in AuditEntry.objects.filter(act="insight.alert-told")]


def test_without_a_mail_server_the_job_fails_and_is_tried_again(alert, team, mail_port, now):
    run = Run(now)
    with pytest.raises(ConnectionRefusedError):
        alert_letters(run, alert_id=alert.pk)
    assert (run.saved, told()) == ({}, [])


def test_a_server_that_breaks_off_at_the_first_letter_is_tried_again(alert, team, post, now):
    run = Run(now)
    post.rule = lambda n_taken, reader: "421 going down"
    with pytest.raises((smtplib.SMTPServerDisconnected, NobodyTold)):
        alert_letters(run, alert_id=alert.pk)
    post.rule = lambda n_taken, reader: None
    alert_letters(run, alert_id=alert.pk)
    assert post.readers == [member.email for member in team]
    assert told() == [[member.pk for member in team]]


def test_who_is_refused_keeps_nobody_from_theirs(alert, team, post, now):
    post.rule = lambda n_taken, reader: "550 nobody" if reader == team[0].email else None
    alert_letters(Run(now), alert_id=alert.pk)
    assert post.readers == [member.email for member in team[1:]]
    assert told() == [[member.pk for member in team[1:]]]


def test_a_server_that_refuses_everybody_is_asked_again(alert, team, post, now):
    post.rule = lambda n_taken, reader: "451 come back later"
    with pytest.raises(NobodyTold):
        alert_letters(Run(now), alert_id=alert.pk)
    assert told() == []


def test_after_the_first_letter_a_failure_keeps_nobody_from_theirs(
    alert, team, post, now, settings
):
    class Away(Run):
        def checkpoint(self, saved):
            super().checkpoint(saved)
            settings.EMAIL_PORT = 1  # nothing listens there

    alert_letters(Away(now), alert_id=alert.pk)
    assert post.readers == [team[0].email]
    assert told() == [[team[0].pk]]


def test_a_stop_between_two_letters_writes_to_nobody_twice(alert, team, post, now):
    class Stopped(Run):
        def checkpoint(self, saved):
            super().checkpoint(saved)
            if len(saved["told"]) == 2:
                raise KeyboardInterrupt

    stopped = Stopped(now)
    with pytest.raises(KeyboardInterrupt):
        alert_letters(stopped, alert_id=alert.pk)
    run = Run(now)
    run.saved = stopped.saved
    for _attempt in range(2):
        alert_letters(run, alert_id=alert.pk)
    assert post.readers == [member.email for member in team]
    assert told() == [[member.pk for member in team]]


def test_an_attempt_that_falls_in_quiet_hours_waits_until_they_are_over(alert, team, post, now):
    here = timezone.localtime(now).replace(hour=20, minute=0, second=0, microsecond=0)
    with pytest.raises(QuietNow) as quiet:
        alert_letters(Run(here), alert_id=alert.pk)
    assert (post.readers, told()) == ([], [])
    alert_letters(Run(here + quiet.value.retry_after), alert_id=alert.pk)
    assert len(post.readers) == len(team)
