"""Screens to praise colleagues, and to take one's name out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.moderation.actions import WaitsForOwner
from klankbord.ambassadors.community.praise import actions
from klankbord.ambassadors.community.praise.declarations import PRAISED
from klankbord.ambassadors.community.praise.forms import PraiseForm
from klankbord.ambassadors.community.reading import written_so_far
from klankbord.people.access import MemberRequest, allow_guests, allow_members
from klankbord.trust.register import declares


@allow_members
@declares(WORDS, PRAISED)
@require_http_methods(["GET", "POST"])
def praise_write(request: MemberRequest) -> HttpResponse:
    """Praise colleagues in one of my groups."""
    groups = audience.groups_of(request.user)
    form = PraiseForm(**written_so_far(request), groups=groups, by=request.user)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            post = actions.write_praise(
                group=given["group"],
                text=given["text"],
                members=given["members"],
                by=request.user,
                at=timezone.now(),
            )
        except WaitsForOwner:
            form.add_error(
                "group",
                _("In this group an owner looks at each post first, so only owners praise there."),
            )
        else:
            return redirect("community:post-detail", pk=post.pk)
    return render(request, "community/praise_write.html", {"form": form})


@allow_guests
@declares(PRAISED)
@require_POST
def praise_leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Take my name out of praise."""
    praise = get_object_or_404(audience.praise_readable(request.user), pk=pk)
    if actions.take_name_out(praise=praise, by=request.user):
        messages.success(request, _("Your name is out. The words stay those of who wrote them."))
    return redirect("community:post-detail", pk=pk)
