"""A dashboard as PDF: the same figures, words and pictures as on the screen.

Typst sets it as PDF/UA-1 (ISO 14289-1): tagged, with a title and a language, each picture in
words. It refuses to write a file that is not.
"""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from klankbord.participate.insight.cross_table import Chosen
from klankbord.participate.insight.dashboards.printing import printable
from klankbord.participate.insight.dashboards.sections import figure_rows, sections
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.sentences import coverage_words, headline
from klankbord.people.queries import house_zone, organisation

_PAGE: Final = Path(__file__).with_name("report.typ")


@dataclass(frozen=True)
class Report:
    """A file that is ready to be sent or kept, with what a letter says of it."""

    pdf: bytes
    file_name: str
    lead: list[str]
    url: str


def write_report(
    *, name: str, figures: Figures, chosen: Chosen, language: str, at: dt.datetime
) -> Report:
    """Set a dashboard in a language, with the figures as they are now."""
    with translation.override(language):
        lead = [headline(figures)]
        url = _address(figures, chosen)
        data = _data(name, figures, chosen, at) | {"lead": lead, "lang": language, "url": url}
        said = [*lead, *coverage_words(figures)]
    inputs = {"data": json.dumps(printable(data), ensure_ascii=False)}
    pdf = typst.compile(
        _PAGE.read_bytes(),
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,  # the same page on every machine
        timestamp=at.astimezone(dt.UTC).replace(microsecond=0),
    )
    return Report(pdf, f"{slugify(name) or 'dashboard'}-{figures.period.until}.pdf", said, url)


def _data(name: str, figures: Figures, chosen: Chosen, at: dt.datetime) -> dict[str, Any]:
    house, made = organisation(), localtime(at, house_zone())
    title = house.name if house else "Klankbord"
    since, until = figures.period.since, figures.period.until
    return {
        "title": name,
        "house": title,
        "period": _("%(house)s, %(first)s to %(last)s")
        % {
            "house": title,
            "first": date_format(since, "j F Y"),
            "last": date_format(until, "j F Y"),
        },
        "footer": _("Made by Klankbord on %(moment)s")
        % {"moment": date_format(made, "DATETIME_FORMAT")},
        "figures_head": [_("Figure"), _("Value"), _("What it says")],
        "figures": figure_rows(figures),
        "coverage_title": _("What we could not hear"),
        "coverage": coverage_words(figures),
        "sections": sections(figures, chosen),
        "note": _("The mentions behind each number stand on the screen:"),
    }


def _address(figures: Figures, chosen: Chosen) -> str:
    asked = urlencode(figures.choices | chosen.params)
    return f"{settings.PUBLIC_URL}{reverse('insight:overview')}?{asked}"
