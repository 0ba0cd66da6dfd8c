"""Who answers questions about a clause is told when its day is over: once, and only they."""

import datetime as dt

import pytest
from django.core import mail

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
