"""Forms of the desk's clocks: when it is open, and how quickly it wants to answer."""

import datetime as dt
import re
from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.desk.clocks.models import OfficeHours, Target
from klankbord.reputation.desk.clocks.running import COUNTRIES, USUAL_HOURS
from klankbord.reputation.desk.forms import MomentField
from klankbord.reputation.desk.models import Severity
from klankbord.reputation.desk.queries import responders

_RANGE = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")  # noqa: RUF001  # people type both
_DAY = 24 * 60
_NAMES = {"NL": _("the Netherlands"), "BE": _("Belgium"), "DE": _("Germany")}
_NAMES |= {"FR": _("France"), "LU": _("Luxembourg")}
_UNITS = {"minutes": _("minutes"), "hours": _("office hours")}


class HoursForm(forms.Form):
    """Ranges a day, as a person writes them: `9:00-12:30, 13:00-17:00`; empty is closed."""

    country = forms.ChoiceField(
        label=_("Public holidays of"),
        required=False,
        choices=[("", _("none: we work on them")), *((c, _NAMES[c]) for c in COUNTRIES)],
    )

    def __init__(self, data: Any = None, *, row: OfficeHours | None) -> None:
        hours = (row.hours if row else {}) or USUAL_HOURS
        initial = {f"day_{day}": written(hours.get(str(day), [])) for day in range(7)}
        super().__init__(data, initial={**initial, "country": row.country if row else ""})
        for day in range(7):
            self.fields[f"day_{day}"] = forms.CharField(
                label=WEEKDAYS[day],
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("closed"), "autocomplete": "off"}),
            )
        self.order_fields([*(f"day_{day}" for day in range(7)), "country"])

    def clean(self) -> dict[str, Any]:
        """Read the ranges; what is wrong stands beside its day."""
        cleaned = super().clean() or {}
        self.hours: dict[str, list[list[int]]] = {}
        for day in range(7):
            try:
                ranges = read_ranges(str(cleaned.get(f"day_{day}", "")))
            except forms.ValidationError as wrong:
                self.add_error(f"day_{day}", wrong)
            else:
                self.hours.update({str(day): ranges} if ranges else {})
        if not self.hours and not self.errors:
            raise forms.ValidationError(_("The desk must be open some time: fill in one day."))
        return cleaned


def written(ranges: list[list[int]]) -> str:
    """Ranges as a person writes them."""
    return ", ".join("-".join(f"{m // 60}:{m % 60:02}" for m in pair) for pair in ranges)


def read_ranges(text: str) -> list[list[int]]:
    """Read `9:00-12:30, 13:00-17:00` as minutes; raises `ValidationError` that shows the form."""
    ranges: list[list[int]] = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        found = _RANGE.fullmatch(part)
        if found is None:
            raise forms.ValidationError(_("Write times as 9:00-12:30, 13:00-17:00."))
        h1, m1, h2, m2 = map(int, found.groups())
        first, last = h1 * 60 + m1, h2 * 60 + m2
        if max(m1, m2) > 59 or not first < last <= _DAY or (ranges and first < ranges[-1][1]):  # noqa: PLR2004  # minutes of an hour
            raise forms.ValidationError(_("Each time must come after the one before it."))
        ranges.append([first, last])
    return ranges


class PromiseForm(forms.Form):
    """Another moment before which we answer, or none; always with why."""

    promised_at = MomentField(
        label=_("Answer before"),
        help_text=_("Leave it empty to let the clock of the desk count again."),
    )
    because = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("For colleagues, in the history. Who was promised what?"),
    )


class TargetForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """How quickly: in minutes or hours of the office."""

    first_number = forms.IntegerField(label=_("First answer within"), min_value=1, max_value=999)
    first_unit = forms.ChoiceField(label=_("Unit"), choices=list(_UNITS.items()), initial="hours")
    conclusive_number = forms.IntegerField(label=_("Concluded within"), min_value=1, max_value=999)
    conclusive_unit = forms.ChoiceField(
        label=_("Unit"), choices=list(_UNITS.items()), initial="hours"
    )

    class Meta:
        model = Target
        fields = (
            "severity",
            "platform",
            "topic",
            "raises_severity",
            "late_department",
            "late_member",
            "tells_when_hurried",
        )

    def __init__(self, *args: Any, platforms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["severity"] = forms.TypedChoiceField(
            label=_("Severity"),
            choices=[("", _("every")), *Severity.choices],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields["platform"] = forms.ChoiceField(
            label=_("Platform"), choices=[("", _("every")), *platforms], required=False
        )
        cast("forms.ModelChoiceField[Any]", self.fields["topic"]).empty_label = str(_("every"))
        for name in ("late_department", "late_member"):
            chosen = cast("forms.ModelChoiceField[Any]", self.fields[name])
            chosen.empty_label = str(_("it stays where it is"))
        cast("forms.ModelChoiceField[Any]", self.fields["late_member"]).queryset = responders()
        self.order_fields(
            [
                "severity",
                "platform",
                "topic",
                "first_number",
                "first_unit",
                "conclusive_number",
                "conclusive_unit",
                "raises_severity",
            ]
        )

    def clean(self) -> dict[str, Any]:
        """Make durations of numbers and units; keep them in order."""
        cleaned = super().clean() or {}
        self.instance.first_response = _duration(cleaned, "first")
        self.instance.conclusive = _duration(cleaned, "conclusive")
        if self.instance.conclusive < self.instance.first_response:
            self.add_error(
                "conclusive_number", _("A case is not concluded before its first answer.")
            )
        twin = Target.objects.filter(
            severity=cleaned.get("severity"),
            platform=cleaned.get("platform", ""),
            topic=cleaned.get("topic"),
        )
        if twin.exists():
            raise forms.ValidationError(
                _("There is a time for exactly these cases. Delete it first.")
            )
        return cleaned


def _duration(cleaned: dict[str, Any], name: str) -> dt.timedelta:
    number = cleaned.get(f"{name}_number") or 0
    return dt.timedelta(**{str(cleaned.get(f"{name}_unit", "hours")): number})
