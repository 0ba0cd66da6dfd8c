"""Sending to a real mail server: everybody once, through breaks, refusals and deaths."""

import datetime as dt
import os
import signal
import smtplib

import pytest
from django.db import connections
from django.utils import timezone

from klankbord.ambassadors.newsletters import actions, jobs, letters, queries
from klankbord.ambassadors.newsletters.models import Delivery, Edition
from klankbord.jobs.models import Job

State = Delivery.State


class Steps:
    """What a job sees of the work loop, without the loop."""

    def __init__(self, break_after=None):
        self.now = timezone.now()
        self.seen = []
        self.break_after = break_after

    def progress(self, *, done=None, total=None):
        self.seen.append((done, total))
        if self.break_after and len(self.seen) == self.break_after:
            raise KeyboardInterrupt


def states(edition):
    return set(Delivery.objects.filter(edition=edition).values_list("state", flat=True))


def start(edition, owner, now):
    n_letters = actions.send_edition(edition=edition, by=owner, at=now)
    assert n_letters == queries.recipients().count()
    return n_letters


def test_everybody_who_wants_it_gets_one(edition, owner, colleagues, mailbox, now):
    actions.change_subscription(member_id=colleagues[0].pk, is_on=False, at=now)
    n_letters = start(edition, owner, now)
    assert Job.objects.get().name == "newsletters.send_edition"
    run = Steps()
    jobs.send_edition(run, edition_id=edition.pk)
    edition.refresh_from_db()
    assert edition.state == Edition.State.SENT
    assert len(mailbox.counts) == n_letters == 8
    assert set(mailbox.counts.values()) == {1}
    assert colleagues[0].email not in mailbox.counts
    assert run.seen[-1] == (8, 8)
    jobs.send_edition(Steps(), edition_id=edition.pk)
    assert len(mailbox.letters) == 8


def test_a_draft_is_sent_once(edition, owner, now):
    start(edition, owner, now)
    with pytest.raises(actions.EditionAlreadySent):
        actions.send_edition(edition=edition, by=owner, at=now)
    with pytest.raises(actions.EditionAlreadySent):
        actions.edit_edition(edition=edition, title="x", intro="", language="nl")
    with pytest.raises(actions.EditionAlreadySent):
        actions.edit_item(item=edition.items.first(), headline="x", text="y")


def test_a_stop_between_two_letters_goes_on_where_it_was(edition, owner, mailbox, now):
    start(edition, owner, now)
    with pytest.raises(KeyboardInterrupt):
        jobs.send_edition(Steps(break_after=3), edition_id=edition.pk)
    assert len(mailbox.letters) == 3
    jobs.send_edition(Steps(), edition_id=edition.pk)
    assert set(mailbox.counts.values()) == {1}
    assert len(mailbox.counts) == 9


def test_a_server_that_breaks_off_gets_the_rest_later(edition, owner, mailbox, now):
    mailbox.rule = lambda n_seen, to: "421 going down" if n_seen == 4 else None
    start(edition, owner, now)
    with pytest.raises((smtplib.SMTPException, jobs.LettersWait, OSError)):
        jobs.send_edition(Steps(), edition_id=edition.pk)
    mailbox.rule = lambda n_seen, to: None
    jobs.send_edition(Steps(), edition_id=edition.pk)
    assert set(mailbox.counts.values()) == {1}
    assert len(mailbox.counts) == 9
    assert states(edition) == {State.SENT}


def test_later_please_and_never_are_told_apart(edition, owner, colleagues, mailbox, now):
    late, never = colleagues[1].email, colleagues[2].email
    answers = {late: "451 come back later", never: "550 nobody here"}
    mailbox.rule = lambda n_seen, to: answers.get(to)
    start(edition, owner, now)
    with pytest.raises(jobs.LettersWait):
        jobs.send_edition(Steps(), edition_id=edition.pk)
    assert len(mailbox.counts) == 7
    refused = Delivery.objects.get(member=colleagues[2])
    assert (refused.state, refused.answer) == (State.REFUSED, "550 nobody here")
    del answers[late]
    jobs.send_edition(Steps(), edition_id=edition.pk)
    assert mailbox.counts[late] == 1
    assert set(mailbox.counts.values()) == {1}
    edition.refresh_from_db()
    assert edition.state == Edition.State.SENT
    progress = queries.sending_progress(edition)
    assert (progress.n_all, progress.n_left, progress.n_refused) == (9, 0, 1)


