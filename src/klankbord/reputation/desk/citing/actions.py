"""Take facts for an answer, and stop an answer whose facts do not hold."""

import datetime as dt
from collections.abc import Iterable

from klankbord.reputation.desk.citing.models import Citation
from klankbord.reputation.desk.citing.queries import cited_facts
from klankbord.reputation.desk.errors import FactNotCurrent
from klankbord.reputation.desk.models import Reply
from klankbord.reputation.facts.models import FactVersion


def cite_facts(*, reply: Reply, versions: Iterable[FactVersion]) -> None:
    """Let an answer stand on these versions, and on no others; call it inside a transaction."""
    wanted = {version.pk for version in versions}
    reply.citations.exclude(version__in=wanted).delete()
    rows = [Citation(reply=reply, version_id=pk) for pk in sorted(wanted)]
    Citation.objects.bulk_create(rows, ignore_conflicts=True)


def refuse_unsound(reply: Reply, *, at: dt.datetime) -> None:
    """Raise `FactNotCurrent` if a fact of the answer has expired, changed or gone."""
    unsound = tuple(checked for checked in cited_facts(reply, at=at) if not checked.is_current)
    if unsound:
        raise FactNotCurrent(reply.case, unsound)
