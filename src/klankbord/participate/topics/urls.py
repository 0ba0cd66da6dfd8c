"""Addresses of this room."""

from django.urls import URLPattern

app_name = "topics"
urlpatterns: list[URLPattern] = []
