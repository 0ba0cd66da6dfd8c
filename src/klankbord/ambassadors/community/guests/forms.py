"""What an owner fills in about a guest."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.guests.actions import LONGEST_STAY, STAY
from klankbord.people.queries import house_language, house_zone


class GuestForm(forms.Form):
    """Who is asked in from outside, and until when."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    until_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most a year from now. You can renew it."),
    )
    is_known = forms.BooleanField(
        label=_("I know that this guest can read everything in this group"),
        help_text=_("Also what was said before they came."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].initial = last_day(timezone.now())
        self.fields["language"].initial = house_language()

    def clean_until_on(self) -> dt.date:
        """A stay ends, and soon enough."""
        given: dt.date = self.cleaned_data["until_on"]
        today = timezone.localdate(timezone=house_zone())
        if not today <= given <= today + LONGEST_STAY:
            raise forms.ValidationError(_("Choose a day from today, at most a year from now."))
        return given


class KeepOutForm(forms.Form):
    """Somebody who keeps all guests out knows what it does."""

    is_known = forms.BooleanField(
        label=_("I know that every guest is out at once, and has to be invited anew afterwards")
    )


def last_day(now: dt.datetime) -> dt.date:
    """Find the last day of a stay that begins now, if nobody chooses another."""
    return timezone.localdate(now + STAY, timezone=house_zone())


def end_of(day: dt.date) -> dt.datetime:
    """Find the moment at which a last day is over, where the house is."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=house_zone())
