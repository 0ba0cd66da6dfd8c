"""What makes a post an announcement."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.forms import InGroupForm, TextForm

USUAL, LONGEST = dt.timedelta(days=14), dt.timedelta(days=92)


class AnnounceForm(forms.Form):
    """How long it stands on top, and what is asked of readers."""

    until_on = forms.DateField(
        label=_("On top until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it stands over the feed. The post itself stays."),
    )
    is_to_acknowledge = forms.BooleanField(
        label=_("Ask readers to press “I have read this”"),
        required=False,
        help_text=_(
            "You see about how many did, once a week and from ten people on; nobody sees who did"
            " or did not. A digest reminds who has not pressed yet."
        ),
    )
    is_for_all = forms.BooleanField(
        label=_("For the whole organisation"),
        required=False,
        help_text=_("It stands over the feed of every colleague. The group must be open."),
    )

    def __init__(self, *args: Any, today: dt.date, may_address_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["until_on"].initial = today + USUAL
        if not may_address_all:
            del self.fields["is_for_all"]

    def clean_until_on(self) -> dt.date:
        """A day that is over tells nobody anything; a season on top is no news."""
        until_on: dt.date = self.cleaned_data["until_on"]
        if until_on < self.today:
            raise forms.ValidationError(_("That day is over. Choose today or a later day."))
        if until_on > self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day within three months from now."))
        return until_on


class AnnouncementForm(AnnounceForm, InGroupForm, TextForm):
    """A new announcement: where, what, and until when."""

    field_order = ("group", "text", "until_on", "is_to_acknowledge", "is_for_all")
