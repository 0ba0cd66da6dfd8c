"""Addresses of this room."""

from django.urls import path

from klankbord.people import views

app_name = "people"
urlpatterns = [
    path("", views.member_list, name="member-list"),
    path("invite/", views.member_invite, name="member-invite"),
    path("<int:pk>/", views.member_change, name="member-change"),
    path("departments/add/", views.department_add, name="department-add"),
    path("invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("join/<str:secret>/", views.invitation_accept, name="invitation-accept"),
    path("me/", views.profile, name="profile"),
    path("me/accounts/", views.account_add, name="account-add"),
    path("me/accounts/<int:pk>/remove/", views.account_remove, name="account-remove"),
    path("sample/", views.sample_sign_in, name="sample-sign-in"),
]
