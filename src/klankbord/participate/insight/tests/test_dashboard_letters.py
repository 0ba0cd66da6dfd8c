"""Letters of dashboards, with a real mail server: each once, by the rights of its reader."""

import datetime as dt
import email
import os
import signal
from email import policy
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from klankbord.jobs.models import Job
from klankbord.participate.insight.dashboards.actions import begin_letters, save_dashboard
from klankbord.participate.insight.dashboards.sending import LettersWait
from klankbord.participate.insight.jobs import dashboard_letters, watch_dashboards
from klankbord.participate.insight.models import Dashboard, DashboardLetter, DashboardStop
from klankbord.participate.insight.quiet import QuietNow
from klankbord.participate.topics.actions import create_topic
from klankbord.people.models import Member, Role
from klankbord.trust.models import AuditEntry

from .heard import hear, mixed, source_of

pytestmark = pytest.mark.django_db
State = DashboardLetter.State


class Run:
    """One attempt of a job."""

    def __init__(self, now):
        self.now = now

    def progress(self):
        """Nobody asks us to stop."""


class Letters:
    """Takes letters and keeps them; `rule` may answer otherwise for a reader."""

    def __init__(self):
        self.taken = []
        self.rule = lambda reader: None
        self.after = lambda: None
        self.sender = lambda: None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  # the name that aiosmtpd calls
        if answer := self.sender():
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  # the name that aiosmtpd calls
        if answer := self.rule(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the name that aiosmtpd calls
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.rcpt_tos[0], letter))
        self.after()
        return "250 OK"

    @property
    def readers(self):
        return [reader for reader, _letter in self.taken]


@pytest.fixture
def post(mail_server):
    return mail_server(Letters())


@pytest.fixture
def monday():
    """Half past nine, on a Monday of the house, some weeks after what was heard."""
    here = timezone.localtime().replace(hour=9, minute=30, second=0, microsecond=0)
    return here + dt.timedelta(days=(7 - here.weekday()) % 7)


@pytest.fixture
def heard(owner, monday):
    topic = create_topic(name="Pool", query="pool", by=owner, at=monday)
    hear(source_of(monday), mixed(monday - dt.timedelta(days=1), n_days=5), at=monday)
    return topic


@pytest.fixture
def reader(make_member):
    member = make_member("Lezer", Role.RESPONDER)
    member.language = "nl"
    member.save()
    return member


@pytest.fixture
def dashboard(heard, owner, reader, monday):
    return save_dashboard(
        dashboard=None,
        values={"name": "Week", "choices": {"days": "28"}, "rhythm": "weekly", "roles": []},
        readers=[reader],
        by=owner,
        at=monday - dt.timedelta(days=3),
    )


def send(at):
    """What the standing job and the queue do."""
    watch_dashboards(Run(at))
    for job in Job.objects.filter(name="insight.dashboard_letters"):
        dashboard_letters(Run(at), **job.payload)


def states():
    rows = DashboardLetter.objects.order_by("member__name").values_list("member__name", "state")
    return dict(rows)


def pdf_of(letter):
    (part,) = letter.iter_attachments()
    assert part.get_content_type() == "application/pdf"
    return PdfReader(BytesIO(part.get_content()))


def test_mailed_as_pdf_in_the_language_of_each_reader(dashboard, post, reader, owner, monday):
    send(monday)
    assert sorted(post.readers) == sorted([reader.email, owner.email])
    letters = dict(post.taken)
    document = pdf_of(letters[reader.email])
    assert document.trailer["/Root"]["/Lang"] == "nl"
    assert "Wat we niet konden horen" in document.pages[0].extract_text()
    assert pdf_of(letters[owner.email]).trailer["/Root"]["/Lang"] == "en"
    body = letters[owner.email].get_body().get_content()
    assert "45 mentions in 28 days." in body  # up to yesterday
    assert "/overview/dashboards/" in body
    (said,) = AuditEntry.objects.filter(act="insight.dashboard-mailed")
    assert said.detail["n_letters"] == 2


