"""Addresses of topics and mentions."""

from django.urls import path

from klankbord.participate.topics import (
    lab_views,
    label_views,
    mention_views,
    precision_views,
    reading_views,
    replay_views,
    saved_views,
    views,
)

app_name = "topics"
urlpatterns = [
    path("topics/", views.topic_list, name="topic-list"),
    path("topics/new/", lab_views.topic_add, name="topic-add"),
    path("topics/check/", lab_views.query_check, name="query-check"),
    path("topics/<int:pk>/", views.topic_detail, name="topic-detail"),
    path("topics/<int:pk>/volume/", views.topic_volume, name="topic-volume"),
    path("topics/<int:pk>/x/", views.topic_searches, name="topic-searches"),
    path("topics/<int:pk>/edit/", lab_views.topic_edit, name="topic-edit"),
    path("topics/<int:pk>/pause/", views.topic_pause, name="topic-pause"),
    path("topics/<int:pk>/delete/", views.topic_delete, name="topic-delete"),
    path("topics/<int:pk>/check/", lab_views.topic_check, name="topic-check"),
    path("topics/<int:pk>/compare/", lab_views.version_compare, name="version-compare"),
    path("topics/<int:pk>/precision/", precision_views.precision, name="precision"),
    path("topics/<int:pk>/precision/draw/", precision_views.sample_draw, name="sample-draw"),
    path("topics/<int:pk>/precision/label/", precision_views.sample_label, name="sample-label"),
    path("topics/<int:pk>/replay/", replay_views.replay_progress, name="replay-progress"),
    path("topics/<int:pk>/replay/cancel/", replay_views.replay_cancel, name="replay-cancel"),
    path("topics/<int:pk>/replay/continue/", replay_views.replay_continue, name="replay-continue"),
    path("topics/<int:pk>/replay/restart/", replay_views.replay_restart, name="replay-restart"),
    path("mentions/", mention_views.mention_list, name="mention-list"),
    path("mentions/fresh/", mention_views.mention_fresh, name="mention-fresh"),
    path("mentions/export/", mention_views.mention_export, name="mention-export"),
    path("mentions/views/", saved_views.view_save, name="view-save"),
    path("mentions/views/<int:pk>/delete/", saved_views.view_delete, name="view-delete"),
    path("mentions/labels/", label_views.label_list, name="label-list"),
    path("mentions/labels/give/", label_views.label_give, name="label-give"),
    path("mentions/labels/learn/", label_views.label_learn, name="label-learn"),
    path("mentions/labels/<int:pk>/use/", label_views.label_use, name="label-use"),
    path("mentions/<int:pk>/reading/", reading_views.reading_correct, name="reading-correct"),
    path("mentions/<int:pk>/example/", lab_views.example_add, name="example-add"),
    path("mentions/<int:pk>/", mention_views.mention_detail, name="mention-detail"),
]
