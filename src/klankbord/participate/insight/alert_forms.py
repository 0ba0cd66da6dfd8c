"""The form that says how people are told of spikes."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.http import check_address
from klankbord.connectors.matrix.client import read_target
from klankbord.connectors.reasons import ConnectorRefused
from klankbord.participate.insight.alerting import save_rule
from klankbord.participate.insight.models import AlertRule, Cadence
from klankbord.participate.topics.models import Topic
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
    mattermost_url = forms.CharField(
        label=_("In Mattermost"),
        max_length=500,
        required=False,
        help_text=_("The address of an incoming webhook: Integrations, Incoming Webhooks, Add."),
    )
    stops_mattermost = forms.BooleanField(label=_("Not in Mattermost any more"), required=False)
    matrix_room = forms.CharField(
        label=_("In a room of Matrix"),
        max_length=255,
        required=False,
        help_text=_(
            "Like #team:server.example. Our account of Matrix must have been connected, and be"
            " invited where the room is private."
        ),
    )
    webhook_url = forms.CharField(
        label=_("Call this address"),
        max_length=500,
        required=False,
        help_text=_("A program there gets the numbers as JSON, signed."),
    )
    stops_calling = forms.BooleanField(label=_("Call no address any more"), required=False)

    def __init__(self, *args: Any, rule: AlertRule, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._tell_of("webhook_url", "stops_calling", rule.webhook_host)
        self._tell_of("mattermost_url", "stops_mattermost", rule.mattermost_host)

    def _tell_of(self, name: str, stops: str, host: str) -> None:
        if not host:
            del self.fields[stops]
            return
        self.fields[name].help_text = _(
            "We call an address at %(host)s. The whole address is kept under seal, and shown to "
            "nobody. Leave this empty to keep it, or type another one."
        ) % {"host": host}

    def clean_webhook_url(self) -> str:
        """Only an address that may be called."""
        return self._clean_address("webhook_url")

    def clean_mattermost_url(self) -> str:
        """The same."""
        return self._clean_address("mattermost_url")

    def clean_matrix_room(self) -> str:
        """A name or a number of a room, or its page on matrix.to."""
        room: str = self.cleaned_data["matrix_room"].strip()
        try:
            return read_target(room) if room else ""
        except ConnectorRefused as refusal:
            message = _("A room of Matrix is written as #name:server or !number:server.")
            raise forms.ValidationError(message) from refusal

    def _clean_address(self, name: str) -> str:
        url: str = self.cleaned_data[name].strip()
        if url:
            try:
                check_address(url)
            except ConnectorRefused as refusal:
                message = _("This address cannot be called. It begins with https:// and a host.")
                raise forms.ValidationError(message) from refusal
        return url

    def keep(self, *, topic: Topic, by: Member, at: dt.datetime) -> str:
        """Save; gives the secret of a new address, to be shown once."""
        return save_rule(topic=topic, values=self.cleaned_data, by=by, at=at)


def values_of(rule: AlertRule) -> dict[str, object]:
    """What the form begins with."""
    return {name: getattr(rule, name) for name in AlertRuleForm.base_fields if hasattr(rule, name)}