def test_one_press_in_the_mail_program_ends_the_letters_to_its_reader(
    dashboard, post, reader, owner, monday, client, client_of
):
    send(monday)
    letter = dict(post.taken)[reader.email]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip(" <>")  # a long header is folded
    assert address in letter.get_body().get_content()
    path = urlsplit(address).path
    assert "No more letters" in client.get(path).text  # scanners open it: nothing happens
    assert not DashboardStop.objects.exists()
    for _press in range(2):
        done = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
    send(monday + dt.timedelta(days=7))
    assert post.readers.count(owner.email) == 2
    assert post.readers.count(reader.email) == 1
    assert AuditEntry.objects.filter(act="insight.dashboard-stopped").count() == 1
    assert client.get(path[:-2] + "/").status_code == 404
    page = client_of(reader).get(f"/overview/dashboards/{dashboard.pk}/")
    assert page.status_code == 200
    assert page.context["wants_letters"] is False


def test_out_and_in_again_on_the_screen(dashboard, post, reader, monday, client_of, stranger):
    page, address = client_of(reader), f"/overview/dashboards/{dashboard.pk}/mail/"
    assert page.get(f"/overview/dashboards/{dashboard.pk}/").context["wants_letters"] is True
    begin_letters(dashboard=dashboard, period_on=monday.date(), at=monday)
    page.post(address, {"stop": "1"})  # what waits for them does not go either
    send(monday)
    assert reader.email not in post.readers
    page.post(address, {"resume": "1"})
    send(monday + dt.timedelta(days=7))
    assert post.readers.count(reader.email) == 1
    assert client_of(stranger).post(address, {"stop": "1"}).status_code == 403
    (stop,) = AuditEntry.objects.filter(act="insight.dashboard-resumed")
    assert stop.actor == f"member:{reader.pk}"


def test_people_of_the_sample_get_no_letters(dashboard, post, reader, owner, monday):
    Member.objects.filter(pk=reader.pk).update(is_sample=True)
    send(monday)
    assert post.readers == [owner.email]


def test_once_a_week_however_often_it_is_looked_at(dashboard, post, monday):
    for minutes in (0, 1, 60, 24 * 60):
        send(monday + dt.timedelta(minutes=minutes))
    assert len(post.taken) == 2
    send(monday + dt.timedelta(days=7))
    assert len(post.taken) == 4


def test_two_who_look_at_the_same_moment_begin_once(dashboard, monday):
    same = [Dashboard.objects.get(), Dashboard.objects.get()]
    assert [begin_letters(dashboard=each, period_on=monday.date(), at=monday) for each in same] == [
        2, 0,
    ]  # fmt: skip


