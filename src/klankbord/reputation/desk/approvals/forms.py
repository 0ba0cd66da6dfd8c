"""What an approver, and who sets the rule, fill in."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.desk.approvals.models import USUAL, ApprovalRule
from klankbord.reputation.desk.models import Severity

_LONGEST = 20_000
_MOST_HOURS = 24 * 30


class ChangeForm(forms.Form):
    """Other words, approved at once."""

    text = forms.CharField(
        label=_("Your words"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 7})
    )

    def clean_text(self) -> str:
        """Browsers end lines with two signs; the draft has one."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class RefusalForm(forms.Form):
    """Why an answer may not go out like this."""

    because = forms.CharField(
        label=_("What has to be different?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your colleague reads this beside the draft."),
    )


class RuleForm(forms.Form):
    """When an answer needs another pair of eyes."""

    from_severity = forms.TypedChoiceField(
        label=_("An answer needs approval"),
        choices=(),
        coerce=int,
        empty_value=None,
        required=False,
    )
    hours = forms.IntegerField(
        label=_("Hours that an approval holds"), min_value=1, max_value=_MOST_HOURS
    )

    def __init__(self, data: Any = None, *, rule: ApprovalRule | None = None) -> None:
        lasts = rule.lasts if rule else USUAL
        initial = {
            "from_severity": rule.from_severity if rule else None,
            "hours": round(lasts / dt.timedelta(hours=1)),
        }
        super().__init__(data, initial=initial)
        named = [
            (each.value, _("from severity “%(name)s” on") % {"name": each.label})
            for each in Severity
        ]
        field = self.fields["from_severity"]
        field.choices = [("", _("only where a flowchart asks for it")), *named]  # type: ignore[attr-defined]
