"""Send what is due: a letter goes once, through stops, kills and moody mail servers."""

import datetime as dt
import secrets
import smtplib
from collections.abc import Callable

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from klankbord.participate.insight.cross_table import Chosen
from klankbord.participate.insight.dashboards import actions
from klankbord.participate.insight.dashboards.letters import (
    language_of,
    report_letter,
    withheld_letter,
)
from klankbord.participate.insight.dashboards.queries import figures_of, is_without_topic, untold
from klankbord.participate.insight.dashboards.report import Report, write_report
from klankbord.participate.insight.dashboards.schedule import newest_due, quiet_of
from klankbord.participate.insight.models import Dashboard, DashboardLetter, Rhythm
from klankbord.participate.listening.queries import local_day
from klankbord.people.mail_answers import PERMANENT, answer_of
from klankbord.people.models import Member
from klankbord.people.queries import house_zone

State = DashboardLetter.State
HANGS_UP = "421"  # after this answer nobody listens: what came next would be lost


class LettersWait(Exception):  # noqa: N818  # named after the broken promise
    """The mail server asked to come back later for some letters; the next attempt takes them."""


def begin_due(*, at: dt.datetime) -> int:
    """Put the letters of every dashboard that is due in hand; gives how many."""
    zone, n_letters = house_zone(), 0
    for dashboard in Dashboard.objects.exclude(rhythm=Rhythm.OFF).prefetch_related(
        "readers__member"
    ):
        day = newest_due(dashboard, at, zone)
        if day is not None:
            n_letters += actions.begin_letters(dashboard=dashboard, period_on=day, at=at)
    return n_letters


def send_letters(
    *, dashboard: Dashboard, period_on: dt.date, at: dt.datetime, progress: Callable[[], None]
) -> None:
    """Send the letters of a day that wait.

    Raises `LettersWait`, `QuietNow`, `OSError` (no mail server).
    """
    quiet_of(dashboard).require_over(at.astimezone(house_zone()))
    rows = dashboard.letters.filter(period_on=period_on)
    actions.settle_broken_off(letters=rows.filter(state=State.CLAIMED), at=at)
    _withhold(dashboard, period_on, at)
    waiting = list(rows.filter(state=State.WAITING).select_related("member").order_by("pk"))
    if waiting:
        _send_all(dashboard, waiting, at, progress)
    if rows.filter(state=State.WAITING).exists():
        raise LettersWait
    actions.record_mailed(dashboard=dashboard, period_on=period_on, at=at)


def _withhold(dashboard: Dashboard, period_on: dt.date, at: dt.datetime) -> None:
    """What may not be read is not sent, and the maker hears of it.

    Killed between the two, the next attempt tells it; under the same Message-ID, if twice.
    """
    actions.withhold_letters(dashboard=dashboard, period_on=period_on, at=at)
    kept_back = dashboard.letters.filter(period_on=period_on, state=State.WITHHELD)
    is_gone, maker = is_without_topic(dashboard), dashboard.maker
    readers = [] if is_gone else untold(dashboard, period_on)
    if maker is None or not maker.is_active or not (readers or (is_gone and kept_back.exists())):
        return
    state, _said = _handed_over(withheld_letter(dashboard, readers, period_on), get_connection())
    if state != State.WAITING:  # an address that is refused is not tried for ever
        actions.note_told(dashboard=dashboard, members=readers, at=at)


def _send_all(
    dashboard: Dashboard,
    letters: list[DashboardLetter],
    at: dt.datetime,
    progress: Callable[[], None],
) -> None:
    worker, press = secrets.token_hex(16), Press(dashboard, at)
    connection = get_connection()
    connection.open()
    try:
        for letter in letters:
            progress()
            _send(letter, press, worker, connection)
    finally:
        connection.close()


def _send(
    letter: DashboardLetter, press: "Press", worker: str, connection: BaseEmailBackend
) -> None:
    """Note the intent, hand the letter over, note the outcome.

    A worker that is killed between the two leaves the intent standing: nobody knows whether the
    letter went. It is not sent again; the screen says so.
    """
    report = press.report_for(letter.member)
    if not actions.claim_letter(letter=letter, worker=worker):
        return
    state, answer = _handed_over(report_letter(letter, press.dashboard, report), connection)
    actions.end_letter(letter=letter, worker=worker, state=state, answer=answer, at=timezone.now())
    if answer.startswith(HANGS_UP):
        raise LettersWait


def _handed_over(mail: EmailMessage, connection: BaseEmailBackend) -> tuple[str, str]:
    try:
        connection.send_messages([mail])
    except smtplib.SMTPSenderRefused as refusal:  # that is about us: nothing went to anybody
        return State.WAITING, answer_of(refusal)[1]
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        code, answer = answer_of(refusal)
        return (State.REFUSED if code >= PERMANENT else State.WAITING), answer
    except (ValueError, smtplib.SMTPNotSupportedError) as refusal:
        return State.REFUSED, str(refusal)  # an address that cannot be written
    return State.SENT, ""


class Press:
    """Sets the PDF once a language, of the whole days up to yesterday."""

    def __init__(self, dashboard: Dashboard, at: dt.datetime) -> None:
        self.dashboard = dashboard
        self._at = at
        self._made: dict[str, Report] = {}

    def report_for(self, member: Member) -> Report:
        """The report in the language of its reader."""
        language = language_of(member)
        if language not in self._made:
            yesterday = local_day(self._at) - dt.timedelta(days=1)
            self._made[language] = write_report(
                name=self.dashboard.name,
                figures=figures_of(self.dashboard, today=yesterday),
                chosen=Chosen.read(self.dashboard.choices),
                language=language,
                at=self._at,
            )
        return self._made[language]
