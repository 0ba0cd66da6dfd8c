"""Addresses of trust. Roles are named here: people stand above that room."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from klankbord.people.access import allow, allow_guests, may_open
from klankbord.people.models import Member, Role
from klankbord.people.queries import organisation
from klankbord.trust import views
from klankbord.trust.council import views as council
from klankbord.trust.declarations import AUDIT_LOG, DECISIONS
from klankbord.trust.register import declares, no_personal_data

View = Callable[..., HttpResponseBase]
app_name = "trust"


def _house_name() -> str:
    here = organisation()
    return here.name if here else "Klankbord"


def _rights(request: HttpRequest) -> dict[str, bool]:
    """Which acts on a decision the reader sees; the acts themselves are guarded below."""
    roles: frozenset[str] = getattr(request.user, "roles", frozenset())
    return {
        "may_record": Role.ADMINISTRATOR in roles,
        "may_confirm": Role.COUNCIL in roles,
        "may_withdraw": not roles.isdisjoint({Role.ADMINISTRATOR, Role.COUNCIL}),
    }


def _opens(request: HttpRequest, view: View) -> bool:
    """Whether the reader of the log may open what a line is about."""
    return isinstance(request.user, Member) and may_open(request.user, view)


def _for_overseers(view: View) -> View:
    return allow(Role.COUNCIL, Role.ADMINISTRATOR)(view)


def _for_readers(view: View) -> View:
    return allow(Role.COUNCIL, Role.ADMINISTRATOR, Role.MANAGER)(view)


_of_the_register = no_personal_data("shows the register itself, no data of anybody")
_of_the_log = declares(AUDIT_LOG)
_of_decisions = declares(DECISIONS)
_HOUSE = {"house": _house_name}
_OPENS = {"opens": _opens}

urlpatterns = [
    path("seen-of-me/", allow_guests(_of_the_register(views.seen_of_me)), name="seen-of-me"),
    path("log/", _for_overseers(_of_the_log(views.audit_list)), _OPENS, name="audit-list"),
    path("log/export/", _for_overseers(_of_the_log(views.audit_export)), name="audit-export"),
    path("council/", _for_overseers(_of_decisions(council.council)), _OPENS, name="council"),
    path("history/", _for_overseers(_of_the_log(council.history)), _OPENS, name="history"),
    path("register/", _for_readers(_of_the_register(council.register)), name="register"),
    path(
        "register/export/",
        _for_readers(_of_the_register(council.register_export)),
        _HOUSE,
        name="register-export",
    ),
    path(
        "register/assessment/",
        _for_readers(_of_the_register(council.assessment_export)),
        _HOUSE,
        name="assessment-export",
    ),
    path(
        "register/<str:key>/",
        _for_readers(_of_decisions(council.function_detail)),
        {"rights": _rights},
        name="function-detail",
    ),
    path(
        "register/<str:key>/request/",
        _for_readers(_of_the_register(council.request_export)),
        _HOUSE,
        name="request-export",
    ),
    path(
        "register/<str:key>/decision/",
        allow(Role.ADMINISTRATOR)(_of_decisions(council.decision_record)),
        name="decision-record",
    ),
    path("decisions/", _for_overseers(_of_decisions(council.decision_list)), name="decision-list"),
    path(
        "decisions/<int:pk>/confirm/",
        allow(Role.COUNCIL)(_of_decisions(council.decision_confirm)),
        name="decision-confirm",
    ),
    path(
        "decisions/<int:pk>/withdraw/",
        _for_overseers(_of_decisions(council.decision_withdraw)),
        name="decision-withdraw",
    ),
]