def test_a_worker_that_dies_before_it_sends_leaves_all_to_the_next(dashboard, post, monday):
    watch_dashboards(Run(monday))
    (job,) = Job.objects.filter(name="insight.dashboard_letters")

    class Killed(Run):
        def progress(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dashboard_letters(Killed(monday), **job.payload)
    assert post.taken == []
    dashboard_letters(Run(monday), **job.payload)
    assert len(post.taken) == 2


@pytest.fixture
def deadly():
    """A signal that ends what the main thread does; processes of tests ignore ^C."""
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    yield signal.SIGUSR1
    signal.signal(signal.SIGUSR1, before)


def test_a_worker_that_dies_while_the_server_takes_a_letter_never_sends_it_twice(
    dashboard, post, monday, deadly
):
    watch_dashboards(Run(monday))
    (job,) = Job.objects.filter(name="insight.dashboard_letters")
    post.after = lambda: os.kill(os.getpid(), deadly)
    with pytest.raises(KeyboardInterrupt):
        dashboard_letters(Run(monday), **job.payload)
    post.after = lambda: None
    for _attempt in range(2):
        dashboard_letters(Run(monday), **job.payload)
    assert len(post.readers) == len(set(post.readers)) == 2
    assert sorted(states().values()) == [State.SENT, State.UNCERTAIN]


def test_without_a_mail_server_it_is_tried_again(dashboard, mail_port, monday):
    with pytest.raises(ConnectionRefusedError):
        send(monday)
    assert set(states().values()) == {State.WAITING}


def test_who_is_refused_keeps_nobody_from_theirs(dashboard, post, reader, monday):
    post.rule = lambda address: "550 nobody" if address == reader.email else None
    send(monday)
    assert states() == {"Lezer": State.REFUSED, "Owner": State.SENT}
    assert DashboardLetter.objects.get(member=reader).answer.startswith("550")


def test_a_server_that_asks_to_wait_is_asked_again(dashboard, post, reader, monday):
    post.rule = lambda address: "451 later" if address == reader.email else None
    with pytest.raises(LettersWait):
        send(monday)
    post.rule = lambda address: None
    send(monday)
    assert sorted(states().values()) == [State.SENT, State.SENT]
    assert len(post.taken) == 2


def test_who_may_not_see_it_any_more_gets_nothing_and_its_maker_hears_it_once(
    dashboard, post, reader, owner, monday, client_of
):
    reader.role_grants.all().delete()
    send(monday)
    assert post.readers == [owner.email, owner.email]
    assert states() == {"Lezer": State.WITHHELD, "Owner": State.SENT}
    told, report = (letter for _reader, letter in post.taken)
    assert told["Subject"] == "Not sent: Week"
    assert "Lezer" in told.get_content()
    assert pdf_of(report)
    page = client_of(owner).get(f"/overview/dashboards/{dashboard.pk}/")
    assert "Take them off its readers" in page.text
    send(monday + dt.timedelta(days=7))
    assert post.readers == [owner.email] * 3


def test_a_maker_without_rights_takes_them_from_nobody_else(dashboard, post, reader, owner, monday):
    owner.role_grants.all().delete()
    send(monday)
    assert post.readers == [reader.email]


def test_of_a_deleted_topic_nothing_goes_out_and_its_maker_hears_it(
    dashboard, post, heard, owner, monday
):
    Dashboard.objects.update(choices={"days": "28", "topic": str(heard.pk)})
    heard.delete()
    send(monday)
    ((told, letter),) = post.taken
    assert told == owner.email
    assert "was deleted: it is mailed to nobody" in letter.get_content()
    assert set(states().values()) == {State.WITHHELD}


def test_in_quiet_hours_nothing_goes(dashboard, post, monday):
    Dashboard.objects.update(rhythm="daily", time=dt.time(19))
    send(monday.replace(hour=19, minute=30))
    assert (post.taken, states()) == ([], {})
    send(monday + dt.timedelta(days=1))
    assert len(post.taken) == 2


def test_an_attempt_that_falls_in_quiet_hours_waits_until_they_are_over(dashboard, post, monday):
    post.rule = lambda address: "451 later"
    with pytest.raises(LettersWait):
        send(monday)
    post.rule = lambda address: None
    with pytest.raises(QuietNow) as quiet:
        send(monday.replace(hour=20))
    assert quiet.value.retry_after == dt.timedelta(hours=11, minutes=30)
    assert post.taken == []
    send(monday.replace(hour=20) + quiet.value.retry_after)
    assert len(post.taken) == 2


def test_a_day_that_waits_for_monday_gives_way_to_monday_itself(dashboard, post, monday):
    Dashboard.objects.update(rhythm="daily", time=dt.time(10))
    send(monday - dt.timedelta(days=2, hours=23))  # Friday, at half past ten
    assert len(post.taken) == 2
    send(monday)
    assert len(post.taken) == 2
    send(monday.replace(hour=10))
    assert len(post.taken) == 4


def test_a_server_that_hangs_up_loses_no_letter(dashboard, post, monday):
    post.rule = lambda address: "421 too many, come back later"
    with pytest.raises(LettersWait):
        send(monday)
    assert set(states().values()) == {State.WAITING}
    post.rule = lambda address: None
    send(monday)
    assert (len(post.taken), set(states().values())) == (2, {State.SENT})


def test_a_server_that_does_not_know_us_loses_no_letter(dashboard, post, monday):
    post.sender = lambda: "550 who are you"
    with pytest.raises(LettersWait):
        send(monday)
    assert set(states().values()) == {State.WAITING}
    post.sender = lambda: None
    send(monday)
    assert (len(post.taken), set(states().values())) == (2, {State.SENT})


def test_a_maker_is_told_though_the_worker_died_before(
    dashboard, post, reader, owner, monday, monkeypatch
):
    reader.role_grants.all().delete()
    with monkeypatch.context() as patch:
        patch.setattr(
            "klankbord.participate.insight.dashboards.sending.untold",
            lambda *_given: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        with pytest.raises(KeyboardInterrupt):
            send(monday)
    assert states()["Lezer"] == State.WITHHELD
    send(monday)
    assert [letter["Subject"] for _reader, letter in post.taken] == ["Not sent: Week", "Week"]


def test_a_maker_who_cannot_be_written_to_keeps_nobody_from_theirs(
    dashboard, post, reader, owner, make_member, monday
):
    other = make_member("Ander", Role.RESPONDER)
    dashboard.readers.create(member=other)
    reader.role_grants.all().delete()
    post.rule = lambda address: "550 nobody" if address == owner.email else None
    send(monday)
    assert post.readers == [other.email]
