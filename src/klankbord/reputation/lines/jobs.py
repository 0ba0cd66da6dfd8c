"""What lines do by themselves: go to colleagues by mail."""

from contextlib import closing

from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job
from klankbord.reputation.lines.declarations import LETTERS, LINES
from klankbord.reputation.lines.letters import hand_over
from klankbord.reputation.lines.models import LineLetter
from klankbord.reputation.lines.queries import lines_in_force
from klankbord.trust.register import declares


class LettersWait(Exception):  # noqa: N818  # named after the broken promise
    """The mail server asked to come back later for some letters; the next attempt takes them."""


@job("lines.mail_version", max_attempts=12, label=_("Mail a line to take to colleagues"))
@declares(LETTERS, LINES)
def mail_version(run: Run, *, version_id: int) -> None:
    """Hand over what still waits; words that do not hold any more go to nobody."""
    waiting = LineLetter.objects.filter(version=version_id)
    in_force = lines_in_force(on=timezone.localdate(run.now))
    wanted = waiting.filter(
        version__in=in_force, member__is_active=True, member__is_mailed_lines=True
    )
    waiting.exclude(pk__in=wanted.values("pk")).delete()
    letters = list(wanted.select_related("version", "member"))
    if not letters:
        return
    done = []
    connection = get_connection()
    connection.open()
    with closing(connection):
        for is_done in hand_over(letters, connection):
            done.append(is_done)
            run.progress(done=len(done), total=len(letters))
    if not all(done):
        raise LettersWait
