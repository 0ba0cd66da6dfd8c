"""Every address of the site.

Rooms below `people` (ui, jobs, trust) cannot name roles: their views get their marks here.
"""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from klankbord.jobs import views as jobs
from klankbord.people import views as people
from klankbord.people.access import allow, allow_everybody, allow_members
from klankbord.people.models import Role
from klankbord.site import start
from klankbord.site.api import api
from klankbord.trust import views as trust
from klankbord.trust.register import (
    Basis,
    Declaration,
    Granularity,
    Retention,
    Subject,
    declares,
    no_personal_data,
)
from klankbord.ui import views as ui

AUDIT_LOG = Declaration(
    key="trust.audit",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Which member did which act, on what, and when"),
    purpose=_("Show afterwards that rules were kept, also by those in charge"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Works council, privacy officer and administrators"),
    retention=Retention.AUDIT,
    is_suitable_for_observing=False,
)

View = Callable[..., HttpResponseBase]


def _for_everybody(view: View) -> View:
    return allow_everybody(no_personal_data("chooses how the screen looks")(view))


def _for_administrators(view: View) -> View:
    return allow(Role.ADMINISTRATOR)(no_personal_data("jobs carry ids, not people")(view))


trust_urls = [
    path(
        "seen-of-me/",
        allow_members(no_personal_data("shows the register itself")(trust.seen_of_me)),
        name="seen-of-me",
    ),
    path(
        "log/",
        allow(Role.COUNCIL, Role.ADMINISTRATOR)(declares(AUDIT_LOG)(trust.audit_list)),
        name="audit-list",
    ),
]
jobs_urls = [
    path("", _for_administrators(jobs.job_list), name="job-list"),
    path("<int:pk>/", _for_administrators(jobs.job_detail), name="job-detail"),
    path("<int:pk>/retry/", _for_administrators(jobs.job_retry), name="job-retry"),
    path("<int:pk>/cancel/", _for_administrators(jobs.job_cancel), name="job-cancel"),
    path(
        "progress/",
        allow_members(no_personal_data("shows how far a job is")(jobs.job_progress)),
        name="job-progress",
    ),
]
ui_urls = [
    path("theme/", _for_everybody(ui.theme), name="theme"),
    path("language/", people.language, name="language"),
    path("styles/", _for_everybody(ui.styles), name="styles"),
]
start_urls = [path("", start.start_own, name="start-own")]

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("start/", include((start_urls, "site"))),
    path("", include("klankbord.plan.urls")),
    path("", include((ui_urls, "ui"))),
    path("people/", include("klankbord.people.urls")),
    path("trust/", include((trust_urls, "trust"))),
    path("jobs/", include((jobs_urls, "jobs"))),
    path("sources/", include("klankbord.participate.listening.urls")),
    path("", include("klankbord.participate.topics.urls")),  # topics/ and mentions/
    path("overview/", include("klankbord.participate.insight.urls")),
    path("community/", include("klankbord.ambassadors.community.urls")),
    path("guidelines/", include("klankbord.ambassadors.guidelines.urls")),
    path("newsletters/", include("klankbord.ambassadors.newsletters.urls")),
    path("desk/", include("klankbord.reputation.desk.urls")),
]
