"""What the desk refuses, in words: why nothing was changed, and the way out."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.people.models import Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.models import Case
from klankbord.reputation.desk.queries import CaseHistory
from klankbord.reputation.desk.wording import VISIBILITY_LABELS, Entry, entry_of
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
    if special := _SPECIAL.get(type(refused)):
        return special(refused)
    title, text = _PLAIN[type(refused)]
    return str(title), str(text)


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


def _another_case(refused: Any) -> tuple[str, str]:
    text = _("Go on in case %(number)s, so that people get one answer.")
    return (
        _("This conversation has another open case"),
        text % {"number": refused.case.number},
    )


def _not_approved(refused: Any) -> tuple[str, str]:
    return (
        _("Somebody else has to approve this answer first"),
        _("Nothing was sent. %(why)s") % {"why": _CONSENTS[refused.standing]},
    )


def _blanks_open(refused: Any) -> tuple[str, str]:
    prompts = ", ".join(f"“{prompt}”" for prompt in refused.prompts)
    return (
        _("Something still has to be filled in"),
        _("Nothing was sent. Replace in your answer: %(prompts)s.") % {"prompts": prompts},
    )


def _too_long(refused: Any) -> tuple[str, str]:
    words = {"n": refused.length - refused.limit, "length": refused.length, "limit": refused.limit}
    text = _(
        "Nothing was sent. It counts %(length)s characters and %(limit)s may be sent. Take out "
        "%(n)s, or post it by hand in parts."
    )
    return _("The answer is too long for this platform"), text % words


def _pictures_not_taken(refused: Any) -> tuple[str, str]:
    title = _("The pictures cannot go along like this")
    if not refused.n_most:
        return title, _("Nothing was sent. Take the pictures out, or post the answer by hand.")
    words = {"n": refused.n_most, "size": filesizeformat(refused.most_bytes)}
    text = ngettext(
        "Nothing was sent. %(n)s picture of at most %(size)s goes along. Take it out and add it "
        "again, or post the answer by hand.",
        "Nothing was sent. %(n)s pictures of at most %(size)s go along. Take one out and add it "
        "again, or post the answer by hand.",
        refused.n_most,
    )
    return title, text % words


def _too_open(refused: Any) -> tuple[str, str]:
    circles = ", ".join(f"“{VISIBILITY_LABELS.get(each, each)}”" for each in refused.allowed)
    return (
        _("More people would read the answer than the message"),
        _("Nothing was sent. Choose who may read it: %(circles)s.") % {"circles": circles},
    )


_CONSENTS: dict[str, Promise] = {
    "needed": gettext_lazy("Ask for approval first: the button stands below the text."),
    "asked": gettext_lazy("You asked for it; nobody has decided yet."),
    "refused": gettext_lazy("The answer was not approved. Change it and ask again."),
    "changed": gettext_lazy(
        "Words, pictures, facts or readers are others than those approved. Ask again."
    ),
    "over": gettext_lazy("The approval was given too long ago. Ask again."),
}
_SPECIAL: dict[type[errors.DeskRefused], Callable[[Any], tuple[str, str]]] = {
    errors.AnswerTooLong: _too_long,
    errors.AnswerTooOpen: _too_open,
    errors.ApprovalMissing: _not_approved,
    errors.BlanksOpen: _blanks_open,
    errors.CaseAlreadyClaimed: _already_claimed,
    errors.FactNotCurrent: _not_current,
    errors.PicturesNotTaken: _pictures_not_taken,
    errors.ThreadHasCase: _another_case,
}
_PLAIN: dict[type[errors.DeskRefused], tuple[Promise, Promise]] = {
    errors.CaseAlreadyClosed: (
        gettext_lazy("This case is closed"),
        gettext_lazy("Nothing was changed. Reopen the case first if there is more to do."),
    ),
    errors.CaseAlreadyConcluded: (
        gettext_lazy("This case has its outcome already"),
        gettext_lazy(
            "It was answered, watched or let stand. Reopen it if that is not the last word."
        ),
    ),
    errors.CaseNotConcluded: (
        gettext_lazy("This case has no outcome yet"),
        gettext_lazy("Answer it, or let it stand with a reason. Then it can be closed."),
    ),
    errors.CaseStillOpen: (
        gettext_lazy("This case is open already"),
        gettext_lazy("There is nothing to reopen: go on with the work."),
    ),
    errors.CaseNotYours: (
        gettext_lazy("You do not own this case now"),
        gettext_lazy("Only the owner can let a case go. Somebody may have taken it over."),
    ),
    errors.CaseNotWaiting: (
        gettext_lazy("This case is not on hold"),
        gettext_lazy("Somebody may have taken it up again: look at the history."),
    ),
    errors.MemberCannotOwn: (
        gettext_lazy("This colleague cannot own a case"),
        gettext_lazy("Choose a responder or a communication manager, or leave the name open."),
    ),
    errors.AlreadyAnswered: (
        gettext_lazy("This case has its first answer already"),
        gettext_lazy("Nothing was changed. The clock of the desk says before when to conclude it."),
    ),
    errors.ReplyOnItsWay: (
        gettext_lazy("The answer is on its way"),
        gettext_lazy("It is being posted now, once. Wait a moment before you do anything more."),
    ),
    errors.ReplyHasNoWay: (
        gettext_lazy("No account of ours can answer here"),
        gettext_lazy(
            "Copy the answer and post it there by hand, or ask a manager to connect an account."
        ),
    ),
    errors.CopyGone: (
        gettext_lazy("This copy is not kept any more"),
        gettext_lazy("It was deleted or erased. Nothing can be done about it here."),
    ),
    errors.CopyInConversation: (
        gettext_lazy("This copy stands in the same conversation"),
        gettext_lazy("One answer there serves both."),
    ),
    errors.CopyOnlyRepeats: (
        gettext_lazy("This is a repost without words of its own"),
        gettext_lazy("Who reads it comes out at the post that it repeats. Answer that one."),
    ),
    errors.CopyHasAnswer: (
        gettext_lazy("This copy has an answer of its own"),
        gettext_lazy("A colleague answered it already, or is writing to it. Look at its case."),
    ),
    errors.CopyMovedOn: (
        gettext_lazy("More was said below this copy"),
        gettext_lazy("The same words may not fit any more. Answer it in its own case."),
    ),
    errors.ApprovalSettled: (
        gettext_lazy("There is nothing to decide here any more"),
        gettext_lazy(
            "A colleague decided first, or the answer was changed. See how it stands now."
        ),
    ),
    errors.OwnWork: (
        gettext_lazy("You cannot approve this answer"),
        gettext_lazy("It is your own work, or another role has to agree. Ask a colleague."),
    ),
    errors.LoweringNeedsApprover: (
        gettext_lazy("Only somebody who may approve makes this case less severe"),
        gettext_lazy(
            "Answers to cases like this need approval. Ask an approver to look: call them in a "
            "note with @ and their name."
        ),
    ),
    errors.NobodyCanApprove: (
        gettext_lazy("Nobody here can approve this answer"),
        gettext_lazy(
            "No colleague has the role for it. Ask an administrator to give it to somebody."
        ),
    ),
    errors.StepDoesNotFit: (
        gettext_lazy("This step does not fit any more"),
        gettext_lazy(
            "A colleague was first, or somebody else has to agree. Look where the case stands now."
        ),
    ),
    errors.CaseChanged: (
        gettext_lazy("Something changed while you were busy"),
        gettext_lazy(
            "Your text is still here and nothing was overwritten. Read what happened, then go on."
        ),
    ),
}
