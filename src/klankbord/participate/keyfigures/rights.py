"""What key figures do for somebody's rights: whoever is erased is named no more."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.participate.keyfigures.models import KeyFigure
from klankbord.trust.rights.contract import Eraser, Outsider, offer


def _figures(outsider: Outsider) -> QuerySet[KeyFigure]:
    return KeyFigure.objects.filter(author__in=outsider.authors)


offer(
    Eraser(
        key="keyfigures.figures",
        label=_("Where they are named as a key figure"),
        find=lambda outsider: _figures(outsider).count(),
        erase=lambda outsider: _figures(outsider).delete()[0],
    )
)
