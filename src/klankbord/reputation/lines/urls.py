"""Addresses of this room."""

from django.urls import path

from klankbord.reputation.lines import views

app_name = "lines"
urlpatterns = [
    path("", views.line_list, name="line-list"),
    path("add/", views.line_add, name="line-add"),
    path("<int:pk>/", views.line_detail, name="line-detail"),
    path("<int:pk>/change/", views.line_change, name="line-change"),
    path("<int:pk>/publish/", views.line_publish, name="line-publish"),
    path("<int:pk>/end/", views.line_end, name="line-end"),
]
