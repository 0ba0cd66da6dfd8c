"""Screens about guests of the house."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from klankbord.people.access import MemberRequest, allow
from klankbord.people.declarations import GUESTS
from klankbord.people.models import Member, Role
from klankbord.trust.register import declares

MOST_SHOWN = 500


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@declares(GUESTS)
@require_GET
def guest_list(request: MemberRequest) -> HttpResponse:
    """Everybody from outside who may sign in, or could once, and whose guest they are."""
    guests = Member.everybody.filter(is_guest=True).select_related("guest_of")
    context = {"guests": guests.order_by("-is_active", "name", "pk")[:MOST_SHOWN]}
    return render(request, "people/guest_list.html", context)
