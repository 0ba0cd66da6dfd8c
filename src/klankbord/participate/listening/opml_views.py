"""Feeds by the list: bring that of another reader, take ours along."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.feed.opml import Brought, Listed, read_opml, write_opml
from klankbord.participate.listening.actions import add_feeds
from klankbord.participate.listening.forms import OpmlForm
from klankbord.participate.listening.queries import feeds_listed, heard_at
from klankbord.participate.listening.views import CHANGERS, TEAM
from klankbord.people.access import MemberRequest, allow
from klankbord.people.queries import organisation
from klankbord.trust.register import no_personal_data

MOST = 900
"""Feeds of one list: each is a box on the page, and a form has a thousand fields at most."""
_SALT = "listening.opml"


@allow(*CHANGERS)
@no_personal_data("addresses of feeds")
@require_http_methods(["GET", "POST"])
def opml_bring(request: MemberRequest) -> HttpResponse:
    """Bring a list of feeds, choose, and hear them."""
    if "list" in request.POST:
        return _added(request)
    form, brought = OpmlForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        brought = _read(form)
    if brought is None:
        return render(request, "listening/opml_bring.html", {"form": form})
    known = heard_at(each.address for each in brought.feeds)
    context = {
        "form": form,
        "feeds": [(n, each, each.address in known) for n, each in enumerate(brought.feeds)],
        "n_new": len(brought.feeds) - len(known),
        "n_known": len(known),
        "n_left_out": brought.n_left_out,
        "list": signing.dumps(brought.feeds, salt=_SALT, compress=True),
    }
    return render(request, "listening/opml_bring.html", context)


def _read(form: OpmlForm) -> Brought | None:
    try:
        brought = read_opml(form.cleaned_data["file"].read())
    except ConnectorRefused as refusal:
        form.refuse(refusal)
        return None
    if not brought.feeds:
        form.add_error("file", _("No feed stands in this list."))
        return None
    if len(brought.feeds) > MOST:
        words = _("This list has %(n)d feeds; at most %(most)d can be brought at once.")
        form.add_error("file", words % {"n": len(brought.feeds), "most": MOST})
        return None
    return brought


def _added(request: MemberRequest) -> HttpResponse:
    try:
        given = signing.loads(request.POST["list"], salt=_SALT, max_age=24 * 60 * 60)
    except signing.BadSignature as fault:
        raise BadRequest from fault
    chosen = set(request.POST.getlist("feed"))
    feeds = [Listed(*each) for n, each in enumerate(given) if str(n) in chosen]
    n_added = add_feeds(feeds=feeds, at=timezone.now(), actor=f"member:{request.user.pk}")
    if not n_added:
        messages.info(request, _("Nothing was added: what you chose is in the list already."))
    else:
        told = ngettext(
            "%(n)d feed was added. Its first posts come in within a minute.",
            "%(n)d feeds were added. Their first posts come in within minutes.",
            n_added,
        )
        messages.success(request, told % {"n": n_added})
    return redirect("listening:source-list")


@allow(*TEAM)
@no_personal_data("addresses of feeds")
@require_GET
def opml_export(request: MemberRequest) -> HttpResponse:  # noqa: ARG001  # the same for all
    """Our feeds as a list that other readers take; what is no feed does not fit in it."""
    now = timezone.now()
    feeds = [Listed(each.name, each.target) for each in feeds_listed()]
    house = organisation()
    body = write_opml(house.name if house else "Klankbord", feeds, now)
    answer = HttpResponse(body, content_type="text/x-opml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="feeds.opml"'
    return answer
