"""What the style page shows: invented examples of every component."""

import datetime as dt
import math
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.ui import charts
from klankbord.ui.icons import ICONS
from klankbord.ui.pictures import picture_context

DAYS = 90
SWATCHES = (
    *("accent", "spark", "paper", "surface", "sunken", "ink"),
    *(f"data-{place}" for place in range(1, 7)),
)
PROSE = """\
### A heading in a text
People write with **stress**, with [links](https://example.org) and with lists:

- listen first
- take part
- answer *quickly*, and where it was said

> A quotation stands a little apart.

`code` and <b>HTML</b> are shown as they were typed.
"""


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As people know it."))
    address = forms.URLField(label=gettext_lazy("Address"), assume_scheme="https")
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("feed", gettext_lazy("Feed")), ("file", gettext_lazy("File"))],
    )
    tone = forms.ChoiceField(
        label=gettext_lazy("Tone"),
        widget=forms.RadioSelect,
        choices=[("calm", gettext_lazy("Calm")), ("warm", gettext_lazy("Warm"))],
    )
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea, required=False)
    file = forms.FileField(label=gettext_lazy("File"), required=False)
    is_open = forms.BooleanField(
        label=gettext_lazy("Everybody may read this"),
        help_text=gettext_lazy("You can change this later."),
        required=False,
    )


class ExampleFilters(forms.Form):
    """A row of filters."""

    words = forms.CharField(
        label=gettext_lazy("Words"), required=False, widget=forms.TextInput({"type": "search"})
    )
    platform = forms.ChoiceField(
        label=gettext_lazy("Platform"),
        required=False,
        choices=[("", gettext_lazy("All")), ("mastodon", "Mastodon"), ("reddit", "Reddit")],
    )


def everything(request: HttpRequest) -> dict[str, Any]:
    """Gather one example of each component."""
    now = timezone.now()
    pictures = {
        name: picture_context(request, picture) for name, picture in _pictures(now.date()).items()
    }
    return {
        **pictures,
        "now": now,
        "icons": sorted(ICONS),
        "swatches": SWATCHES,
        "prose": PROSE,
        "posts": _posts(now),
        "figures": _figures(),
        "form": ExampleForm({"name": "", "address": "proefdam", "kind": "feed", "tone": "calm"}),
        "filters": ExampleFilters(),
    }


def _pictures(today: dt.date) -> dict[str, charts.Picture]:
    days = [today - dt.timedelta(days=DAYS - place) for place in range(DAYS)]
    counts = [(day, _wave(place)) for place, day in enumerate(days)]
    spikes = {days[27]: _("Power cut"), days[66]: _("Pool opens again")}
    who = [_("Residents"), _("Press"), _("Businesses"), _("Council")]
    where = ["Mastodon", "Bluesky", "Reddit", _("News")]
    cells = [
        (one, place, (7 * n + 13 * m * m) % 97 * (4 - n) // 2)
        for n, one in enumerate(who)
        for m, place in enumerate(where)
    ]
    tags = [
        ("#zwembad", 412),
        ("#afval", 318),
        ("#fietspad", 201),
        ("#subsidie", 94),
        ("#bomen", 61),
    ]
    return {
        "volume": charts.volume_chart("volume", counts, spikes=spikes),
        "matrix": charts.matrix_chart("who-where", cells, who=_("Who"), where=_("Where")),
        "bars": charts.bar_chart("subjects", tags, what=_("Subject")),
        "nothing": charts.bar_chart("nothing", [], what=_("Subject")),
    }


def _wave(place: int) -> int:
    """Give a week's rhythm with two peaks, always the same."""
    usual = 60 + 18 * math.sin(place * 0.9) + 10 * math.sin(place * 2.7)
    week = 0.45 if place % 7 in {5, 6} else 1
    peak = 190 if place == 27 else 130 if place == 66 else 0  # noqa: PLR2004  # the two peaks
    return round(usual * week + peak)


def _figures() -> list[dict[str, str | SafeString]]:
    wave = [_wave(place) for place in range(30)]
    return [
        {
            "value": "1.204",
            "unit": "",
            "label": _("Mentions this week"),
            "why": _("18 % more than the week before"),
            "spark": charts.sparkline(wave),
        },
        {
            "value": "41",
            "unit": _("min"),
            "label": _("Median first response"),
            "why": _("Target: 60 min, in office hours"),
            "spark": charts.sparkline([80, 75, 66, 70, 52, 48, 41]),
        },
        {
            "value": "82 %",
            "unit": "",
            "label": _("Guideline acknowledged"),
            "why": _("214 of 261 colleagues"),
            "spark": charts.sparkline([10, 30, 48, 60, 71, 78, 82]),
        },
        {
            "value": "7",
            "unit": _("cases"),
            "label": _("Waiting now"),
            "why": _("2 of them over their time"),
            "spark": SafeString(""),
        },
    ]


def _posts(now: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "author": "Marieke Janssen",
            "platform": "mastodon",
            "platform_name": "Mastodon",
            "at": now - dt.timedelta(minutes=12),
            "text": "Het zwembad in Proefdam gaat weer open! Zijn de lestijden nu anders?",
            "spans": [(4, 11), (15, 23)],
            "replies": 4,
            "reposts": 2,
            "likes": 31,
            "state": _("New"),
            "tone": "info",
        },
        {
            "author": "proefdammer_88",
            "platform": "reddit",
            "platform_name": "Reddit",
            "at": now - dt.timedelta(hours=5),
            "text": "Third week in a row that the paper bin was not emptied. Who do I call?",
            "spans": [(31, 40)],
            "replies": 17,
            "reposts": 0,
            "likes": 64,
            "state": _("Waiting"),
            "tone": "warn",
        },
        {
            "author": "Dagblad van Proefdam",
            "platform": "news",
            "platform_name": _("News"),
            "at": now - dt.timedelta(days=2),
            "text": "Gemeente legt nieuw fietspad aan langs de vaart; omwonenden praten mee.",
            "spans": [(20, 28)],
            "replies": 0,
            "reposts": 6,
            "likes": 9,
            "state": _("Answered"),
            "tone": "good",
        },
    ]
