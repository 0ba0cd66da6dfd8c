"""Addresses of this room."""

from django.urls import path

from klankbord.reputation.flowcharts import draft_views, step_views, views

app_name = "flowcharts"
urlpatterns = [
    path("", views.flow_list, name="flow-list"),
    path("new/", views.flow_add, name="flow-add"),
    path("<int:pk>/", views.flow_detail, name="flow-detail"),
    path("<int:pk>/figures/", views.flow_figures, name="flow-figures"),
    path("<int:pk>/default/", views.flow_default, name="flow-default"),
    path("<int:pk>/versions/<int:number>/export/", views.version_export, name="version-export"),
    path("<int:pk>/versions/<int:number>/changes/", views.version_compare, name="version-compare"),
    path("<int:pk>/draft/", draft_views.draft_detail, name="draft-detail"),
    path("<int:pk>/draft/start/", draft_views.draft_start, name="draft-start"),
    path("<int:pk>/draft/delete/", draft_views.draft_delete, name="draft-delete"),
    path("<int:pk>/draft/publish/", draft_views.version_publish, name="version-publish"),
    path("<int:pk>/draft/replay/", draft_views.draft_replay, name="draft-replay"),
    path("<int:pk>/draft/new-step/", step_views.step_add, name="step-add"),
    path("<int:pk>/draft/steps/<slug:key>/", step_views.step_edit, name="step-edit"),
    path("<int:pk>/draft/steps/<slug:key>/delete/", step_views.step_delete, name="step-delete"),
    path("<int:pk>/draft/new-example/", step_views.example_add, name="example-add"),
    path("<int:pk>/draft/examples/<slug:key>/", step_views.example_edit, name="example-edit"),
    path(
        "<int:pk>/draft/examples/<slug:key>/delete/",
        step_views.example_delete,
        name="example-delete",
    ),
]
