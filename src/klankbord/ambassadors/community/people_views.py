"""Screens about who is in a group: see them, invite, let in, hand on, take out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.community import actions, audience, queries
from klankbord.ambassadors.community.declarations import GROUPS
from klankbord.ambassadors.community.forms import InviteForm
from klankbord.ambassadors.community.models import Membership
from klankbord.ambassadors.community.reading import id_in
from klankbord.ambassadors.community.views import group_or_404
from klankbord.people.access import MemberRequest, allow_members
from klankbord.trust.register import declares


@allow_members
@declares(GROUPS)
@require_http_methods(["GET", "POST"])
def group_people(request: MemberRequest, pk: int) -> HttpResponse:
    """Who is in a group that I may read; an owner also invites and answers."""
    group = get_object_or_404(audience.groups_readable(request.user), pk=pk)
    membership = queries.group_membership(group, request.user)
    is_owner = bool(membership and membership.is_owner)
    if request.method == "POST":
        group_or_404(request, pk, as_owner=True)
    form = InviteForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        _invite(request, form)
        return redirect("community:group-people", pk=pk)
    words = request.GET.get("q", "").strip()[:120]
    context = {
        "group": group,
        "is_owner": is_owner,
        "words": words,
        "guests": queries.guests_in(group, request.user),
        "page": queries.people_in(
            group, request.user, words=words, after=id_in(request.GET, "after")
        ),
    }
    if is_owner:
        context |= {
            "form": form,
            "waiting": queries.requests_waiting(group),
            "invited": queries.invited_into(group),
        }
    return render(request, "community/group_people.html", context)


def _invite(request: MemberRequest, form: InviteForm) -> None:
    member = form.cleaned_data["member"]
    now = timezone.now()
    name = {"name": member.name}
    if actions.invite_member(group=form.group, member=member, by=request.user, at=now):
        messages.success(request, _("%(name)s sees your invitation in the community.") % name)
    else:
        messages.info(request, _("%(name)s is in the group or invited already.") % name)


@allow_members
@declares(GROUPS)
@require_POST
def request_accept(request: MemberRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Let somebody in who asked."""
    membership = _membership_or_404(request, pk, membership_pk)
    if actions.accept_request(membership=membership, by=request.user, at=timezone.now()):
        name = {"name": membership.member.name}
        messages.success(request, _("%(name)s is in the group now.") % name)
    return redirect("community:group-people", pk=pk)


@allow_members
@declares(GROUPS)
@require_POST
def request_decline(request: MemberRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Do not let somebody in who asked, or take an invitation back."""
    membership = _membership_or_404(request, pk, membership_pk)
    if actions.decline_request(membership=membership, by=request.user, at=timezone.now()):
        said = _("The invitation is taken back.") if membership.invited_at else ""
        messages.success(request, said or _("The request is declined."))
    return redirect("community:group-people", pk=pk)


@allow_members
@declares(GROUPS)
@require_POST
def owner_change(request: MemberRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Let somebody keep the group with me, or no longer."""
    membership = _membership_or_404(request, pk, membership_pk)
    is_owner = request.POST.get("owner") == "1"
    try:
        actions.change_owner(
            membership=membership, is_owner=is_owner, by=request.user, at=timezone.now()
        )
    except actions.LastOwnerStays:
        messages.error(request, _("A group needs an owner. Make somebody else owner first."))
    return redirect("community:group-people", pk=pk)


@allow_members
@declares(GROUPS)
@require_http_methods(["GET", "POST"])
def member_remove(request: MemberRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Take somebody out of a group that I own."""
    membership = _membership_or_404(request, pk, membership_pk)
    context = {"membership": membership, "group": membership.group}
    if request.method != "POST":
        return render(request, "community/member_remove.html", context)
    try:
        actions.end_membership(membership=membership, by=request.user, at=timezone.now())
    except actions.LastOwnerStays:
        messages.error(request, _("A group needs an owner. Make somebody else owner first."))
    else:
        name = {"name": membership.member.name}
        messages.success(request, _("%(name)s is no longer in the group.") % name)
    return redirect("community:group-people", pk=pk)


def _membership_or_404(request: MemberRequest, pk: int, membership_pk: int) -> Membership:
    group = group_or_404(request, pk, as_owner=True)
    rows = Membership.objects.filter(guest_until=None).select_related("member", "group")
    return get_object_or_404(rows, pk=membership_pk, group=group)
