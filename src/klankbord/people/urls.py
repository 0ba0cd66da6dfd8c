"""Addresses of this room."""

from django.urls import path

from klankbord.people import views
from klankbord.people.guests import views as guests
from klankbord.people.imports import views as imports
from klankbord.people.providers import views as providers
from klankbord.people.recovery import views as recovery
from klankbord.people.sessions import views as sessions
from klankbord.people.tokens import views as tokens

app_name = "people"
urlpatterns = [
    path("", views.member_list, name="member-list"),
    path("guests/", guests.guest_list, name="guest-list"),
    path("invite/", views.member_invite, name="member-invite"),
    path("<int:pk>/", views.member_change, name="member-change"),
    path("<int:pk>/second-step/", recovery.second_factor_reset, name="second-factor-reset"),
    path("departments/add/", views.department_add, name="department-add"),
    path("invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("join/<str:secret>/", views.invitation_accept, name="invitation-accept"),
    path("me/", views.profile, name="profile"),
    path("me/accounts/", views.account_add, name="account-add"),
    path("me/accounts/<int:pk>/remove/", views.account_remove, name="account-remove"),
    path("me/sessions/", sessions.session_list, name="session-list"),
    path("me/sessions/end/", sessions.session_end_all, name="session-end-all"),
    path("me/sessions/<str:handle>/end/", sessions.session_end, name="session-end"),
    path("me/keys/", tokens.token_list, name="token-list"),
    path("keys/", tokens.token_overview, name="token-overview"),
    path("keys/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("sign-in/", providers.sign_in_settings, name="sign-in-settings"),
    path("sign-in/rule/", providers.second_factor_ask, name="second-factor-ask"),
    path("sign-in/second-factor/", providers.second_factor, name="second-factor"),
    path("sign-in/add/<str:kind>/", providers.provider_add, name="provider-add"),
    path("sign-in/<int:pk>/", providers.provider_change, name="provider-change"),
    path("sign-in/<int:pk>/remove/", providers.provider_remove, name="provider-remove"),
    path("groups/<int:pk>/", providers.group_change, name="group-change"),
    path("import/", imports.import_members, name="import-members"),
    path("import/<int:pk>/", imports.import_check, name="import-check"),
    path("sample/", views.sample_sign_in, name="sample-sign-in"),
]
