"""How long the setting is kept; nothing of a conversation is."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="drafting.endpoint",
        label=_("The service that helps with wording"),
        tables=("drafting.Endpoint",),
        time=TimeClass.SETTING,
    ),
)
