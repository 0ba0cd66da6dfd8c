"""Addresses of the platform map."""

from django.urls import path

from klankbord.participate.platforms import views

app_name = "platforms"
urlpatterns = [
    path("", views.platform_list, name="platform-list"),
    path("weights/", views.weights_save, name="weights-save"),
    path("compare/", views.platform_compare, name="platform-compare"),
    path("on/<str:key>/", views.platform_detail, name="platform-detail"),
]
