"""Forget an author outside: the pages that they told us of."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.participate.listening.models import Webmention
from klankbord.trust.rights.contract import Eraser, Outsider, offer


def _theirs(outsider: Outsider) -> QuerySet[Webmention]:
    pages = [url for each in outsider.urls for url in (each, each.rstrip("/"), f"{each}/")]
    return Webmention.objects.filter(page__in=pages)


def _find(outsider: Outsider) -> int:
    return _theirs(outsider).count()


def _erase(outsider: Outsider) -> int:
    return _theirs(outsider).delete()[0]


offer(
    Eraser(
        key="listening.webmentions",
        label=_("Pages that said that they link to ours"),
        find=_find,
        erase=_erase,
    ),
)
