"""What a reader of the log may ask for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from klankbord.trust.council.queries import label_of_room
from klankbord.trust.queries import LogFilter
from klankbord.trust.wording import ACTS, room_of

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# Days at the edge of the calendar have no midnight in every time zone.
OURS = (MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2999, 12, 31)))


def act_choices() -> list[tuple[Any, Any]]:
    """Every act in words, under the part of the program that it belongs to; a part as a whole."""
    rooms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for act, words in ACTS.items():
        rooms[room_of(act)].append((act, str(words)))
    groups = [(str(label_of_room(room)), room, acts) for room, acts in rooms.items()]
    return [
        ("", _("All acts")),
        *(
            (label, [(f"{room}.", _("%(part)s: everything") % {"part": label}), *acts])
            for label, room, acts in sorted(groups)
        ),
    ]


class LogFilterForm(forms.Form):
    """Filters of the log, all of them optional."""

    actor = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "member:12"}),
    )
    act = forms.CharField(label=_("Act"), required=False, max_length=80)
    object = forms.CharField(
        label=_("On what"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "case:12"}),
    )
    since = forms.DateField(label=_("From"), required=False, widget=DAY, validators=OURS)
    until = forms.DateField(
        label=_("Until and including"), required=False, widget=DAY, validators=OURS
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        asked = str(data.get("act", ""))[:80]
        is_offered = asked in ACTS or asked in {"", *(f"{room_of(act)}." for act in ACTS)}
        # An address that was kept may ask for the beginning of a code.
        more = [] if is_offered else [(asked, _("Starts with %(code)s") % {"code": asked})]
        self.fields["act"].widget = forms.Select(choices=[*act_choices(), *more])

    def wanted(self) -> LogFilter:
        """Give the filters that can be used; one that cannot is left out, and its field says so."""
        self.full_clean()
        values: dict[str, Any] = {k: v for k, v in self.cleaned_data.items() if v}
        return LogFilter(**values)
