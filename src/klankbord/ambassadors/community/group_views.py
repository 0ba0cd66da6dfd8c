"""Screens to make, join and keep groups."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.community import actions, audience
from klankbord.ambassadors.community.declarations import GROUPS
from klankbord.ambassadors.community.forms import GroupForm
from klankbord.ambassadors.community.guests.actions import end_stay
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.ambassadors.community.views import group_or_404
from klankbord.people.access import MemberRequest, allow, allow_guests, allow_members
from klankbord.people.models import Role
from klankbord.trust.register import declares


@allow(Role.MANAGER)
@declares(GROUPS)
@require_http_methods(["GET", "POST"])
def group_add(request: MemberRequest) -> HttpResponse:
    """Open a group."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = actions.create_group(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("community:group-detail", pk=group.pk)
    return render(request, "community/group_add.html", {"form": form})


@allow_members
@declares(GROUPS)
@require_http_methods(["GET", "POST"])
def group_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a group that I own."""
    group = group_or_404(request, pk, as_owner=True)
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        kept = Group.objects.get(pk=pk)  # the form has already changed its own
        try:
            actions.edit_group(group=kept, **form.cleaned_data, by=request.user, at=timezone.now())
        except actions.StaysClosed:
            messages.error(
                request,
                _(
                    "Nothing was saved: somebody else just made this group narrower. Look who can"
                    " read it now, and change it again."
                ),
            )
            return redirect("community:group-edit", pk=pk)
        return redirect("community:group-detail", pk=pk)
    return render(request, "community/group_edit.html", {"form": form, "group": group})


@allow_guests
@declares(GROUPS)
@require_POST
def group_join(request: MemberRequest, pk: int) -> HttpResponse:
    """Join an open group or one that I am invited to, or ask to join a closed one."""
    group = get_object_or_404(audience.groups_visible(request.user), pk=pk)
    membership = actions.join_group(group=group, by=request.user, at=timezone.now())
    if membership.joined_at:
        messages.success(request, _("You are in %(group)s now.") % {"group": group.name})
    else:
        messages.info(request, _("You asked to join. An owner of the group answers you."))
    return redirect("community:group-detail", pk=pk)


@allow_guests
@declares(GROUPS)
@require_POST
def group_leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Leave a group, take back a request, or decline an invitation."""
    group = get_object_or_404(audience.groups_visible(request.user), pk=pk)
    membership = get_object_or_404(Membership, group=group, member=request.user)
    if request.user.is_guest:
        return _leave_as_guest(request, membership)
    try:
        actions.leave_group(group=group, by=request.user)
    except actions.LastOwnerStays:
        messages.error(request, _("You are the only owner, so you cannot leave this group."))
        return redirect("community:group-detail", pk=pk)
    said = _("You left %(group)s.") if membership.joined_at else ""
    said = said or _("That is settled: you are not in %(group)s.")
    messages.success(request, said % {"group": group.name})
    return redirect("community:group-list")


def _leave_as_guest(request: MemberRequest, membership: Membership) -> HttpResponse:
    """Out of the last group a guest is out of the house: their session ended with it."""
    group = {"group": membership.group.name}
    end_stay(membership=membership, by=request.user, at=timezone.now())
    if not audience.memberships_standing(request.user).exists():
        logout(request)
    messages.success(request, _("You left %(group)s.") % group)
    return redirect("community:feed")
