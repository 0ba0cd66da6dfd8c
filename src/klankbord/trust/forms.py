"""What a reader of the log may ask for."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from klankbord.trust.queries import LogFilter

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# Days at the edge of the calendar have no midnight in every time zone.
OURS = (MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2999, 12, 31)))


class LogFilterForm(forms.Form):
    """Filters of the log, all of them optional."""

    actor = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "member:12"}),
    )
    act = forms.CharField(
        label=_("Act starts with"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "desk."}),
    )
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

    def wanted(self) -> LogFilter:
        """Give the filters that can be used; one that cannot is left out, and its field says so."""
        self.full_clean()
        values: dict[str, Any] = {k: v for k, v in self.cleaned_data.items() if v}
        return LogFilter(**values)
