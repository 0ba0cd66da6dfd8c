"""Every address of the site.

Rooms below `people` (ui, jobs) cannot name roles: their views get their marks here.
"""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import include, path

from klankbord.jobs import views as jobs
from klankbord.people import second_factor
from klankbord.people import views as people
from klankbord.people.access import allow, allow_everybody, allow_guests
from klankbord.people.models import Role
from klankbord.site import sharing, start
from klankbord.site.api import api
from klankbord.trust.register import no_personal_data
from klankbord.ui import views as ui

View = Callable[..., HttpResponseBase]


def _for_everybody(view: View) -> View:
    return allow_everybody(no_personal_data("chooses how the screen looks")(view))


def _for_administrators(view: View) -> View:
    return allow(Role.ADMINISTRATOR)(no_personal_data("jobs carry ids, not people")(view))


jobs_urls = [
    path("", _for_administrators(jobs.job_list), name="job-list"),
    path("<int:pk>/", _for_administrators(jobs.job_detail), name="job-detail"),
    path("<int:pk>/retry/", _for_administrators(jobs.job_retry), name="job-retry"),
    path("<int:pk>/cancel/", _for_administrators(jobs.job_cancel), name="job-cancel"),
    path(
        "progress/",
        allow_guests(no_personal_data("shows how far a job is")(jobs.job_progress)),
        name="job-progress",
    ),
]
ui_urls = [
    path("theme/", _for_everybody(ui.theme), name="theme"),
    path("language/", people.language, name="language"),
    path("styles/", _for_everybody(ui.styles), name="styles"),
]
share_urls = [path("", sharing.share_take, name="share-take")]
start_urls = [path("", start.start_own, name="start-own")]

urlpatterns = [
    path("account/", include("klankbord.people.providers.urls")),
    path("account/2fa/", include(second_factor.addresses)),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("start/", include((start_urls, "site"))),
    path("share/", include((share_urls, "share"))),
    path("", include("klankbord.plan.urls")),
    path("", include((ui_urls, "ui"))),
    path("people/", include("klankbord.people.urls")),
    path("rights/", include("klankbord.site.rights.urls")),
    path("trust/", include("klankbord.site.trust_urls")),
    path("jobs/", include((jobs_urls, "jobs"))),
    path("sources/", include("klankbord.participate.listening.urls")),
    path("", include("klankbord.participate.topics.urls")),  # topics/ and mentions/
    path("overview/", include("klankbord.participate.insight.urls")),
    path("platforms/", include("klankbord.participate.platforms.urls")),
    path("key-figures/", include("klankbord.participate.keyfigures.urls")),
    path("stakeholders/", include("klankbord.participate.stakeholders.urls")),
    path("community/", include("klankbord.ambassadors.community.urls")),
    path("guidelines/", include("klankbord.ambassadors.guidelines.urls")),
    path("newsletters/", include("klankbord.ambassadors.newsletters.urls")),
    path("pulse/", include("klankbord.ambassadors.pulse.urls")),
    path("answers/", include("klankbord.ambassadors.answers.urls")),
    path("desk/rules/", include("klankbord.reputation.routing.urls")),
    path("desk/", include("klankbord.reputation.desk.urls")),
    path("lines/", include("klankbord.reputation.lines.urls")),
    path("outside/", include("klankbord.reputation.drafting.urls")),
    path("replies/", include("klankbord.reputation.replies.urls")),
    path("flowcharts/", include("klankbord.reputation.flowcharts.urls")),
    path("facts/", include("klankbord.reputation.facts.urls")),
]
