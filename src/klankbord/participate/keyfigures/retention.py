"""How long this room keeps its tables."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="keyfigures.look",
        label=_("The last look at who answers, repeats and names whom"),
        tables=("keyfigures.Look", "keyfigures.Circle", "keyfigures.KeyFigure"),
        time=TimeClass.COPY,
        why=_("Made anew every day from the mentions that are kept; the look before goes"),
    )
)
