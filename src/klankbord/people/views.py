"""Screens about people."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.people import actions, queries
from klankbord.people.access import (
    MemberRequest,
    allow,
    allow_everybody,
    allow_guests,
    allow_members,
)
from klankbord.people.declarations import DIRECTORY, INVITATION, PROFILE
from klankbord.people.forms import (
    OF_COLLEAGUES,
    AcceptForm,
    AccountForm,
    DepartmentForm,
    InvitationForm,
    MemberForm,
    ProfileForm,
)
from klankbord.people.models import Account, Invitation, Member, Role
from klankbord.people.providers.queries import providers_linked
from klankbord.people.sign_in import record_sign_in
from klankbord.trust.register import declares
from klankbord.ui import views as ui

BACKEND = "django.contrib.auth.backends.ModelBackend"
GUARDED = frozenset({Role.ADMINISTRATOR, Role.COUNCIL})
_GIVEN_BY_ADMINISTRATORS = gettext_lazy(
    "Only an administrator gives the roles of administrator and of works council."
)
PAGE = 50
MOST_DIGITS = 18  # every such number fits in a database


@allow(Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
@declares(DIRECTORY)
@require_GET
def member_list(request: MemberRequest) -> HttpResponse:
    """Everybody, to find and to open."""
    text = request.GET.get("q", "").strip()[:100]
    department = request.GET.get("department", "")
    found = queries.members_found(text=text, department=_number(department))
    page = _page_number(request)
    shown = list(found[(page - 1) * PAGE : page * PAGE + 1])
    return render(
        request,
        "people/member_list.html",
        {
            "members": shown[:PAGE],
            "page": page,
            "has_next": len(shown) > PAGE,
            "n_found": found.count(),
            "departments": queries.departments_counted(),
            "text": text,
            "department": department,
            "invitations": Invitation.objects.filter(accepted_at=None)[:20],
            "may_change": request.user.has_role(Role.MANAGER, Role.ADMINISTRATOR),
            "is_administrator": request.user.has_role(Role.ADMINISTRATOR),
        },
    )


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@declares(INVITATION)
@require_http_methods(["GET", "POST"])
def member_invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody: the letter goes out by mail, and its link is shown once."""
    form = InvitationForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        if not _may_give(request, form.cleaned_data["roles"]):
            form.add_error("roles", _GIVEN_BY_ADMINISTRATORS)
        else:
            invitation, secret = actions.invite_member(
                **form.cleaned_data, by=request.user, at=timezone.now()
            )
            link = settings.PUBLIC_URL + reverse("people:invitation-accept", args=[secret])
            return render(
                request,
                "people/member_invited.html",
                {"invitation": invitation, "link": link, "is_sent": _send(invitation, link)},
            )
    return render(request, "people/member_invite.html", {"form": form})


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@declares(INVITATION)
@require_POST
def invitation_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(Invitation, pk=pk, accepted_at=None)
    actions.withdraw_invitation(invitation=invitation, by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn: its link no longer works."))
    return redirect("people:member-list")


@allow_everybody
@declares(INVITATION)
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Come in by an invitation."""
    try:
        invitation = actions.open_invitation(secret=secret, at=timezone.now())
    except actions.InvitationNotValid:
        return render(request, "people/invitation_gone.html", status=410)
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        member = _accept(form, secret)
        if member is not None:
            login(request, member, backend=BACKEND)
            record_sign_in(member.pk)
            return redirect("plan:plan")
    context = {"form": form, "invitation": invitation}
    # The secret in the address goes to no other site: the policy of the house is `same-origin`.
    # A stricter one makes browsers send the form without its origin, and then it is refused.
    return render(request, "people/invitation_accept.html", context)


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@declares(DIRECTORY)
@require_http_methods(["GET", "POST"])
def member_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Set department, roles and access of a member."""
    member = get_object_or_404(Member.objects, pk=pk)
    if not _may_give(request, member.roles):
        raise PermissionDenied
    initial = {
        "department": member.department_id,
        "roles": sorted(member.roles),
        "is_active": member.is_active,
        "subjects": member.subjects,
    }
    form = MemberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _change(request, member, form):
        messages.success(request, _("The changes to %(name)s are saved.") % {"name": member.name})
        return redirect("people:member-list")
    is_administrator = request.user.has_role(Role.ADMINISTRATOR)
    context = {
        "form": form,
        "member": member,
        "may_reset": is_administrator and pk != request.user.pk,
    }
    return render(request, "people/member_change.html", context)


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@declares(DIRECTORY)
@require_http_methods(["GET", "POST"])
def department_add(request: MemberRequest) -> HttpResponse:
    """Add a department."""
    form = DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The department is added."))
        return redirect("people:member-list")
    context = {"form": form, "departments": queries.departments_counted()}
    return render(request, "people/department_add.html", context)


@allow_guests
@declares(PROFILE)
@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """A member's own choices, accounts and ways to sign in."""
    member = Member.everybody.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        before = Member.everybody.get(pk=member.pk)
        kept = {name: getattr(before, name) for name in OF_COLLEAGUES}
        chosen = kept | form.cleaned_data
        actions.change_profile(member=before, **chosen, at=timezone.now())
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Your choices are saved."))
        return redirect("people:profile")
    context = {
        "form": form,
        "account_form": AccountForm(),
        "accounts": member.accounts.all(),
        "links": [] if member.is_guest else providers_linked(member),
    }
    return render(request, "people/profile.html", context)


@allow_members
@declares(PROFILE)
@require_POST
def account_add(request: MemberRequest) -> HttpResponse:
    """Note an own account."""
    form = AccountForm(request.POST)
    try:
        if form.is_valid():
            actions.add_account(member=request.user, **form.cleaned_data)
            messages.success(request, _("Your account is noted."))
        else:
            messages.error(request, _("Fill in both the platform and your handle there."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("people:profile")


@allow_members
@declares(PROFILE)
@require_POST
def account_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget an own account; somebody else's does not exist here."""
    get_object_or_404(Account, pk=pk, member=request.user).delete()
    messages.success(request, _("Your account is forgotten."))
    return redirect("people:profile")


@allow_everybody
@declares(PROFILE)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language; a member's choice goes with them to other browsers."""
    response = ui.language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        actions.change_language(member=request.user, language=chosen)
    return response


@allow_everybody
@declares(DIRECTORY)
@require_http_methods(["GET", "POST"])
def sample_sign_in(request: HttpRequest) -> HttpResponse:
    """Look around as a sample colleague; outside the sample this page does not exist."""
    members = queries.sample_members().prefetch_related("role_grants").distinct()
    if not members:
        raise Http404
    if request.method == "POST":
        chosen = request.POST.get("member", "")
        member = get_object_or_404(members, pk=_number(chosen) or 0)
        login(request, member, backend=BACKEND)
        record_sign_in(member.pk)
        return redirect("plan:plan")
    return render(request, "people/sample_sign_in.html", {"members": _one_a_role(members)})


def _one_a_role(members: Any) -> list[Member]:
    """The sample colleagues worth being: the first of each set of roles."""
    seen: dict[frozenset[str], Member] = {}
    for member in members:
        roles = frozenset(grant.role for grant in member.role_grants.all())
        seen.setdefault(roles, member)
    return sorted(seen.values(), key=lambda member: -member.role_grants.count())


def _change(request: MemberRequest, member: Member, form: MemberForm) -> bool:
    roles = {*form.cleaned_data.pop("roles"), Role.EMPLOYEE.value}
    if not _may_give(request, roles):
        form.add_error("roles", _GIVEN_BY_ADMINISTRATORS)
        return False
    try:
        actions.change_member(
            member=member, roles=roles, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except actions.LastAdministrator:
        form.add_error(None, _("Somebody must stay administrator. Give the role to another first."))
        return False
    return True


def _may_give(request: MemberRequest, roles: Any) -> bool:
    """A manager makes neither administrators nor who watches over them, such as themselves."""
    is_guarded = not GUARDED.isdisjoint(roles)
    return not is_guarded or request.user.has_role(Role.ADMINISTRATOR)


def _accept(form: AcceptForm, secret: str) -> Member | None:
    try:
        return actions.accept_invitation(secret=secret, at=timezone.now(), **form.cleaned_data)
    except actions.InvitationNotValid:
        form.add_error(None, _("This invitation was used a moment ago. Sign in instead."))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def _send(invitation: Invitation, link: str) -> bool:
    """Mail the letter in the reader's language; without mail the link on screen still works."""
    with translation.override(invitation.language):
        text = _(
            "Hello %(name)s,\n\nYou are invited to Klankbord, where our organisation listens, "
            "talks and answers. Follow this link within 14 days:\n\n%(link)s\n"
        ) % {"name": invitation.name, "link": link}
        subject = _("Your invitation to Klankbord")
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError:
        return False
    return True


def _number(text: str) -> int | None:
    """A number that may be the id of something; None for every other text."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, min(_number(text) or 1, 10_000))
