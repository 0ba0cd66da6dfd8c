"""What people fill in about a line."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.lines.models import LineVersion


class LineForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Title and words of a version."""

    ends_on = forms.DateField(
        label=_("Holds until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("After this day colleagues do not see it any more."),
    )

    class Meta:
        model = LineVersion
        fields = ("title", "happened_nl", "say_nl", "happened_en", "say_en", "ask", "ends_on")
        widgets = {  # noqa: RUF012  # Django's own spelling
            name: forms.Textarea(attrs={"rows": 3, "lang": name[-2:]})
            for name in ("happened_nl", "say_nl", "happened_en", "say_en")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ends_on", timezone.localdate() + dt.timedelta(days=14))

    def clean_ends_on(self) -> dt.date:
        """A day to come."""
        day: dt.date = self.cleaned_data["ends_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day
