"""Addresses of this room."""

from django.urls import path

from klankbord.reputation.drafting import views

app_name = "drafting"
urlpatterns = [
    path("", views.outside_list, name="outside-list"),
    path("set/", views.endpoint_set, name="endpoint-set"),
]
