"""How long listening keeps its tables."""

from django.utils.translation import gettext_lazy as _

from klankbord.participate.listening.models import Taken, Webmention
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before

keep(
    Kept(
        key="listening.sources",
        label=_("Sources, their days and gaps"),
        tables=(
            "listening.Source",
            "listening.Push",
            "listening.Door",
            "listening.SourceDay",
            "listening.SourceWarning",
            "listening.Gap",
            "listening.FileImport",
        ),
        time=TimeClass.SETTING,
        why=_("They go when somebody deletes the source, with all it gave"),
    ),
    Kept(
        key="listening.accounts",
        label=_("Accounts of the organisation on platforms"),
        tables=("listening.Account",),
        time=TimeClass.SETTING,
        why=_("They go when somebody disconnects the account, with its token"),
    ),
    Kept(
        key="listening.taken",
        label=_("Numbers of calls that programs made"),
        tables=("listening.Taken",),
        time=TimeClass.COPY,
        sweep=rows_before(lambda before: Taken.objects.filter(at__lt=before)),
    ),
    Kept(
        key="listening.webmentions",
        label=_("Pages that say that they link to ours"),
        tables=("listening.Webmention",),
        time=TimeClass.MENTION,
        sweep=rows_before(lambda before: Webmention.objects.filter(asked_at__lt=before)),
    ),
    Kept(
        key="listening.deliveries",
        label=_("What was heard and is not kept yet"),
        tables=("listening.Delivery",),
        time=TimeClass.RAW,
        why=_("Each goes in the moment that it is kept"),
    ),
)
