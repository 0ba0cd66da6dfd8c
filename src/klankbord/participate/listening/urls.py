"""Addresses of this room."""

from django.urls import path

from klankbord.participate.listening import (
    account_views,
    add_views,
    hub_views,
    import_views,
    opml_views,
    views,
)
from klankbord.participate.listening.doors import set_up_views
from klankbord.participate.listening.doors import views as door_views

app_name = "listening"
urlpatterns = [
    path("", views.source_list, name="source-list"),
    path("add/", add_views.source_add, name="source-add"),
    path("accounts/", account_views.account_list, name="account-list"),
    path("accounts/add/", account_views.account_add, name="account-add"),
    path("accounts/<int:pk>/delete/", account_views.account_delete, name="account-delete"),
    path("import/", import_views.import_file, name="import-file"),
    path("opml/", opml_views.opml_bring, name="opml-bring"),
    path("opml/feeds.opml", opml_views.opml_export, name="opml-export"),
    path("doors/add/", set_up_views.door_add, name="door-add"),
    path("<int:pk>/renew/", set_up_views.door_renew, name="door-renew"),
    path("in/<str:token>/", door_views.webhook, name="webhook"),
    path("mentioned/<str:token>/", door_views.mention_tell, name="mention-tell"),
    path("tell/<str:token>/", door_views.form_write, name="form-write"),
    path("tell/<str:token>/thanks/", door_views.form_thanks, name="form-thanks"),
    path("tip/", door_views.tip_give, name="tip-give"),
    path("told/<str:token>/", hub_views.hub_tells, name="hub-tells"),
    path("<int:pk>/", views.source_detail, name="source-detail"),
    path("<int:pk>/pause/", views.source_pause, name="source-pause"),
    path("<int:pk>/resume/", views.source_resume, name="source-resume"),
    path("<int:pk>/run/", views.source_run, name="source-run"),
    path("<int:pk>/delete/", views.source_delete, name="source-delete"),
    path("<int:pk>/columns/", import_views.import_columns, name="import-columns"),
    path("<int:pk>/progress/", import_views.import_progress, name="import-progress"),
    path("<int:pk>/cancel/", import_views.import_cancel, name="import-cancel"),
]
