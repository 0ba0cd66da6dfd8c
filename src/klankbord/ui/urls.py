"""Addresses of this room; `site` decides who may open them."""

from django.urls import path

from klankbord.ui import views

app_name = "ui"
urlpatterns = [
    path("theme", views.theme, name="theme"),
    path("language", views.language, name="language"),
    path("styles", views.styles, name="styles"),
]
