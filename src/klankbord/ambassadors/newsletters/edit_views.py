"""Screens for editors: propose, change, look, test and send an edition."""

import smtplib

from django.contrib import messages
from django.core.mail import get_connection
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.newsletters import actions, queries
from klankbord.ambassadors.newsletters.declarations import DELIVERY, QUOTED
from klankbord.ambassadors.newsletters.forms import EditionForm, ItemForm
from klankbord.ambassadors.newsletters.letters import address_letter, write_letter
from klankbord.ambassadors.newsletters.models import Edition, Item
from klankbord.ambassadors.newsletters.preview import policy_for
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import declares

FORMATS = ("desktop", "phone", "text")


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@require_POST
def edition_propose(request: MemberRequest) -> HttpResponse:
    """Propose an edition from what colleagues wrote since the last one."""
    now = timezone.now()
    month = date_format(timezone.localtime(now), "F Y")
    edition = actions.create_edition(
        title=_("What we talked about: %(month)s") % {"month": month},
        language="nl" if (get_language() or "").startswith("nl") else "en",
        by=request.user,
        at=now,
    )
    return redirect("newsletters:edition-edit", pk=edition.pk)


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@require_http_methods(["GET", "POST"])
def edition_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    edition = _draft_or_404(pk)
    form = EditionForm(request.POST or None, instance=edition)
    if request.method == "POST" and form.is_valid():
        actions.edit_edition(edition=edition, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("newsletters:edition-edit", pk=pk)
    context = {"edition": edition, "form": form, "cards": queries.item_cards(edition)}
    return render(request, "newsletters/edition_edit.html", context)


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@require_http_methods(["GET", "POST"])
def edition_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    edition = _draft_or_404(pk)
    if request.method == "POST":
        actions.delete_edition(edition=edition, by=request.user, at=timezone.now())
        return redirect("newsletters:edition-list")
    return render(request, "newsletters/edition_delete.html", {"edition": edition})


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@require_http_methods(["GET", "POST"])
def item_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change headline and text of an item."""
    item = _draft_item_or_404(pk)
    form = ItemForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        actions.edit_item(item=item, **form.cleaned_data)
        return redirect(_place(item))
    return render(request, "newsletters/item_edit.html", {"form": form, "item": item})


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@require_POST
def item_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an item one place up or down."""
    item = _draft_item_or_404(pk)
    step = -1 if request.POST.get("to") == "up" else 1
    actions.move_item(item=item, to=item.position + step)
    return redirect(_place(item))


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@require_POST
def item_include(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an item in or leave it out."""
    item = _draft_item_or_404(pk)
    actions.include_item(item=item, is_included=request.POST.get("included") == "1")
    return redirect(_place(item))


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@require_GET
def edition_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """See the letter as on a large screen, on a phone, or as plain text."""
    edition = get_object_or_404(Edition, pk=pk)
    asked = request.GET.get("as", "")
    shown_as = asked if asked in FORMATS else FORMATS[0]
    context = {"edition": edition, "shown_as": shown_as}
    if shown_as == "text":
        context["text"] = write_letter(edition).text
    return render(request, "newsletters/edition_preview.html", context)


@allow(Role.MANAGER, Role.APPROVER)
@declares(QUOTED)
@xframe_options_sameorigin
@require_GET
def edition_letter(request: MemberRequest, pk: int) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The letter itself, for the frame in the preview."""
    letter = write_letter(get_object_or_404(Edition, pk=pk))
    return HttpResponse(letter.html, headers={"Content-Security-Policy": policy_for(letter.html)})


@allow(Role.MANAGER, Role.APPROVER)
@declares(DELIVERY, QUOTED)
@require_POST
def edition_test(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the letter to myself only."""
    mail = address_letter(write_letter(_draft_or_404(pk)), request.user)
    mail.subject = _("[Test] %(title)s") % {"title": mail.subject}
    mail.extra_headers.pop("Message-ID")  # a test is not the letter: the real one must get through
    try:
        get_connection().send_messages([mail])
    except (OSError, smtplib.SMTPException) as error:
        words = _("The mail server did not take it: %(error)s. Ask your administrator.")
        messages.error(request, words % {"error": error})
    else:
        messages.success(request, _("Sent to %(email)s.") % {"email": request.user.email})
    return redirect("newsletters:edition-preview", pk=pk)


@allow(Role.MANAGER, Role.APPROVER)
@declares(DELIVERY)
@require_http_methods(["GET", "POST"])
def edition_send(request: MemberRequest, pk: int) -> HttpResponse:
    """Send it to everybody, or put it in the archive only; after asking."""
    edition = _draft_or_404(pk)
    if request.method == "POST":
        act = actions.publish_edition if "archive" in request.POST else actions.send_edition
        try:
            act(edition=edition, by=request.user, at=timezone.now())
        except actions.EditionEmpty:
            messages.error(request, _("Nothing stands in this edition. Take an item in first."))
            return redirect("newsletters:edition-edit", pk=pk)
        return redirect("newsletters:edition-detail", pk=pk)
    context = {
        "edition": edition,
        "n_items": len(queries.items_shown(edition)),
        "n_recipients": queries.recipients().count(),
    }
    return render(request, "newsletters/edition_send.html", context)


@allow(Role.MANAGER, Role.APPROVER)
@declares(DELIVERY)
@require_GET
def edition_progress(request: MemberRequest, pk: int) -> HttpResponse:
    """How far it is sent, for the page that waits."""
    edition = get_object_or_404(Edition, pk=pk)
    context = {"edition": edition, "progress": queries.sending_progress(edition)}
    return render(request, "newsletters/_progress.html", context)


@allow(Role.MANAGER, Role.APPROVER)
@declares(DELIVERY)
@require_POST
def edition_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Try the rest again after the mail server was away for long."""
    edition = get_object_or_404(Edition, pk=pk, state=Edition.State.SENDING)
    actions.keep_sending(edition=edition, at=timezone.now())
    messages.success(request, _("The letters that are left are tried again."))
    return redirect("newsletters:edition-detail", pk=pk)


def _draft_or_404(pk: int) -> Edition:
    return get_object_or_404(Edition, pk=pk, state=Edition.State.DRAFT)


def _draft_item_or_404(pk: int) -> Item:
    items = Item.objects.select_related("edition", "post__author")
    return get_object_or_404(items, pk=pk, edition__state=Edition.State.DRAFT)


def _place(item: Item) -> str:
    return f"{reverse('newsletters:edition-edit', args=[item.edition_id])}#item-{item.pk}"
