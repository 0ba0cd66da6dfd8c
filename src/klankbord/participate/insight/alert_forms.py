"""The form that says how people are told of spikes."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.http import check_address
from klankbord.connectors.reasons import ConnectorRefused
from klankbord.participate.insight.alerting import save_rule
from klankbord.participate.insight.models import AlertRule, Cadence
from klankbord.people.models import Member


class AlertRuleForm(forms.Form):
    """Cadence, quiet hours and ways."""

    cadence = forms.ChoiceField(label=_("Tell me"), choices=Cadence.choices)
    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        help_text=_("In the hours between nobody is written to or called."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    is_weekend_quiet = forms.BooleanField(label=_("Quiet at weekends"), required=False)
    tells_by_mail = forms.BooleanField(
        label=_("By mail"),
        required=False,
        help_text=_("To communication managers and responders."),
    )
    webhook_url = forms.CharField(
        label=_("Call this address"),
        max_length=500,
        required=False,
        help_text=_("A program there gets the numbers as JSON, signed. Leave it empty for none."),
    )

    def clean_webhook_url(self) -> str:
        """Only an address that may be called."""
        url: str = self.cleaned_data["webhook_url"].strip()
        if url:
            try:
                check_address(url)
            except ConnectorRefused as refusal:
                message = _("This address cannot be called. It begins with https:// and a host.")
                raise forms.ValidationError(message) from refusal
        return url

    def keep(self, *, rule: AlertRule, by: Member, at: dt.datetime) -> str:
        """Save; gives the secret of a new address, to be shown once."""
        return save_rule(topic=rule.topic, values=self.cleaned_data, by=by, at=at)


def values_of(rule: AlertRule) -> dict[str, object]:
    """What the form begins with."""
    return {name: getattr(rule, name) for name in AlertRuleForm.base_fields}
