"""What an administrator writes down of a decision."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.trust.council.models import Decision

SMALL = 50  # below this number of people the Dutch act asks for a personnel meeting instead


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """One decision about one function."""

    class Meta:
        model = Decision
        fields = (
            "kind",
            "number",
            "decided_on",
            "expires_on",
            "scope",
            "conditions",
            "n_staff",
        )
        widgets = {  # noqa: RUF012  # Django's own form of a Meta
            "kind": forms.RadioSelect,
            "decided_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "scope": forms.Textarea(attrs={"rows": 4}),
            "conditions": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {  # noqa: RUF012  # Django's own form of a Meta
            "number": gettext_lazy("As it stands on the decision, so that others can find it."),
            "expires_on": gettext_lazy("After this day the function is locked again, by itself."),
            "scope": gettext_lazy("What the decision allows: for whom, for what, where."),
            "conditions": gettext_lazy("What must hold as long as the function is used."),
            "n_staff": gettext_lazy("Only for a personnel meeting: it must be fewer than 50."),
        }

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["kind"].choices = Decision.Kind.choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].initial = Decision.Kind.COUNCIL

    def clean_decided_on(self) -> dt.date:
        """A decision lies in the past."""
        day: dt.date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise ValidationError(_("Fill in the day of the decision: today or earlier."))
        return day

    def clean(self) -> dict[str, Any]:
        """The dates belong together, and a meeting is for small organisations."""
        values = super().clean() or {}
        start, end = values.get("decided_on"), values.get("expires_on")
        if start and end and (end <= start or end < self.today):
            message = _("Fill in a day that is still to come, after the day of the decision.")
            self.add_error("expires_on", message)
        if values.get("kind") == Decision.Kind.MEETING:
            self._check_size(values.get("n_staff"))
        else:
            values["n_staff"] = None
        return values

    def _check_size(self, n_staff: int | None) -> None:
        if not n_staff:
            self.add_error("n_staff", _("Fill in how many people work here."))
        elif n_staff >= SMALL or _n_members() >= SMALL:
            message = _("50 people or more work here: this needs a decision of the works council.")
            self.add_error("kind", message)


class WithdrawForm(forms.Form):
    """Why a decision is taken back."""

    because = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _n_members() -> int:
    return get_user_model().objects.filter(is_active=True).count()
