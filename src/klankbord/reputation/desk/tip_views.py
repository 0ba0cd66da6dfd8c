"""A colleague's tip: paste a link or tell what you saw, and it is a case at the desk."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Member
from klankbord.reputation.desk.asking.proposing import ANSWERERS
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.forms import WebField, platform_of
from klankbord.reputation.desk.models import Case, Channel
from klankbord.reputation.desk.opening import Message, open_case
from klankbord.trust.register import declares

_SAME = dt.timedelta(minutes=10)
"""How long the same tip of the same colleague is one tip: a button is pressed twice."""
_TITLE = 90


class TipForm(forms.Form):
    """What a colleague saw, and where."""

    url = WebField(label=gettext_lazy("Link"))
    text = forms.CharField(
        label=gettext_lazy("What should the desk know?"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("In a few words. You need not do anything else with it."),
    )

    def clean(self) -> dict[str, str]:
        """One of the two is enough."""
        data = super().clean() or {}
        if not self.errors and not (data.get("url") or data.get("text")):
            raise forms.ValidationError(_("Paste a link, or tell what you saw."))
        return data


@allow(*ANSWERERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def tip_give(request: MemberRequest) -> HttpResponse:
    """Tell the desk; whoever gives a tip does not see the case, only its number."""
    initial = {name: request.GET.get(name, "")[:2000] for name in ("url", "text")}
    form = TipForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        case = give_tip(by=request.user, at=timezone.now(), **form.cleaned_data)
        words = {"number": case.number}
        messages.success(request, _("Thank you. The desk has it, as case %(number)s.") % words)
        return redirect("desk:tip-give")
    here = f"{settings.PUBLIC_URL}{reverse('desk:tip-give')}"
    seen = "?url='+encodeURIComponent(location.href)+'&text='+encodeURIComponent(getSelection()+'')"
    context = {"form": form, "bookmark": f"javascript:void(open('{here}{seen}))"}
    return render(request, "desk/tip_give.html", context)


def give_tip(*, by: Member, at: dt.datetime, url: str, text: str) -> Case:
    """Open a case for what a colleague saw; the same once more is the same case."""
    title = (text.strip().splitlines() or [url])[0][:_TITLE]
    lately = Case.objects.filter(channel=Channel.TIP, opened_at__gte=at - _SAME, title=title)
    given = lately.filter(events__by=by, events__kind="opened", messages__url=url).first()
    if given is not None:
        return given
    message = Message(text=text, published_at=at, platform=platform_of(url), url=url)
    return open_case(by=by, at=at, title=title, channel=Channel.TIP, message=message).case
