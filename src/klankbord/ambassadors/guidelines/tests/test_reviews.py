"""Who answers questions about a clause is told when its day is over: once, and only they."""

import datetime as dt

import pytest
from django.core import mail
from structlog.testing import capture_logs

from klankbord.ambassadors.guidelines import actions
from klankbord.ambassadors.guidelines.jobs import tell_reviews
from klankbord.ambassadors.guidelines.models import Clause


class StillRun:
    """A run of the job at one moment."""

    def __init__(self, now):
        self.now = now

    def checkpoint(self, state):
        assert state


@pytest.fixture
def version(owner, colleague, now):
    draft = actions.create_starter_guideline(by=owner, at=now)
    Clause.objects.update(owner=colleague, review_on=now.date() + dt.timedelta(days=400))
    Clause.objects.filter(number__lte=2).update(review_on=now.date() - dt.timedelta(days=1))
    actions.publish_version(version=draft, by=owner, at=now)
    return draft


def test_the_owner_gets_one_letter_once(version, colleague, now):
    tell_reviews(StillRun(now - dt.timedelta(days=1)))
    assert mail.outbox == []
    tell_reviews(StillRun(now))
    tell_reviews(StillRun(now + dt.timedelta(days=3)))
    [letter] = mail.outbox
    assert letter.to == [colleague.email]
    assert letter.subject == "Look at 2 clauses of the guideline again"
    assert letter.body.count("#clause-") == 2
    assert "Why this guideline, and for whom" in letter.body


def test_a_letter_comes_in_the_language_of_the_owner(version, colleague, now):
    colleague.language = "nl"
    colleague.save()
    tell_reviews(StillRun(now))
    assert "Waarom deze richtlijn, en voor wie" in mail.outbox[0].body


class PostOffice:
    """A real mail server that refuses one address, at its name or only with the letter."""

    def __init__(self, unknown, asked):
        self.unknown, self.asked, self.taken = unknown, asked, []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        if self.asked == "RCPT" and address == self.unknown:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # idem
        if self.asked == "DATA" and envelope.rcpt_tos == [self.unknown]:
            return "554 not this letter"
        self.taken += envelope.rcpt_tos
        return "250 taken"


@pytest.mark.parametrize("asked", ["RCPT", "DATA"])
def test_a_refused_address_does_not_stop_the_other_letters(
    version, owner, colleague, now, mail_server, asked
):
    refused, other = sorted((owner, colleague), key=lambda each: each.pk)
    Clause.objects.filter(number=1).update(owner=refused)
    Clause.objects.filter(number=2).update(owner=other)
    office = PostOffice(refused.email, asked)
    mail_server(office)
    with capture_logs() as said:
        tell_reviews(StillRun(now))
    assert office.taken == [other.email]
    assert [each["member"] for each in said if each["log_level"] == "warning"] == [refused.pk]
    assert refused.email not in str(said)
    office.asked = ""
    tell_reviews(StillRun(now))
    assert office.taken == [other.email, refused.email]


def test_a_new_day_that_is_over_is_told_again(version, owner, now):
    tell_reviews(StillRun(now))
    draft = actions.start_draft(guideline=version.guideline, by=owner, at=now)
    new_day = (now + dt.timedelta(days=30)).date()
    actions.edit_clause(clause=draft.clauses.get(number=1), review_on=new_day)
    actions.publish_version(version=draft, by=owner, at=now)
    tell_reviews(StillRun(now + dt.timedelta(days=29)))
    assert len(mail.outbox) == 1
    tell_reviews(StillRun(now + dt.timedelta(days=31)))
    assert [each.body.count("#clause-") for each in mail.outbox] == [2, 1]


def test_a_clause_of_nobody_and_one_that_is_no_more_in_force_tell_nobody(version, owner, now):
    Clause.objects.update(owner=None)
    tell_reviews(StillRun(now))
    Clause.objects.update(owner=owner)
    draft = actions.start_draft(guideline=version.guideline, by=owner, at=now)
    draft.clauses.update(review_on=now.date() + dt.timedelta(days=90))
    actions.publish_version(version=draft, by=owner, at=now)
    tell_reviews(StillRun(now))
    assert mail.outbox == []
