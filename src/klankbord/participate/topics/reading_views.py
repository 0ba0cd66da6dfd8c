"""Correct what the program read in a mention."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klankbord.participate.archive.queries import mention as mention_kept
from klankbord.participate.topics.views import TEAM, member_of
from klankbord.participate.understanding.actions import NothingToCorrect, correct_reading
from klankbord.participate.understanding.declarations import CORRECTIONS
from klankbord.participate.understanding.models import Aspect
from klankbord.people.access import allow
from klankbord.trust.register import declares


@require_POST
@allow(*TEAM)
@declares(CORRECTIONS)
def reading_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the label that a person gives."""
    mention = mention_kept(pk)
    if mention is None or mention.is_masked:
        raise Http404
    given = [aspect for aspect in Aspect if request.POST.get(aspect.value)]
    try:
        for aspect in given:
            correct_reading(
                mention=mention,
                aspect=aspect,
                label=request.POST[aspect.value],
                by=member_of(request),
                at=timezone.now(),
            )
    except (ValueError, NothingToCorrect):
        messages.error(request, _("This label does not exist, or the mention was not read yet."))
    else:
        messages.success(request, _("Thank you. Your label stands, and the figures follow."))
    return redirect("topics:mention-detail", pk=pk)
