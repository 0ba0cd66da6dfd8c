"""How long pictures and files stay: as long as the words that they go along with."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="community.attachments",
        label=_("Pictures and files in groups"),
        tables=("attachments.Attachment", "attachments.AttachmentChange"),
        time=TimeClass.FEED_ITEM,
        why=_("They go, and are held, with the post or comment that they stand at"),
    ),
)
