"""Screens of contacts: the list, one contact, a file that is looked at first."""

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.contacts import actions
from klankbord.reputation.desk.contacts.forms import ContactForm, ContactsFileForm
from klankbord.reputation.desk.contacts.leaving import everything_of, remove_contact
from klankbord.reputation.desk.contacts.models import Contact, ContactFile
from klankbord.reputation.desk.declarations import CONTACTS
from klankbord.trust.register import declares

KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)
SHOWN = 200


@allow(*CHANGERS)
@declares(CONTACTS)
@require_GET
def contact_list(request: MemberRequest) -> HttpResponse:
    """Who can be asked by mail."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = Contact.objects.all()
    if text:
        found = found.filter(
            Q(name__icontains=text)
            | Q(unit__icontains=text)
            | Q(subjects__icontains=json.dumps(text)[1:-1])
        )
    context = {
        "contacts": found[:SHOWN],
        "n_found": found.count(),
        "text": text,
        "may_keep": request.user.has_role(*KEEPERS),
    }
    return render(request, "desk/contact_list.html", context)


@allow(*KEEPERS)
@declares(CONTACTS)
@require_http_methods(["GET", "POST"])
def contact_add(request: MemberRequest) -> HttpResponse:
    """Note a contact by hand."""
    return _keep(request, None)


@allow(*KEEPERS)
@declares(CONTACTS)
@require_http_methods(["GET", "POST"])
def contact_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is kept of a contact."""
    return _keep(request, get_object_or_404(Contact, pk=pk))


@allow(*KEEPERS)
@declares(CONTACTS)
@require_POST
def contact_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget a contact."""
    contact = get_object_or_404(Contact, pk=pk)
    remove_contact(contact=contact, by=request.user, at=timezone.now())
    messages.success(request, _("The contact is forgotten. What they answered stays, unnamed."))
    return redirect("desk:contact-list")


@allow(*KEEPERS)
@declares(CONTACTS)
@require_GET
def contact_export(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything that is kept of a contact, for when they ask what we have of them."""
    contact = get_object_or_404(Contact, pk=pk)
    told = everything_of(contact, by=request.user, at=timezone.now())
    name = f'attachment; filename="contact-{contact.pk}.json"'
    return JsonResponse(told, encoder=DjangoJSONEncoder, headers={"Content-Disposition": name})


@allow(*KEEPERS)
@declares(CONTACTS)
@require_http_methods(["GET", "POST"])
def contact_import(request: MemberRequest) -> HttpResponse:
    """Read a file; nothing is changed yet."""
    form = ContactsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        waiting = actions.keep_file(
            lines=form.lines,
            file_name=form.cleaned_data["file"].name,
            by=request.user,
            at=timezone.now(),
        )
        return redirect("desk:contact-check", pk=waiting.pk)
    return render(request, "desk/contact_import.html", {"form": form})


@allow(*KEEPERS)
@declares(CONTACTS)
@require_http_methods(["GET", "POST"])
def contact_check(request: MemberRequest, pk: int) -> HttpResponse:
    """See what the file would do, line by line, and say yes."""
    waiting = get_object_or_404(ContactFile, pk=pk, by=request.user)
    if request.method == "POST":
        plan = actions.carry_out(waiting=waiting, by=request.user, at=timezone.now())
        done = ngettext("%(n)s contact is kept.", "%(n)s contacts are kept.", plan.n_doing)
        messages.success(request, done % {"n": plan.n_doing})
        return redirect("desk:contact-list")
    context = {"waiting": waiting, "plan": actions.plan_of(waiting), "n_lines": len(waiting.lines)}
    return render(request, "desk/contact_check.html", context)


def _keep(request: MemberRequest, contact: Contact | None) -> HttpResponse:
    form = ContactForm(request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        actions.save_contact(card=form.card, by=request.user, at=timezone.now(), contact=contact)
        messages.success(request, _("The contact is kept."))
        return redirect("desk:contact-list")
    return render(request, "desk/contact_change.html", {"form": form, "contact": contact})
