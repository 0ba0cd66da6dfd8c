"""What a member says about a new key."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member, Role
from klankbord.people.tokens import actions, bearer

LASTS = [("30", _("a month")), ("90", _("three months")), ("365", _("a year"))]


class TokenForm(forms.Form):
    """A name, what the key may do, and how long."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("The program or the place that gets the key."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), widget=forms.CheckboxSelectMultiple, initial=[actions.READ]
    )
    lasts = forms.ChoiceField(label=_("How long is it valid?"), choices=LASTS, initial="90")

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scope_choices(member)  # type: ignore[attr-defined]  # a MultipleChoiceField

    def expires_on(self, today: dt.date) -> dt.date:
        """The last day on which the key opens."""
        return today + dt.timedelta(days=int(self.cleaned_data["lasts"]))


def scope_choices(member: Member) -> list[tuple[str, Any]]:
    """What this member may let a key do."""
    choices: list[tuple[str, Any]] = [(actions.READ, _("Read what you may read"))]
    choices += [
        (f"write:{label}", _("Change things in: %(room)s") % {"room": name})
        for label, name in bearer.rooms()
    ]
    if member.has_role(Role.ADMINISTRATOR):
        choices.append((actions.SCIM, _("Keep members and groups up to date (SCIM)")))
    return choices
