"""Keep what a house looks out for."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from klankbord.people.models import Member
from klankbord.reputation.desk.signs.models import Kind, Sign
from klankbord.reputation.desk.signs.reading import lines_now
from klankbord.trust.audit import record


@transaction.atomic
def keep_signs(*, lines: Mapping[Kind, Sequence[str]], by: Member, at: dt.datetime) -> None:
    """Write down the kinds whose lines are others than those in force; the rest stays as it is."""
    before = lines_now()
    changed = {kind: list(said) for kind, said in lines.items() if list(said) != list(before[kind])}
    if not changed:
        return
    for kind, said in changed.items():
        Sign.objects.update_or_create(kind=kind, defaults={"lines": said, "changed_at": at})
    record(
        at=at,
        actor=f"member:{by.pk}",
        act="desk.signs-changed",
        object="desk:signs",
        detail={"kinds": [kind.value for kind in changed]},
    )
