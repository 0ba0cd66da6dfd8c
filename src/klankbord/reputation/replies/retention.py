"""How long saved replies are kept."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.replies.models import ReplyFile
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_at_once


def _forgotten(before: dt.datetime) -> QuerySet[ReplyFile]:
    return ReplyFile.objects.filter(created_at__lt=before)


keep(
    Kept(
        key="replies.saved",
        label=_("Saved replies"),
        tables=("replies.SavedReply",),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="replies.files",
        label=_("Files of saved replies that nobody said yes to"),
        tables=("replies.ReplyFile",),
        time=TimeClass.COPY,
        sweep=rows_at_once(_forgotten),
    ),
)
