"""Addresses of this room."""

from django.urls import path

from klankbord.reputation.replies import import_views, views

app_name = "replies"
urlpatterns = [
    path("", views.saved_list, name="saved-list"),
    path("add/", views.saved_add, name="saved-add"),
    path("import/", import_views.saved_import, name="saved-import"),
    path("import/<int:pk>/", import_views.saved_columns, name="saved-columns"),
    path("export/<slug:form>/", views.saved_export, name="saved-export"),
    path("<int:pk>/", views.saved_change, name="saved-change"),
    path("<int:pk>/delete/", views.saved_delete, name="saved-delete"),
]
