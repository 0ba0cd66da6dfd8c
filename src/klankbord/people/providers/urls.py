"""Addresses that providers send people back to: mounted before those of the library."""

from django.urls import path

from klankbord.people.providers import returning

urlpatterns = [
    path("saml/<slug:organization_slug>/acs/", returning.saml_acs, name="saml_acs"),
    path(
        "saml/<slug:organization_slug>/acs/finish/",
        returning.saml_finish_acs,
        name="saml_finish_acs",
    ),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        returning.openid_connect_callback,
        name="openid_connect_callback",
    ),
]
