"""Events as a calendar reads them (RFC 5545).

What a calendar fetches by itself lies outside the house, as a letter does: of a closed group it
says when, and where to read more; of a private one not even its name.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from klankbord.ambassadors.community.events.models import Event

PRODUCT = "-//Klankbord//Community//EN"


def calendar_of(events: Iterable[Event], *, is_fetched: bool) -> bytes:
    """Write a calendar; `is_fetched` by a program, or else saved by who reads it here."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if is_fetched:
        calendar.add("x-wr-calname", _("Klankbord events"))
    for event in events:
        calendar.add_component(_entry(event, is_told=not is_fetched or event.post.group.is_open))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(event: Event, *, is_told: bool) -> Entry:
    zone, page = ZoneInfo(event.zone), _page(event)
    entry = Entry()
    entry.add("uid", _uid(event))
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("sequence", event.sequence)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", event.headline if is_told else _summary_outside(event))
    entry.add("description", f"{event.post.text}\n\n{page}" if is_told else page)
    if is_told and event.place:
        entry.add("location", event.place)
    entry.add("url", event.link if is_told and event.link else page)
    return entry


def _summary_outside(event: Event) -> str:
    group = event.post.group
    name = _("a private group") if group.is_private else group.name
    return _("Event in %(group)s") % {"group": name}


def _page(event: Event) -> str:
    return settings.PUBLIC_URL + reverse("community:post-detail", args=[event.pk])


def _uid(event: Event) -> str:
    """Always the same for the same event, and telling nothing of it."""
    mark = salted_hmac("community.event", str(event.pk)).hexdigest()[:32]
    return f"{mark}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}"
