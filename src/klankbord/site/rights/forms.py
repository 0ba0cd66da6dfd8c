"""Forms of this room."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Group
from klankbord.site.rights.glass import MOST_HOURS
from klankbord.trust.retention.contract import KEPT
from klankbord.trust.retention.holds import LONGEST
from klankbord.trust.retention.models import REASON_LENGTH
from klankbord.trust.rights.models import Departure

FEWEST_WORDS = 15  # characters of a reason that says anything


class EraseForm(forms.Form):
    """Whom to forget: a handle, or an address."""

    platform = forms.CharField(
        label=_("platform"),
        max_length=40,
        required=False,
        help_text=_("Such as mastodon. Leave it empty to look on every platform."),
    )
    handle = forms.CharField(label=_("handle"), max_length=300, required=False)
    url = forms.CharField(
        label=_("address"),
        max_length=2000,
        required=False,
        help_text=_("Of the author's page, or of one of their messages."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two must be there."""
        given = super().clean() or {}
        if not given.get("handle", "").strip(" @") and not given.get("url", "").strip():
            raise forms.ValidationError(_("Fill in a handle or an address."))
        return given


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.key, kind.label) for kind in KEPT.values() if kind.can_be_held]


class HoldForm(forms.Form):
    """What to hold back from the purge, why, and until when."""

    kind = forms.ChoiceField(label=_("what"), choices=_kinds)
    row = forms.IntegerField(
        label=_("number"),
        min_value=1,
        max_value=2**63 - 1,
        help_text=_("The number at the end of its address, as in /desk/12/."),
    )
    reason = forms.CharField(label=_("reason"), max_length=REASON_LENGTH, min_length=FEWEST_WORDS)
    until_on = forms.DateField(
        label=_("until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most two years from now."),
    )

    def clean_until_on(self) -> dt.date:
        """A hold ends, and soon enough."""
        given: dt.date = self.cleaned_data["until_on"]
        today = timezone.now().date()
        if not today < given <= today + LONGEST:
            raise forms.ValidationError(_("Choose a day after today and within two years."))
        return given


class LeaveForm(forms.Form):
    """What happens to the words of who leaves."""

    way = forms.ChoiceField(
        label=_("their posts, comments and acts"),
        choices=Departure.Way.choices,
        widget=forms.RadioSelect,
    )
    is_sure = forms.BooleanField(label=_("I have read what goes, and it cannot be undone"))


class GroupChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A group that one may not be in: a private one stands there by the number in its address."""

    def label_from_instance(self, obj: Any) -> str:
        """Name it as to anybody outside."""
        return str(obj.name_outside)


class GlassForm(forms.Form):
    """Which closed group, why, and for how long."""

    group = GroupChoice(
        label=_("closed group"), queryset=Group.objects.exclude(kind=Group.Kind.OPEN)
    )
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        min_length=FEWEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The members of the group will read it."),
    )
    n_hours = forms.IntegerField(label=_("hours"), min_value=1, max_value=MOST_HOURS, initial=1)