def test_who_leaves_while_it_is_sent_gets_nothing_more(edition, owner, colleagues, mailbox, now):
    start(edition, owner, now)
    with pytest.raises(KeyboardInterrupt):
        jobs.send_edition(Steps(break_after=2), edition_id=edition.pk)
    last = colleagues[-1]
    actions.change_subscription(member_id=last.pk, is_on=False, at=now)
    jobs.send_edition(Steps(), edition_id=edition.pk)
    assert last.email not in mailbox.counts
    assert Delivery.objects.get(member=last).state == State.SKIPPED


def test_two_workers_do_not_take_one_letter(edition, owner, now):
    start(edition, owner, now)
    delivery = edition.deliveries.first()
    assert actions.claim_delivery(delivery=delivery, worker="a")
    assert not actions.claim_delivery(delivery=delivery, worker="b")
    late = {"delivery": delivery, "state": State.SENT, "at": now}
    assert not actions.end_delivery(worker="b", **late)
    assert actions.end_delivery(worker="a", **late)


def test_an_address_that_cannot_be_written_stops_nobody(edition, owner, colleagues, mailbox, now):
    colleagues[0].email = "broken\naddress@proefdam.example"
    colleagues[0].save()
    start(edition, owner, now)
    jobs.send_edition(Steps(), edition_id=edition.pk)
    assert len(mailbox.counts) == 8
    assert Delivery.objects.get(member=colleagues[0]).state == State.REFUSED


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be killed")
@pytest.mark.django_db(transaction=True)
def test_killed_while_handing_over_it_is_the_same_letter_again(edition, owner, mailbox, now):
    """The one moment nobody can make certain: the server said yes and we died before noting it.

    The letter goes again under the same Message-ID; everybody else gets exactly one.
    """
    start(edition, owner, now)
    connections.close_all()  # parent and child must not share one
    child = os.fork()
    if child == 0:
        kill_self_after(5, edition.pk)
    os.waitpid(child, 0)
    assert Delivery.objects.filter(state=State.CLAIMED).count() == 1
    jobs.send_edition(Steps(), edition_id=edition.pk)
    assert len(mailbox.counts) == 9
    assert sorted(mailbox.counts.values()) == [1] * 8 + [2]
    twice = next(to for to, n_letters in mailbox.counts.items() if n_letters == 2)
    marks = {mark_of(content) for to, content in mailbox.letters if to == twice}
    assert len(marks) == 1
    assert len({mark_of(content) for _to, content in mailbox.letters}) == 9


def kill_self_after(n_letters, edition_pk):
    """Runs in the child: die by SIGKILL after the server took a letter, before it is noted."""
    end, seen = actions.end_delivery, []

    def die_in_time(**values):
        seen.append(1)
        if len(seen) == n_letters:
            os.kill(os.getpid(), signal.SIGKILL)
        return end(**values)

    actions.end_delivery = die_in_time
    try:
        jobs.send_edition(Steps(), edition_id=edition_pk)
    finally:
        os._exit(0)


def mark_of(content):
    lines = content.replace("\r\n", "\n").split("\n")
    return next(line for line in lines if line.lower().startswith("message-id:"))


def test_figures(edition, owner, mailbox, now):
    assert queries.newsletter_figures(at=now).n_drafts == 1
    start(edition, owner, now)
    jobs.send_edition(Steps(), edition_id=edition.pk)
    figures = queries.newsletter_figures(at=timezone.now() + dt.timedelta(minutes=1))
    assert (figures.n_sent, figures.n_drafts, figures.n_recipients_last) == (1, 0, 9)
    assert figures.last_sent_at is not None
    assert queries.newsletter_figures(at=now - dt.timedelta(days=999)).n_sent == 0


def test_the_next_edition_begins_where_the_last_one_ended(edition, owner, now):
    actions.publish_edition(edition=edition, by=owner, at=now)
    later = now + dt.timedelta(days=7)
    assert queries.period_start(at=later) == now
    following = actions.create_edition(title="Next", language="nl", by=owner, at=later)
    assert not following.items.exists()
    assert letters.write_letter(following).html
