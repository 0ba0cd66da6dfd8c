"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.participate.listening.models import Account, Source
from klankbord.trust.wording import Kind, at, on, say

say(
    "listening",
    acts={
        "listening.source-added": _("A source was added"),
        "listening.source-paused": _("A source was paused"),
        "listening.source-resumed": _("A source was taken up again"),
        "listening.source-deleted": _("A source was deleted"),
        "listening.file-imported": _("A file was read in"),
        "listening.door-opened": _("A door for what others bring was opened"),
        "listening.door-renewed": _("A door got a new address and secret"),
        "listening.account-connected": _("An account of ours was connected"),
        "listening.account-disconnected": _("An account of ours was disconnected"),
    },
    objects={
        "source": Kind(
            label=_("Source"), rows=Source.objects.all, page=at("listening:source-detail")
        ),
        "account": Kind(
            label=_("Account of ours"), rows=Account.objects.all, page=on("listening:account-list")
        ),
    },
    details={
        "target": _("address"),
        "bytes": _("bytes"),
        "connector": _("platform"),
        "handle": _("account"),
    },
)
