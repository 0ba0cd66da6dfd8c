"""From the sample, or from nothing, to an own organisation."""

import datetime as dt
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klankbord.core.match import QueryError
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.stored_query import ColleaguesNamed
from klankbord.people.access import allow_everybody
from klankbord.people.actions import create_member
from klankbord.people.declarations import DIRECTORY
from klankbord.people.models import Member, Organisation, Role
from klankbord.people.queries import organisation
from klankbord.site.forms import StartForm
from klankbord.site.sample import remove_sample, sample_counts
from klankbord.trust.register import declares

BACKEND = "django.contrib.auth.backends.ModelBackend"
SALT = "klankbord.site.start"
KEY_LASTS = dt.timedelta(days=1)
FIRST_ROLES = (Role.ADMINISTRATOR, Role.MANAGER, Role.RESPONDER, Role.EMPLOYEE)


@allow_everybody
@declares(DIRECTORY)
@require_http_methods(["GET", "POST"])
def start_own(request: HttpRequest) -> HttpResponse:
    """Begin with an own organisation; a sample that stands in its place goes in one click."""
    _refuse_who_may_not_begin(request)
    form = StartForm(
        request.POST or None,
        initial={"language": translation.get_language()},
        has_sample=organisation() is not None,
    )
    if request.method == "POST" and form.is_valid():
        member = _begin(request, form)
        if member is not None:
            _sign_in(request, member)
            return redirect("plan:plan")
    return render(request, "site/start_own.html", {"form": form, "counts": sample_counts()})


def start_path() -> str:
    """The address that whoever reads the terminal of an empty installation may begin at."""
    return f"{reverse('site:start-own')}?key={signing.dumps('start', salt=SALT)}"


def _refuse_who_may_not_begin(request: HttpRequest) -> None:
    """In the sample an administrator begins; in an empty house, who holds the printed key."""
    here = organisation()
    if here is not None and here.is_sample:
        user = request.user
        if user.is_authenticated and user.has_role(Role.ADMINISTRATOR):
            return
    elif here is None:
        with suppress(signing.BadSignature):
            signing.loads(request.GET.get("key", ""), salt=SALT, max_age=KEY_LASTS)
            return
    raise PermissionDenied


def _begin(request: HttpRequest, form: StartForm) -> Member | None:
    """All or nothing: names that make no topic leave the sample as it was."""
    at = timezone.now()
    try:
        with transaction.atomic():
            _refuse_who_may_not_begin(request)  # again, behind the lock: only one begins
            remove_sample(by=f"member:{request.user.pk or 0}", at=at)
            return found_organisation(form, at=at)
    except (QueryError, ColleaguesNamed):
        form.add_error("words", _("We cannot listen for these names. Try the name people use."))
    return None


def found_organisation(form: StartForm, *, at: dt.datetime) -> Member:
    """Make the organisation, its first member with the roles to begin, and the first topic."""
    asked = form.cleaned_data
    Organisation.objects.create(
        name=asked["organisation"],
        language=asked["language"],
        time_zone=settings.TIME_ZONE,
        created_at=at,
    )
    member = create_member(
        email=asked["email"],
        name=asked["name"],
        password=asked["password"],
        department=None,
        roles=[role.value for role in FIRST_ROLES],
        language=asked["language"],
        at=at,
    )
    if names := form.names():
        query = " OR ".join(f'"{name}"' for name in names)
        create_topic(name=_("Our name"), query=query, description="", by=member, at=at)
    return member


def _sign_in(request: HttpRequest, member: Member) -> None:
    """A new session: nothing of the sample colleague's goes along."""
    request.session.flush()
    login(request, member, backend=BACKEND)
    translation.activate(member.language)
