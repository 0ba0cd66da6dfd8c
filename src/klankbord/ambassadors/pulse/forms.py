"""What is filled in to open a round and to load a survey."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.pulse.instruments import Instrument, said

LARGEST_FILE = 200_000
FIRST_LENGTH = dt.timedelta(days=14)
SHORTEST = dt.timedelta(days=7)
LONGEST = dt.timedelta(days=55)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RoundForm(forms.Form):
    """What is asked, and from which day until which."""

    title = forms.CharField(label=_("Title"), max_length=120)
    subjects = forms.MultipleChoiceField(
        label=_("Subjects"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Fewer subjects, sooner done: two statements take about eight seconds."),
    )
    asks_recommend = forms.BooleanField(
        label=_("Also ask whether people recommend us as an employer"),
        required=False,
        help_text=_("Its figure is only shown from 50 answers on."),
    )
    opens_on = _day(_("First day"))
    closes_on = _day(_("Last day"), _("At least a week later, at most eight."))

    def __init__(self, *args: Any, survey: Instrument, today: dt.date, **kwargs: Any) -> None:
        self.today = today
        kwargs["initial"] = {
            "subjects": [subject.key for subject in survey.subjects],
            "opens_on": today,
            "closes_on": today + FIRST_LENGTH,
        }
        super().__init__(*args, **kwargs)
        subjects: Any = self.fields["subjects"]
        subjects.choices = [(each.key, said(each.name)) for each in survey.subjects]
        if survey.recommend is None:
            del self.fields["asks_recommend"]

    def clean(self) -> dict[str, Any]:
        """Not in the past, and long enough that nobody is told about who just answered."""
        values = super().clean() or {}
        first, last = values.get("opens_on"), values.get("closes_on")
        if first and first < self.today:
            self.add_error("opens_on", _("Choose today or a later day."))
        if first and last and not SHORTEST <= last - first <= LONGEST:
            self.add_error(
                "closes_on", _("Choose a day at least one week and at most eight weeks later.")
            )
        return values

    def moments(self, at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
        """From the first day, or from now if that is today, through the last day."""
        first, last = self.cleaned_data["opens_on"], self.cleaned_data["closes_on"]
        opens = at if first == self.today else _midnight(first)
        return opens, _midnight(last + dt.timedelta(days=1))


class SurveyForm(forms.Form):
    """A file with a survey, and the word of who loads it."""

    file = forms.FileField(label=_("File (YAML or JSON)"))
    is_licensed = forms.BooleanField(
        label=_("Our organisation may use this survey"),
        help_text=_("Many questionnaires belong to somebody. What you say here goes into the log."),
    )

    def clean_file(self) -> Any:
        """Small, and text."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("A survey is at most 200 kB. This file is larger."))
        return file

    @property
    def text(self) -> str | None:
        """What stands in the file; None if it is no text in UTF-8."""
        try:
            return bytes(self.cleaned_data["file"].read()).decode("utf-8-sig")
        except UnicodeDecodeError:
            return None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
