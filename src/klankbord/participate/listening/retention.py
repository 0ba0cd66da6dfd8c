"""How long listening keeps its tables."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="listening.sources",
        label=_("Sources, their days and gaps"),
        tables=(
            "listening.Source",
            "listening.Push",
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
        key="listening.deliveries",
        label=_("What was heard and is not kept yet"),
        tables=("listening.Delivery",),
        time=TimeClass.RAW,
        why=_("Each goes in the moment that it is kept"),
    ),
)
