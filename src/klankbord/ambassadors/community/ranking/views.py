"""Where a member chooses the order of their feed."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from klankbord.ambassadors.community.ranking.actions import choose_order
from klankbord.ambassadors.community.ranking.declarations import ORDER
from klankbord.people.access import MemberRequest, allow_guests
from klankbord.trust.register import declares


@allow_guests
@declares(ORDER)
@require_POST
def feed_order(request: MemberRequest) -> HttpResponse:
    """What matters first, or the newest first; it stays so until I choose again."""
    is_ranked = request.POST.get("order") == "matters"
    choose_order(member=request.user, is_ranked=is_ranked, at=timezone.now())
    return redirect("community:feed")
