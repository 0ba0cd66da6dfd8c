"""What the page shows of each kind of line: what it does, what it found, and the lines."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.desk.models import CaseMessage
from klankbord.reputation.desk.signs.finding import Lately
from klankbord.reputation.desk.signs.models import DANGERS, Kind
from klankbord.reputation.desk.signs.reading import Lines

_DOES: dict[Kind, Promise] = {
    Kind.SELF_HARM: _("Somebody may need help now: the flowchart proposes to stop and to call."),
    Kind.THREAT: _("People may be in danger: the flowchart proposes to stop and to call."),
    Kind.LEGAL: _("A lawyer may read along: the flowchart proposes to stop and to call."),
    Kind.OWN: _("Here people speak to us: the flowchart proposes to go on."),
    Kind.AMONG_USERS: _("Here we are a guest: the flowchart asks whether we are needed at all."),
    Kind.PROVOKING: _("Here an answer feeds the quarrel: the flowchart proposes to watch."),
}


@dataclass(frozen=True)
class Shown:
    """One kind on the page; each line with in how many cases it stood, the most found first."""

    kind: Kind
    does: Promise
    field: forms.BoundField
    n_cases: int
    lines: list[tuple[str, int]]
    examples: list[tuple[str, CaseMessage]]

    @property
    def is_danger(self) -> bool:
        """Whether its lines are words, not sites."""
        return self.kind in DANGERS


def shown_kinds(
    kinds: tuple[Kind, ...], *, form: forms.Form, lines: Lines, lately: Lately
) -> list[Shown]:
    """One half of the page."""
    return [_shown(kind, form[kind.value], lines[kind], lately) for kind in kinds]


def _shown(kind: Kind, field: forms.BoundField, lines: tuple[str, ...], lately: Lately) -> Shown:
    found = lately.kinds[kind]
    counted = [(line, len(found.by_line.get(line, ()))) for line in lines]
    counted.sort(key=lambda each: -each[1])  # of those found as often, as they were written
    return Shown(kind, _DOES[kind], field, len(found.cases), counted, found.examples)
