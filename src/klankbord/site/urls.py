"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("klankbord.plan.urls")),
    path("people/", include("klankbord.people.urls")),
    path("trust/", include("klankbord.trust.urls")),
    path("jobs/", include("klankbord.jobs.urls")),
    path("sources/", include("klankbord.participate.listening.urls")),
    path("mentions/", include("klankbord.participate.archive.urls")),
    path("topics/", include("klankbord.participate.topics.urls")),
    path("overview/", include("klankbord.participate.insight.urls")),
    path("community/", include("klankbord.ambassadors.community.urls")),
    path("guidelines/", include("klankbord.ambassadors.guidelines.urls")),
    path("newsletters/", include("klankbord.ambassadors.newsletters.urls")),
    path("desk/", include("klankbord.reputation.desk.urls")),
]
