"""Why a member is told something, as a sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.ambassadors.community.audience import groups_visible
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.people.models import Member

Kind = Notification.Kind
_SENTENCES = {
    Kind.NAMED: gettext_lazy("%(name)s names you in %(group)s"),
    Kind.ANSWERED: gettext_lazy("%(name)s answers your comment in %(group)s"),
    Kind.COMMENTED: gettext_lazy("%(name)s comments on your post in %(group)s"),
    Kind.BEST: gettext_lazy("%(name)s chose your answer as the best, in %(group)s"),
    Kind.INVITED: gettext_lazy("%(name)s invites you to %(group)s"),
    Kind.ACCEPTED: gettext_lazy("%(name)s let you into %(group)s"),
    Kind.ASKED: gettext_lazy("%(name)s asks to come into %(group)s"),
    Kind.TO_DECIDE: gettext_lazy("Words in %(group)s wait for you to look at them"),
    Kind.DECIDED: gettext_lazy("It was decided about your words in %(group)s"),
    Kind.OPENED: gettext_lazy(
        "%(name)s looks at reported words in %(group)s, because nobody in the group can decide"
        " about them"
    ),
    Kind.ANNOUNCED: gettext_lazy("%(name)s has an announcement in %(group)s"),
    Kind.MOVED: gettext_lazy("%(name)s changed when or where an event in %(group)s is"),
    Kind.CALLED_OFF: gettext_lazy("%(name)s called off an event in %(group)s"),
    Kind.PRAISED: gettext_lazy("%(name)s praises you in %(group)s"),
    Kind.SOON: gettext_lazy("An event in %(group)s that you come to begins soon"),
    Kind.POLL_OVER: gettext_lazy("A poll in %(group)s that concerns you is closed"),
    Kind.LOOKED_AT: gettext_lazy("What you reported in %(group)s was looked at. Thank you"),
}
ICONS = {
    Kind.NAMED: "user",
    Kind.ANSWERED: "reply",
    Kind.COMMENTED: "comment",
    Kind.BEST: "check",
    Kind.INVITED: "send",
    Kind.ACCEPTED: "unlock",
    Kind.ASKED: "people",
    Kind.TO_DECIDE: "flag",
    Kind.DECIDED: "info",
    Kind.OPENED: "unlock",
    Kind.ANNOUNCED: "bell",
    Kind.MOVED: "calendar",
    Kind.CALLED_OFF: "calendar",
    Kind.PRAISED: "star",
    Kind.SOON: "clock",
    Kind.POLL_OVER: "chart",
    Kind.LOOKED_AT: "check",
}


def reasons_for(told: Sequence[Notification], reader: Member) -> list[str]:
    """Say of each who did what where; to who is outside a private group has no name.

    Who decides about an appeal, or about what nobody in a group can, is told of groups like that.
    """
    known = set(
        groups_visible(reader)
        .filter(pk__in={each.group_id for each in told})
        .values_list("pk", flat=True)
    )
    return [reason_for(each, is_outside=each.group_id not in known) for each in told]


def reason_for(told: Notification, *, is_outside: bool = False) -> str:
    """Say who did what where; outside the house a private group has no name."""
    group = _("a private group") if is_outside and told.group.is_private else told.group.name
    name = told.actor.name_shown if told.actor else _("A former colleague")
    return str(_SENTENCES[Kind(told.kind)]) % {"name": name, "group": group}
