"""What is filled in around a consultation."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.consultation.models import (
    COMMENT_LENGTH,
    ClauseComment,
    Consultation,
)


class PeriodForm(forms.Form):
    """From when until when people may speak."""

    opens_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    closes_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Give people two weeks or more, and not in a holiday."),
    )

    def __init__(
        self, *args: Any, today: dt.date, running: Consultation | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "opens_on": running.opens_on if running else today,
            "closes_on": running.closes_on if running else today + dt.timedelta(days=21),
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or {}
        first, last = values.get("opens_on"), values.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("Choose a day on or after the first day."))
        return values


class CommentForm(forms.Form):
    """What somebody says of a clause."""

    text = forms.CharField(
        label=_("What do you think of it?"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_named = forms.BooleanField(
        label=_("Put my name to it"),
        required=False,
        help_text=_("Without it nobody can see who wrote it, not in the database either. Then you"
                    " cannot take it back."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_council: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_council:  # it speaks as the works council, and always by name
            del self.fields["is_named"]


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """What is done with a comment, and why."""

    class Meta:
        model = ClauseComment
        fields = ("outcome", "answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        outcome.required = True
        outcome.widget = forms.RadioSelect(choices=ClauseComment.Outcome.choices)
        self.fields["answer"].required = True
        self.fields["answer"].widget.attrs["rows"] = 4
        self.fields["answer"].help_text = _("Everybody reads it. Say what changes, or why not.")


class ConsentForm(forms.Form):
    """What the works council decides."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            ("given", _("We consent to these words.")),
            ("withheld", _("We do not consent.")),
        ],
    )
    words = forms.CharField(
        label=_("Conditions, or the reason"),
        max_length=COMMENT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The date or number of your minutes, too, if there is one."),
    )

    def clean(self) -> dict[str, Any]:
        """Who does not consent says why."""
        values = super().clean() or {}
        if values.get("decision") == "withheld" and not values.get("words"):
            self.add_error("words", _("Say why, so that the text can become better."))
        return values


class RevokeForm(forms.Form):
    """Why a consent is taken back."""

    because = forms.CharField(
        label=_("Why do you take it back?"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
