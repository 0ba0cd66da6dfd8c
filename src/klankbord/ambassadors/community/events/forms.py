"""When and where: what an event asks beside its words."""

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.events.actions import Occasion
from klankbord.ambassadors.community.events.models import LINK_LENGTH, PLACE_LENGTH, Event
from klankbord.ambassadors.community.forms import InGroupForm, TextForm

NO_PLACES = frozenset({"Factory", "localtime"})  # names in the list of zones that are none
_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OccasionForm(forms.Form):
    """A day, from when until when, and a place or a link."""

    on = forms.DateField(label=_("Day"), widget=_DAY)
    from_time = forms.TimeField(label=_("From"), widget=_CLOCK)
    until_time = forms.TimeField(label=_("Until"), widget=_CLOCK)
    last_on = forms.DateField(
        label=_("Last day, if it takes more than one"), widget=_DAY, required=False
    )
    place = forms.CharField(label=_("Place"), max_length=PLACE_LENGTH, required=False)
    link = forms.URLField(
        label=_("Link, such as to an online meeting"),
        max_length=LINK_LENGTH,
        required=False,
        assume_scheme="https",
    )
    zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones() - NO_PLACES)
        self.fields["zone"] = forms.ChoiceField(
            label=self.fields["zone"].label, choices=[(each, each) for each in zones], initial=zone
        )

    def clean(self) -> dict[str, Any]:
        """Make moments of days and times, in the zone that was chosen."""
        given = super().clean() or {}
        needed = ("on", "from_time", "until_time", "zone")
        if all(given.get(name) is not None for name in needed):
            last_on = given.get("last_on") or given["on"]
            starts_at = _moment(given["on"], given["from_time"], given["zone"])
            ends_at = _moment(last_on, given["until_time"], given["zone"])
            if ends_at <= starts_at:
                self.add_error(
                    "until_time", _("It ends before it begins. Choose a later time or last day.")
                )
            given["occasion"] = Occasion(
                starts_at=starts_at,
                ends_at=ends_at,
                zone=given["zone"],
                place=given.get("place", ""),
                link=given.get("link", ""),
            )
        return given


class EventForm(OccasionForm, InGroupForm, TextForm):
    """A new event: where it is told, what it is, when and where."""

    field_order = ("group", "text", "on", "from_time", "until_time", "last_on", "place", "link")


class EventChangeForm(OccasionForm, TextForm):
    """An event that stands."""

    field_order = ("text", "on", "from_time", "until_time", "last_on", "place", "link")


def as_initial(event: Event) -> dict[str, Any]:
    """Fill the form with what stands, in the zone of the event."""
    zone = zoneinfo.ZoneInfo(event.zone)
    starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return {
        "text": event.post.text,
        "on": starts.date(),
        "from_time": starts.time(),
        "until_time": ends.time(),
        "last_on": None if starts.date() == ends.date() else ends.date(),
        "place": event.place,
        "link": event.link,
    }


def _moment(on: dt.date, clock: dt.time, zone: str) -> dt.datetime:
    local = timezone.make_aware(dt.datetime.combine(on, clock), zoneinfo.ZoneInfo(zone))
    return local.astimezone(dt.UTC)
