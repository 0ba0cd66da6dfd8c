"""Setting a source up: pick a platform, sign in, say what to hear, see what it gives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klankbord.connectors.contract import Connector, ConnectorRefused
from klankbord.participate.listening import actions
from klankbord.participate.listening.declarations import PREVIEW_SOURCE
from klankbord.participate.listening.forms import SourceForm
from klankbord.participate.listening.guides import GUIDES, Guide, plain_platform, shelves
from klankbord.participate.listening.models import Account
from klankbord.participate.listening.platforms import BY_HAND, PLATFORMS
from klankbord.participate.listening.previewing import (
    Preview,
    connectors_by_address,
    preview_source,
)
from klankbord.participate.listening.views import CHANGERS
from klankbord.people.access import MemberRequest, allow
from klankbord.trust.register import declares

_TOLD = ("form", "webhook", "webmention")


@allow(*CHANGERS)
@declares(PREVIEW_SOURCE)
@require_http_methods(["GET", "POST"])
def source_add(request: MemberRequest) -> HttpResponse:
    """Pick a platform; then paste an address, see what it gives, and add it."""
    readers = {each.key: each for each in connectors_by_address()}
    if request.method == "POST":
        chosen = request.POST.get("connector", "feed")
    else:
        chosen = request.GET.get("platform", "")
    if chosen not in readers:
        return _pick(request, list(readers.values()))
    return _set_up(request, readers[chosen])


def _pick(request: MemberRequest, readers: list[Connector]) -> HttpResponse:
    context = {
        "shelves": shelves(readers),
        "told": [PLATFORMS[each] for each in _TOLD],
        "tip": PLATFORMS["tip"],
        "by_hand": BY_HAND,
    }
    return render(request, "listening/source_pick.html", context)


def _set_up(request: MemberRequest, reader: Connector) -> HttpResponse:
    now = timezone.now()
    form = SourceForm(request.POST or None, connectors=connectors_by_address(), chosen=reader.key)
    preview: Preview | None = None
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        if "save" in request.POST:
            source = actions.add_source(
                connector=reader.key,
                target=address,
                name=form.cleaned_data["name"] or address,
                at=now,
                actor=f"member:{request.user.pk}",
            )
            messages.success(request, _("Added. The first posts come in within a minute."))
            return redirect("listening:source-detail", pk=source.pk)
        try:
            preview = preview_source(reader.key, address, now)
        except ConnectorRefused as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "preview": preview,
        "platform": plain_platform(reader),
        "guide": GUIDES.get(reader.key, Guide()),
        "accounts": list(Account.objects.filter(connector=reader.key)),
    }
    return render(request, "listening/source_add.html", context)
