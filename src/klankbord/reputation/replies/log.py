"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.reputation.replies.models import SavedReply
from klankbord.trust.wording import Kind, at, say

say(
    "replies",
    acts={
        "replies.saved": _("A saved reply was added"),
        "replies.changed": _("A saved reply was changed"),
        "replies.deleted": _("A saved reply was thrown away"),
    },
    objects={
        "saved-reply": Kind(
            label=_("Saved reply"), rows=SavedReply.objects.all, page=at("replies:saved-change")
        ),
    },
)
