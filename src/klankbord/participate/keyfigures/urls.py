"""Addresses of key figures."""

from django.urls import path

from klankbord.participate.keyfigures import views

app_name = "keyfigures"
urlpatterns = [
    path("", views.figure_list, name="figure-list"),
    path("<int:pk>/", views.figure_detail, name="figure-detail"),
]
