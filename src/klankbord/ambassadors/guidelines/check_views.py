"""Can I post this? A page that looks, answers and forgets: no row, no file, no log line of it."""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.guidelines.check_forms import AskForm, CheckForm
from klankbord.ambassadors.guidelines.checking import Answer, CheckBroken, answer
from klankbord.ambassadors.guidelines.declarations import CHECK, CHECK_ASK
from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.models import Member, Role
from klankbord.people.queries import organisation
from klankbord.trust.register import declares

log = structlog.get_logger("klankbord.guidelines")
BROKEN = 500


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@allow_members
@declares(CHECK)
@require_http_methods(["GET", "POST"])
def check(request: MemberRequest) -> HttpResponse:
    """Show a text or picture to the check, read what it says."""
    is_sent = request.method == "POST"
    form = CheckForm(request.POST, request.FILES) if is_sent else CheckForm()
    if not is_sent or not form.is_valid():
        return _page(request, form)
    return _answered(request, form)


@csrf_exempt  # a phone's share button cannot send our token; nothing changes and nothing stays
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@allow_members
@declares(CHECK)
@require_http_methods(["GET", "POST"])
def check_share(request: MemberRequest) -> HttpResponse:
    """What a phone shares with us (Web Share Target): title, text, link and picture."""
    if request.method != "POST":
        return redirect("guidelines:check")
    parts = [request.POST.get(name, "").strip() for name in ("title", "text", "url")]
    text = "\n".join(dict.fromkeys(filter(None, parts)))
    form = CheckForm({"text": text}, request.FILES)
    return _answered(request, form) if form.is_valid() else _page(request, form)


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@allow_members
@declares(CHECK_ASK)
@require_POST
def check_ask(request: MemberRequest) -> HttpResponse:
    """Send a question by mail, with the text only if the author ticked that; we keep no copy."""
    ask = AskForm(request.POST)
    form = CheckForm({"text": request.POST.get("text", "")})
    if ask.is_valid():
        values = ask.cleaned_data
        text = values["text"] if values["with_text"] else ""
        _send(request.user, values["colleague"], values["question"], text)
        return _page(request, CheckForm(), asked=values["colleague"].name)
    return _answered(request, form, ask=ask) if form.is_valid() else _page(request, form)


@sensitive_variables()
def _answered(request: MemberRequest, form: CheckForm, ask: AskForm | None = None) -> HttpResponse:
    text = form.cleaned_data["text"]
    if not text.strip() and not form.pictures:
        form.add_error("text", _("Write or paste a text, or choose a picture or PDF."))
        return _page(request, form)
    try:
        found = answer(text=text, pictures=form.pictures, on=timezone.localdate())
    except CheckBroken as broken:
        log.error("check broken", kind=str(broken))  # noqa: TRY400  # a traceback may hold the post
        response = _page(request, form, is_broken=True)
        response.status_code = BROKEN
        return response
    return _page(request, form, found=found, ask=ask or AskForm(initial={"text": text}))


@sensitive_variables()
def _page(
    request: MemberRequest,
    form: CheckForm,
    *,
    found: Answer | None = None,
    ask: AskForm | None = None,
    asked: str = "",
    is_broken: bool = False,
) -> HttpResponse:
    here = f"{settings.PUBLIC_URL}{reverse('guidelines:check')}"
    context = {
        "form": form,
        "found": found,
        "ask": ask,
        "asked": asked,
        "is_broken": is_broken,
        "may_prove": request.user.has_role(Role.COUNCIL, Role.ADMINISTRATOR),
        "text": form.cleaned_data.get("text", "") if found else "",
        "bookmark": f"javascript:void(open('{here}#'+encodeURIComponent(getSelection()+'')))",
    }
    return render(request, "guidelines/check.html", context)


@sensitive_variables()
def _send(author: Member, colleague: Member, question: str, text: str) -> None:
    """One letter, sent at once: a queue would keep it."""
    house = organisation()
    language = colleague.language or (house.language if house else settings.LANGUAGE_CODE)
    with translation.override(language):
        subject = _("%(name)s asks: can I post this?") % {"name": author.name}
        words = f"{question}\n\n" + (f"{_('The text:')}\n{text}\n" if text else "")
    EmailMessage(subject, words, None, [colleague.email], reply_to=[author.email]).send()
