"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.answers.models import Point
from klankbord.trust.wording import Kind, at, say

say(
    "answers",
    acts={
        "answers.point-raised": _("A point went into the answer ledger"),
        "answers.point-given": _("A point got another owner"),
        "answers.point-done": _("A point was answered: done"),
        "answers.point-not-done": _("A point was answered: not done, with the reason"),
        "answers.point-worked-on": _("A point got a day until which it is worked on"),
        "answers.point-reopened": _("A colleague said that a point was not answered"),
    },
    objects={
        "point": Kind(label=_("Point"), rows=Point.objects.all, page=at("answers:point-detail")),
        "answers": Kind(label=_("the answer ledger")),  # as somebody who acts
    },
    details={"owner": _("owner, by number"), "number": _("step")},
)
