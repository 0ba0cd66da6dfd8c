"""What praise does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.praise.models import Praised
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_praise(member: int) -> Iterator[Mapping[str, Any]]:
    """The post itself belongs to somebody else: it is told by its number only."""
    for post in Praised.objects.filter(member=member).values_list("praise", flat=True):
        yield {"post": post}


def _forget(member: int) -> int:
    return Praised.objects.filter(member=member).delete()[0]


offer(
    OwnData(key="community.praised", label=_("Posts that praise you"), rows=_own_praise),
    Leaver(
        key="community.praised",
        label=_("Posts that praise them by name (their name goes out)"),
        count=lambda member: Praised.objects.filter(member=member).count(),
        remove=_forget,
    ),
)
