"""The press that takes a card off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.previews.actions import remove_preview
from klankbord.people.access import MemberRequest, allow_guests
from klankbord.trust.register import declares


@allow_guests
@declares(WORDS)
@require_POST
def preview_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the card off a post of mine, or of a group that I own."""
    post = get_object_or_404(audience.posts_readable(request.user), pk=pk)
    if not remove_preview(post=post, by=request.user):
        raise Http404
    messages.success(request, _("The preview is gone. The link stands in the message as before."))
    return redirect("community:post-detail", pk=pk)
