"""Screens about guests: invite, renew and let out as an owner; come in as a guest."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.community.audience import guests_of
from klankbord.ambassadors.community.declarations import GROUPS, GUESTS
from klankbord.ambassadors.community.guests import actions
from klankbord.ambassadors.community.guests.forms import GuestForm, KeepOutForm, end_of, last_day
from klankbord.ambassadors.community.guests.letters import link_of, number_in, send_letter
from klankbord.ambassadors.community.models import Membership
from klankbord.ambassadors.community.queries import guest_invited, n_guests_in
from klankbord.ambassadors.community.views import group_or_404
from klankbord.people.access import MemberRequest, allow, allow_everybody, allow_members
from klankbord.people.actions import InvitationNotValid
from klankbord.people.forms import AcceptForm
from klankbord.people.guests.actions import welcome_guests
from klankbord.people.limits.counting import is_within
from klankbord.people.models import Member, Role
from klankbord.people.queries import are_guests_welcome
from klankbord.people.sign_in import record_sign_in
from klankbord.people.views import BACKEND
from klankbord.trust.register import declares

MOST_LETTERS = 10  # a minute, by one owner


@allow_members
@declares(GUESTS)
@require_http_methods(["GET", "POST"])
def group_guests(request: MemberRequest, pk: int) -> HttpResponse:
    """The guests of a group that I own; ask another one in."""
    group = group_or_404(request, pk, as_owner=True)
    now = timezone.now()
    form = GuestForm(request.POST or None)
    context = {
        "group": group,
        "form": form,
        "last_day": last_day(now),
        "is_welcome": are_guests_welcome(),
    }
    if request.method == "POST" and form.is_valid():
        membership = _invite(request, form, pk)
        if membership is not None:
            link = link_of(membership)
            context |= {
                "new": membership,
                "link": link,
                "is_sent": send_letter(membership, link),
                "form": GuestForm(),
            }
    context["memberships"] = guests_of(group)
    return render(request, "community/group_guests.html", context)


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@declares(GUESTS)
@require_http_methods(["GET", "POST"])
def guest_settings(request: MemberRequest) -> HttpResponse:
    """Whether the house has guests at all; without, those who are here are out at once."""
    form = KeepOutForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if request.POST.get("guests") == "1":
        welcome_guests(is_welcome=True, by=request.user, at=now)
        messages.success(request, _("Owners can invite guests again."))
        return redirect("community:guest-settings")
    if request.method == "POST" and form.is_valid():
        actions.keep_guests_out(by=request.user, at=now)
        messages.success(request, _("No guest can read here any more."))
        return redirect("community:guest-settings")
    context = {"form": form, "is_welcome": are_guests_welcome(), "n_guests": n_guests_in()}
    return render(request, "community/guest_settings.html", context)


@allow_members
@declares(GUESTS)
@require_POST
def guest_renew(request: MemberRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Let a guest stay another ninety days."""
    membership = _stay_or_404(request, pk, membership_pk)
    now = timezone.now()
    day = last_day(now)
    actions.renew_stay(membership=membership, until=end_of(day), by=request.user, at=now)
    said = _("%(name)s is welcome until %(day)s.")
    name = membership.member.name
    messages.success(request, said % {"name": name, "day": date_format(day, "DATE_FORMAT")})
    return redirect("community:group-guests", pk=pk)


@allow_members
@declares(GUESTS)
@require_http_methods(["GET", "POST"])
def guest_end(request: MemberRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Let a guest out at once, or take an invitation back."""
    membership = _stay_or_404(request, pk, membership_pk)
    if request.method != "POST":
        context = {"membership": membership, "group": membership.group}
        return render(request, "community/guest_end.html", context)
    actions.end_stay(membership=membership, by=request.user, at=timezone.now())
    name = {"name": membership.member.name}
    messages.success(request, _("%(name)s can no longer read here.") % name)
    return redirect("community:group-guests", pk=pk)


@allow_everybody
@declares(GUESTS, GROUPS)
@require_http_methods(["GET", "POST"])
def guest_come_in(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by a letter; who has a password already signs in, and answers there."""
    membership = guest_invited(number_in(token), at=timezone.now())
    if membership is None:
        return render(request, "community/guest_gone.html", status=410)
    if membership.member.has_usable_password():
        return redirect("community:feed")
    form = AcceptForm(request.POST or None, initial={"name": membership.member.name})
    if request.method == "POST" and form.is_valid():
        guest = _accept(form, membership)
        if guest is None:
            return render(request, "community/guest_gone.html", status=410)
        login(request, guest, backend=BACKEND)
        record_sign_in(guest.pk)
        return redirect("community:group-detail", pk=membership.group_id)
    context = {"form": form, "membership": membership}
    return render(request, "community/guest_come_in.html", context)


def _invite(request: MemberRequest, form: GuestForm, pk: int) -> Membership | None:
    given, now = form.cleaned_data, timezone.now()
    if not is_within("guests", str(request.user.pk), MOST_LETTERS, at=now):
        form.add_error(None, _("That were many letters at once. Wait a minute, and go on."))
        return None
    try:
        return actions.invite_guest(
            group=group_or_404(request, pk, as_owner=True),
            email=given["email"],
            name=given["name"],
            language=given["language"],
            until=end_of(given["until_on"]),
            by=request.user,
            at=now,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _accept(form: AcceptForm, membership: Membership) -> Member | None:
    try:
        return actions.accept_guest(membership=membership, at=timezone.now(), **form.cleaned_data)
    except InvitationNotValid:
        return None


def _stay_or_404(request: MemberRequest, pk: int, membership_pk: int) -> Membership:
    group = group_or_404(request, pk, as_owner=True)
    return get_object_or_404(guests_of(group), pk=membership_pk)
