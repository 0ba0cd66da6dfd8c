"""Addresses of stakeholders."""

from django.urls import path

from klankbord.participate.stakeholders import rule_views, views

app_name = "stakeholders"
urlpatterns = [
    path("", views.group_list, name="group-list"),
    path("mentions/", views.picture_groups, name="picture-groups"),
    path("where/", views.picture_places, name="picture-places"),
    path("authors/", views.author_list, name="author-list"),
    path("authors/<int:pk>/", views.author_detail, name="author-detail"),
    path("authors/<int:pk>/place/", views.author_place, name="author-place"),
    path("rules/", rule_views.rule_list, name="rule-list"),
    path("rules/<int:pk>/remove/", rule_views.rule_remove, name="rule-remove"),
    path("directory/", rule_views.directory, name="directory"),
    path("directory/empty/", rule_views.directory_empty, name="directory-empty"),
]
