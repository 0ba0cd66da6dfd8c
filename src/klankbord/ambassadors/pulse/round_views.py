"""Screens for who asks: a new round, taking one back, and surveys from files."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.ambassadors.pulse import actions, queries
from klankbord.ambassadors.pulse.forms import RoundForm, SurveyForm
from klankbord.ambassadors.pulse.instruments import (
    Instrument,
    InstrumentUnreadable,
    own_instrument,
    read_instrument,
)
from klankbord.ambassadors.pulse.models import LoadedInstrument, PulseRound
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import no_personal_data

WHY_NONE = "questions and dates, no people"


@allow(Role.MANAGER)
@no_personal_data(WHY_NONE)
@require_http_methods(["GET", "POST"])
def round_add(request: MemberRequest) -> HttpResponse:
    """Choose what is asked and when."""
    now = timezone.now()
    survey = queries.survey_of(request.GET.get("survey", "")) or own_instrument()
    form = RoundForm(request.POST or None, survey=survey, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        opened = _opened(form, survey, request)
        if opened:
            messages.success(request, _("The round is set. Colleagues see it when it opens."))
            return redirect("pulse:round-detail", pk=opened.pk)
    context = {"form": form, "survey": survey, "surveys": queries.surveys()}
    return render(request, "pulse/round_add.html", context)


@allow(Role.MANAGER)
@no_personal_data(WHY_NONE)
@require_http_methods(["GET", "POST"])
def round_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a round back before its close."""
    round_ = get_object_or_404(PulseRound, pk=pk)
    if request.method == "GET":
        return render(request, "pulse/round_withdraw.html", {"round": round_})
    try:
        actions.withdraw_round(round=round_, by=request.user, at=timezone.now())
    except actions.RoundOver:
        messages.error(request, _("This round is over. What was told stays told."))
        return redirect("pulse:round-detail", pk=pk)
    messages.success(request, _("The round and its answers are gone."))
    return redirect("pulse:round-list")


@allow(Role.MANAGER)
@no_personal_data(WHY_NONE)
@require_GET
def survey_list(request: MemberRequest) -> HttpResponse:
    """All surveys, with what they ask."""
    context = {"own": own_instrument(), "loaded": LoadedInstrument.objects.all()}
    return render(request, "pulse/survey_list.html", context)


@allow(Role.MANAGER)
@no_personal_data(WHY_NONE)
@require_http_methods(["GET", "POST"])
def survey_load(request: MemberRequest) -> HttpResponse:
    """Load a survey from a file; a bad file says all that is wrong with it."""
    form = SurveyForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        survey, problems = _read(form)
        if survey:
            actions.load_instrument(survey=survey, by=request.user, at=timezone.now())
            messages.success(request, _("“%(name)s” can be asked now.") % {"name": survey})
            return redirect("pulse:survey-list")
    context = {"form": form, "problems": problems}
    return render(request, "pulse/survey_load.html", context)


@allow(Role.MANAGER)
@no_personal_data(WHY_NONE)
@require_http_methods(["GET", "POST"])
def survey_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a survey no more."""
    instrument = get_object_or_404(LoadedInstrument, pk=pk)
    if request.method == "GET":
        return render(request, "pulse/survey_remove.html", {"instrument": instrument})
    actions.remove_instrument(instrument=instrument, by=request.user, at=timezone.now())
    messages.success(request, _("The survey is removed. Rounds that asked it stay."))
    return redirect("pulse:survey-list")


def _opened(form: RoundForm, survey: Instrument, request: MemberRequest) -> PulseRound | None:
    now = timezone.now()
    opens_at, closes_at = form.moments(now)
    shorter = survey.with_subjects(
        form.cleaned_data["subjects"],
        asks_recommend=form.cleaned_data.get("asks_recommend", False),
    )
    try:
        return actions.open_round(
            title=form.cleaned_data["title"],
            survey=shorter,
            opens_at=opens_at,
            closes_at=closes_at,
            by=request.user,
            at=now,
        )
    except actions.RoundTooSoon:
        form.add_error(
            "closes_on",
            _("Rounds follow each other, and close at least four weeks apart. Choose later days."),
        )
    except actions.TooFewEntitled:
        form.add_error(
            None, _("There are too few colleagues here: no figure about them could be shown.")
        )
    return None


def _read(form: SurveyForm) -> tuple[Instrument | None, list[str]]:
    text = form.text
    if text is None:
        return None, [_("The file is no text in UTF-8. Save it as UTF-8 and try again.")]
    try:
        survey = read_instrument(text)
    except InstrumentUnreadable as unreadable:
        return None, unreadable.problems
    if survey.key == own_instrument().key:
        return None, [_("key: “%(key)s” is our own survey. Choose another.") % {"key": survey.key}]
    return survey, []
