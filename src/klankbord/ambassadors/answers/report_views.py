"""The report for policy: on the screen, on paper, and as a document."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from klankbord.ambassadors.answers import wording
from klankbord.ambassadors.answers.declarations import POINTS
from klankbord.ambassadors.answers.report import Report, origin_words, paper_of, report_of
from klankbord.people.access import MemberRequest, allow_members
from klankbord.trust.council.odt import ODT, as_odt
from klankbord.trust.register import declares

USUAL = dt.timedelta(days=91)
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(9000, 1, 1)


class SpanForm(forms.Form):
    """From which day through which."""

    since = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    until = forms.DateField(
        label=_("Through"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def clean(self) -> dict[str, Any]:
        """Days that follow each other."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and not _FIRST <= since <= until <= _LAST:
            self.add_error("until", _("Choose a last day that is not before the first."))
        return values


@allow_members
@declares(POINTS)
@require_GET
def report(request: MemberRequest) -> HttpResponse:
    """What was raised and answered in a span, by clause."""
    form, found = _asked(request)
    context = {
        "form": form,
        "report": found,
        "chapters": [
            (chapter, [(entry, origin_words(entry.point)) for entry in chapter.entries])
            for chapter in found.chapters
        ],
        "headline": wording.headline(found.figures),
    }
    return render(request, "answers/report.html", context)


@allow_members
@declares(POINTS)
@require_GET
def report_export(request: MemberRequest) -> HttpResponse:
    """The same as a document (ODT) to work on further."""
    _form, found = _asked(request)
    paper = paper_of(found, at=timezone.now())
    name = f"{paper.name}-{found.until}.odt"
    return HttpResponse(
        as_odt(paper, language=_language()),
        content_type=ODT,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _asked(request: MemberRequest) -> tuple[SpanForm, Report]:
    """The span of the address, or the last three months."""
    now = timezone.now()
    today = timezone.localdate(now)
    usual = {"since": today - USUAL, "until": today}
    form = SpanForm(request.GET if "since" in request.GET else None, initial=usual)
    span = form.cleaned_data if form.is_valid() else usual
    return form, report_of(since=span["since"], until=span["until"], language=_language(), at=now)


def _language() -> str:
    return "nl" if (get_language() or "").startswith("nl") else "en"
