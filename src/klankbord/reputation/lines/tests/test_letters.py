"""A line by mail: to each colleague who wants it, in their language, once."""

import datetime as dt
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from klankbord.jobs.models import Job
from klankbord.people.models import Member, Role
from klankbord.reputation.lines.actions import end_line, publish_version, write_line
from klankbord.reputation.lines.jobs import LettersWait, mail_version
from klankbord.reputation.lines.models import LineLetter

pytestmark = pytest.mark.django_db
WORDS = {
    "happened_nl": "Het zwembad is dicht.",
    "happened_en": "The pool is closed.",
    "say_nl": "We onderzoeken het water & de tegels.",
    "say_en": "We look into the water & the tiles.",
    "ask": "Petra of the pool, 0123",
}


class Letters:
    """A real mail server's side: what it took in, and the addresses that it will not have."""

    def __init__(self):
        self.taken = []
        self.refusals = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # the library's name
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # idem
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def readers(self):
        return sorted(letter["To"] for letter in self.taken)


class Run:
    def __init__(self, now):
        self.now = now

    def progress(self, *, done, total):
        assert done <= total


@pytest.fixture
def post(mail_server):
    return mail_server(Letters())


@pytest.fixture
def writer(member_with):
    return member_with(Role.RESPONDER)


@pytest.fixture
def approver(member_with):
    return member_with(Role.APPROVER)


@pytest.fixture
def write(writer, now):
    def draft(line=None, title="Pool closed"):
        ends_on = timezone.localdate(now) + dt.timedelta(days=7)
        return write_line(by=writer, at=now, line=line, title=title, ends_on=ends_on, **WORDS)

    return draft


@pytest.fixture
def published(write, approver, colleague, stranger, now):
    """A line that is out, while two colleagues have no letter yet."""
    Member.objects.filter(pk=colleague.pk).update(language="nl")
    Member.objects.filter(pk=stranger.pk).update(language="en")
    return publish_version(version=write(), by=approver, at=now)


def test_a_real_mail_server_has_it_once_also_when_the_job_runs_twice(
    published, post, colleague, stranger, now
):
    (job,) = Job.objects.filter(name="lines.mail_version")
    for _turn in range(2):
        mail_version(Run(now), **job.payload)
    assert post.readers == sorted([colleague.email, stranger.email])  # not its two authors
    dutch, english = sorted(post.taken, key=lambda letter: letter["To"] == stranger.email)
    assert dutch["Subject"] == "Wat je mag zeggen over: Pool closed"
    assert english["Subject"] == "What you may say about: Pool closed"
    assert "We onderzoeken het water & de tegels." in dutch.get_content()
    assert "We look into the water & the tiles." in english.get_content()
    for letter in post.taken:
        text = letter.get_content()
        assert reverse("lines:line-detail", args=[published.line_id]) in text
        for name in ("Petra", "Colleague", "Stranger", published.written_by.name):
            assert name not in text
    assert not LineLetter.objects.exists()  # who had one is kept nowhere


def test_a_next_version_is_a_letter_of_its_own_and_the_old_words_go_no_more(
    published, write, approver, post, now
):
    second = publish_version(
        version=write(published.line, "Pool open"), by=approver, at=now + dt.timedelta(minutes=1)
    )
    for version in (published, second):  # the first had not gone yet
        mail_version(Run(now), version_id=version.pk)
    assert {letter["Subject"].split(": ")[1] for letter in post.taken} == {"Pool open"}
    assert len(post.taken) == 2
    assert not LineLetter.objects.exists()


def test_a_line_that_is_over_goes_to_nobody(published, approver, post, now):
    end_line(line=published.line, by=approver, at=now)
    mail_version(Run(now), version_id=published.pk)
    assert post.taken == []
    assert not LineLetter.objects.exists()


def test_whoever_wants_none_or_left_gets_none(
    published, client_of, colleague, stranger, write, approver, post, now
):
    form = {"name": colleague.name, "language": "nl"}  # the box is not ticked
    page = client_of(colleague).get(reverse("people:profile")).text
    assert "is_mailed_lines" in page
    client_of(colleague).post(reverse("people:profile"), form)
    Member.objects.filter(pk=stranger.pk).update(is_active=False)
    mail_version(Run(now), version_id=published.pk)
    again = publish_version(version=write(published.line), by=approver, at=now)
    mail_version(Run(now), version_id=again.pk)
    assert post.taken == []


def test_a_refused_address_keeps_nobody_from_theirs_and_a_moody_server_is_tried_again(
    published, post, colleague, stranger, now
):
    post.refusals = {colleague.email: "450 later", stranger.email: "550 nobody here"}
    with pytest.raises(LettersWait):
        mail_version(Run(now), version_id=published.pk)
    assert [letter.member for letter in LineLetter.objects.all()] == [colleague]
    post.refusals = {}
    mail_version(Run(now), version_id=published.pk)
    assert post.readers == [colleague.email]


def test_handed_over_again_after_a_crash_it_has_the_same_name(published, colleague, now):
    for _crash in range(2):  # killed between the server's yes and our note of it
        LineLetter.objects.get_or_create(version=published, member=colleague)
        mail_version(Run(now), version_id=published.pk)
    names = [each.extra_headers["Message-ID"] for each in mail.outbox if colleague.email in each.to]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_made_up_colleagues_get_no_letter(write, approver, colleague, stranger, now):
    Member.objects.exclude(pk=stranger.pk).update(is_sample=True)
    publish_version(version=write(), by=approver, at=now)
    assert [letter.member for letter in LineLetter.objects.all()] == [stranger]
