"""Addresses of this room."""

from django.urls import path

from klankbord.plan import views

app_name = "plan"
urlpatterns = [path("", views.plan, name="plan")]
