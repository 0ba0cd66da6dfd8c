"""What the desk refuses, in words: why nothing was changed, and the way out."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.people.models import Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.models import Case
from klankbord.reputation.desk.queries import CaseHistory
from klankbord.reputation.desk.wording import Entry, entry_of
from klankbord.reputation.facts.wording import STANDINGS


class Problem(NamedTuple):
    """Why nothing was changed, what to do, and what happened meanwhile."""

    title: str
    text: str
    entries: list[Entry]
    case: Case
    key: str


def told_refusal(refused: errors.DeskRefused) -> tuple[str, str]:
    """Why an act was refused, and the way out."""
    title, text = _REFUSALS[type(refused)](refused)
    return title, text


def problem_of(refused: errors.DeskRefused, history: CaseHistory) -> Problem:
    """Tell why an act was refused, and the way out."""
    title, text = told_refusal(refused)
    since = refused.since if isinstance(refused, errors.CaseChanged) else history.case.version
    meanwhile = [entry_of(event, history) for event in history.events if event.version > since]
    return Problem(title, text, meanwhile, refused.case, refused.key)


def _already_claimed(refused: Any) -> tuple[str, str]:
    holder: Member | None = refused.holder
    name = holder.name if holder else _("a former colleague")
    return (
        _("%(name)s is at work on this case") % {"name": name},
        _("Nothing was changed. Ask %(name)s, or take the case over.") % {"name": name},
    )


def _not_current(refused: Any) -> tuple[str, str]:
    facts = [(each.version.fact.title, STANDINGS[each.standing]) for each in refused.facts]
    said = "; ".join(f"“{title}”: {standing}" for title, standing in facts)
    text = _("%(facts)s. Nothing was sent. Look at the answer again and take what we say now.")
    return _("The answer was stopped: a fact does not hold any more"), text % {"facts": said}


_CONSENTS: dict[str, Promise] = {
    "needed": gettext_lazy("Ask for approval first: the button stands below the text."),
    "asked": gettext_lazy("You asked for it; nobody has decided yet."),
    "refused": gettext_lazy("The answer was not approved. Change it and ask again."),
    "changed": gettext_lazy("The words or facts are others than those approved. Ask again."),
    "over": gettext_lazy("The approval was given too long ago. Ask again."),
}
_REFUSALS: dict[type[errors.DeskRefused], Any] = {
    errors.CaseAlreadyClaimed: _already_claimed,
    errors.CaseAlreadyClosed: lambda _r: (
        _("This case is closed"),
        _("Nothing was changed. Reopen the case first if there is more to do."),
    ),
    errors.CaseAlreadyConcluded: lambda _r: (
        _("This case has its outcome already"),
        _("It was answered or let stand. Reopen it if that is not the last word."),
    ),
    errors.CaseNotConcluded: lambda _r: (
        _("This case has no outcome yet"),
        _("Answer it, or let it stand with a reason. Then it can be closed."),
    ),
    errors.CaseStillOpen: lambda _r: (
        _("This case is open already"),
        _("There is nothing to reopen: go on with the work."),
    ),
    errors.CaseNotYours: lambda _r: (
        _("You do not own this case now"),
        _("Only the owner can let a case go. Somebody may have taken it over."),
    ),
    errors.CaseNotWaiting: lambda _r: (
        _("This case is not on hold"),
        _("Somebody may have taken it up again: look at the history."),
    ),
    errors.ThreadHasCase: lambda r: (
        _("This conversation has another open case"),
        _("Go on in case %(number)s, so that people get one answer.") % {"number": r.case.number},
    ),
    errors.MemberCannotOwn: lambda _r: (
        _("This colleague cannot own a case"),
        _("Choose a responder or a communication manager, or leave the name open."),
    ),
    errors.ReplyOnItsWay: lambda _r: (
        _("The answer is on its way"),
        _("It is being posted now, once. Wait a moment before you do anything more."),
    ),
    errors.ReplyHasNoWay: lambda _r: (
        _("No account of ours can answer here"),
        _("Copy the answer and post it there by hand, or ask a manager to connect an account."),
    ),
    errors.ApprovalMissing: lambda r: (
        _("Somebody else has to approve this answer first"),
        _("Nothing was sent. %(why)s") % {"why": _CONSENTS[r.standing]},
    ),
    errors.ApprovalSettled: lambda _r: (
        _("There is nothing to decide here any more"),
        _("A colleague decided first, or the answer was changed. See how it stands now."),
    ),
    errors.OwnWork: lambda _r: (
        _("You cannot approve this answer"),
        _("It is your own work, or another role has to agree. Ask a colleague."),
    ),
    errors.NobodyCanApprove: lambda _r: (
        _("Nobody here can approve this answer"),
        _("No colleague has the role for it. Ask an administrator to give it to somebody."),
    ),
    errors.FactNotCurrent: _not_current,
    errors.BlanksOpen: lambda r: (
        _("Something still has to be filled in"),
        _("Nothing was sent. Replace in your answer: %(prompts)s.")
        % {"prompts": ", ".join(f"“{prompt}”" for prompt in r.prompts)},
    ),
    errors.StepDoesNotFit: lambda _r: (
        _("This step does not fit any more"),
        _("A colleague was first, or somebody else has to agree. Look where the case stands now."),
    ),
    errors.CaseChanged: lambda _r: (
        _("Something changed while you were busy"),
        _("Your text is still here and nothing was overwritten. Read what happened, then go on."),
    ),
}
