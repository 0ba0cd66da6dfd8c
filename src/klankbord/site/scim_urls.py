"""Every address, with those for a directory.

The library behind SCIM loads slowly: only a directory that asks waits for it, not every start.
"""

from django.urls import include, path

from klankbord.site import urls

urlpatterns = [path("scim/v2/", include("klankbord.people.scim.urls")), *urls.urlpatterns]
