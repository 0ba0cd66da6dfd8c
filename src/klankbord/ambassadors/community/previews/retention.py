"""How long cards of links stay."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="community.previews",
        label=_("Cards of the pages that posts link to"),
        tables=("previews.LinkPreview",),
        time=TimeClass.FEED_ITEM,
        why=_("It goes with its post"),
    ),
)
