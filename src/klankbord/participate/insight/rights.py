"""What the overview does for a member's rights: the alerts that they judged."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.participate.insight.models import Alert
from klankbord.trust.rights.contract import OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Alert.objects.filter(judged_by=member).select_related("topic")
    for row in rows.iterator(chunk_size=500):
        yield {"topic": row.topic.name, "day": row.day, "is_useful": row.is_useful}


offer(OwnData(key="insight.alerts", label=_("Alerts that you judged"), rows=_own))
