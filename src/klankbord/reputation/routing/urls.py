"""Addresses of this room."""

from django.urls import path

from klankbord.reputation.routing import dry_views, views

app_name = "routing"
urlpatterns = [
    path("", views.rule_list, name="rule-list"),
    path("done/", views.routed_list, name="routed-list"),
    path("versions/<int:number>/", views.version_detail, name="version-detail"),
    path("draft/", views.draft_detail, name="draft-detail"),
    path("draft/begin/", views.draft_begin, name="draft-begin"),
    path("draft/publish/", views.draft_publish, name="draft-publish"),
    path("draft/delete/", views.draft_delete, name="draft-delete"),
    path("draft/past/", dry_views.dry_run, name="dry-run"),
    path("draft/past/ask/", dry_views.dry_run_ask, name="dry-run-ask"),
    path("draft/rule/", views.rule_edit, name="rule-add"),
    path("draft/rule/<slug:rule_id>/", views.rule_edit, name="rule-edit"),
    path("draft/rule/<slug:rule_id>/move/", views.rule_move, name="rule-move"),
    path("draft/rule/<slug:rule_id>/delete/", views.rule_delete, name="rule-delete"),
    path("examples/add/", views.example_add, name="example-add"),
    path("examples/<int:pk>/delete/", views.example_delete, name="example-delete"),
]
