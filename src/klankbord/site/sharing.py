"""What a phone shares with us: one door, and the person says what it is for.

An app has one place in the share menu, and colleagues come to it with two questions: may I post
this, and should somebody look at this? Nothing is kept here; see decision 71.
"""

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from klankbord.ambassadors.guidelines.check_views import check_share
from klankbord.ambassadors.guidelines.declarations import CHECK
from klankbord.people.access import MemberRequest, allow_members
from klankbord.reputation.desk.asking.proposing import ANSWERERS
from klankbord.reputation.desk.tip_views import TipForm
from klankbord.trust.register import declares

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@csrf_exempt  # a phone's share button cannot send our token; nothing changes and nothing stays
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@allow_members
@declares(CHECK)
@require_http_methods(["GET", "POST"])
def share_take(request: MemberRequest) -> HttpResponse:
    """Ask what it is for; a picture or a PDF can only be checked, and is checked at once."""
    if request.method != "POST":
        return redirect("guidelines:check")
    if request.FILES or not request.user.has_role(*ANSWERERS):
        return check_share(request)
    parts = [request.POST.get(name, "").strip() for name in ("title", "text", "url")]
    text = "\n".join(dict.fromkeys(filter(None, parts)))
    if not text:
        return redirect("guidelines:check")
    context = {"text": text, "tip": TipForm(initial=_tip_of(text))}
    return render(request, "site/share_take.html", context)


@sensitive_variables()
def _tip_of(text: str) -> dict[str, str]:
    """Phones put the address anywhere: the first one is the link, the rest is what was seen."""
    found = _ADDRESS.search(text)
    if found is None:
        return {"text": text}
    rest = text.replace(found[0], "").strip()
    return {"url": found[0], "text": rest}
