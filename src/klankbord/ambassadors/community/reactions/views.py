"""The screen on which the house chooses its reactions."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klankbord.ambassadors.community.reactions.actions import MOST_KINDS, choose_reactions
from klankbord.ambassadors.community.reactions.emoji import IDEAS
from klankbord.ambassadors.community.reactions.forms import (
    FIELDS,
    KindSet,
    lines_of,
    moved,
    put_back,
)
from klankbord.ambassadors.community.reactions.models import ReactionKind
from klankbord.ambassadors.community.reactions.queries import kinds_kept
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import no_personal_data


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@no_personal_data("Which signs there are, and what they say; nothing of who gave one")
@require_http_methods(["GET", "POST"])
def reaction_settings(request: MemberRequest) -> HttpResponse:
    """Which reactions members can give; to move a line or to look changes nothing yet."""
    known = kinds_kept()
    on_offer = [kind for kind in known.values() if kind.is_on_offer]
    if request.method != "POST":
        kinds = KindSet(initial=lines_of(on_offer))
    elif request.POST.keys() & {"move", "back"}:
        kinds = KindSet(initial=_rearranged(request.POST, known))
    else:
        kinds = KindSet(request.POST)
        if kinds.is_valid() and "look" not in request.POST:
            choose_reactions(says=kinds.says, by=request.user, at=timezone.now())
            messages.success(request, _("These are the reactions from now on."))
            return redirect("community:reaction-settings")
    context = {
        "kinds": kinds,
        "shown": kinds.preview,
        "before": [kind for kind in known.values() if not kind.is_on_offer],
        "ideas": IDEAS,
    }
    return render(request, "community/reaction_settings.html", context)


def _rearranged(given: QueryDict, known: Mapping[str, ReactionKind]) -> list[dict[str, str]]:
    lines = [
        {name: given.get(f"form-{number}-{name}", "") for name in FIELDS}
        for number in range(MOST_KINDS)
    ]
    back = known.get(given.get("back", ""))
    return put_back(lines, back) if back else moved(lines, given.get("move", ""))
