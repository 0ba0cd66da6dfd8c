"""Sentences of the ledger."""

import datetime as dt
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.ambassadors.answers.actions import AnswerRefused
from klankbord.ambassadors.answers.models import FINAL, Point, Step, Theme
from klankbord.ambassadors.answers.queries import LedgerFigures

Kind = Step.Kind
VIEW_LABELS: dict[str, Promise] = {
    "waiting": gettext_lazy("Waiting"),
    "overdue": gettext_lazy("Overdue"),
    "working": gettext_lazy("Being worked on"),
    "answered": gettext_lazy("Answered"),
    "all": gettext_lazy("All"),
}
_REFUSALS: dict[str, Promise] = {
    "point-changed": gettext_lazy(
        "Somebody else was first. Read what stands here now; your text is still in the form."
    ),
    "reason-missing": gettext_lazy("Nothing is answered without words and a reason. Fill in both."),
    "day-missing": gettext_lazy(
        "What is being worked on needs a day that is still to come; the other decisions have none."
    ),
    "point-still-open": gettext_lazy("There is no answer yet: the point is open already."),
    "point-already-answered": gettext_lazy("This point is answered, and that stands."),
    "already-reopened": gettext_lazy(
        "This point was opened again once before. The answer stands now."
    ),
    "own-answer": gettext_lazy("This is your own answer. A colleague may say that it is none."),
    "owner-gone": gettext_lazy("This colleague cannot sign in any more. Choose somebody else."),
}


class Badge(NamedTuple):
    """How a point stands, in a word and a tone."""

    text: str
    tone: str


def badge_of(point: Point, *, on: dt.date) -> Badge:
    """Where a point stands; that it is late goes before that it is worked on."""
    stands = str(getattr(point, "stands", ""))
    if stands in FINAL:
        is_done = stands == Kind.DONE
        return Badge(_("Done"), "good") if is_done else Badge(_("Not, because"), "muted")
    if point.due_on < on:
        n = (on - point.due_on).days
        late = ngettext("%(n)s day overdue", "%(n)s days overdue", n) % {"n": n}
        return Badge(late, "bad")
    if stands == Kind.WORKING:
        return Badge(_("Being worked on"), "info")
    return Badge(_("Opened again"), "warn") if stands else Badge(_("Waiting"), "warn")


def theme_words(theme: Theme) -> str:
    """A theme as a sentence: its words, and no word of anybody."""
    return _("Colleagues write about: %(words)s.") % {"words": theme.name}


def headline(figures: LedgerFigures) -> str:
    """The ledger in one or two sentences."""
    if not figures.n_points:
        return _(
            "What colleagues raise gets an owner, a day and an answer that everybody can read."
        )
    parts = [_n_waiting(figures)]
    if figures.n_overdue:
        parts.append(
            ngettext("%(n)s promise is overdue.", "%(n)s promises are overdue.", figures.n_overdue)
            % {"n": figures.n_overdue}
        )
    parts.append(_median(figures.median_days))
    return " ".join(parts)


def refusal(refused: AnswerRefused) -> str:
    """Why nothing was written, and the way out."""
    return str(_REFUSALS[refused.key])


def _n_waiting(figures: LedgerFigures) -> str:
    n_open = figures.n_points - figures.n_answered
    if not n_open:
        return _("Everything is answered.")
    return ngettext(
        "%(n)s point waits for its answer.", "%(n)s points wait for their answer.", n_open
    ) % {"n": n_open}


def _median(days: int | None) -> str:
    if days is None:
        return _("Fewer than half are answered so far.")
    said = ngettext(
        "Half have their answer within %(n)s day.",
        "Half have their answer within %(n)s days.",
        days,
    )
    return said % {"n": days}
