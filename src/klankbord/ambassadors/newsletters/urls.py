"""Addresses of this room."""

from django.urls import path

from klankbord.ambassadors.newsletters import edit_views, views

app_name = "newsletters"
urlpatterns = [
    path("", views.edition_list, name="edition-list"),
    path("subscription/", views.subscription_change, name="subscription-change"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("new/", edit_views.edition_propose, name="edition-propose"),
    path("<int:pk>/", views.edition_detail, name="edition-detail"),
    path("<int:pk>/edit/", edit_views.edition_edit, name="edition-edit"),
    path("<int:pk>/delete/", edit_views.edition_delete, name="edition-delete"),
    path("<int:pk>/preview/", edit_views.edition_preview, name="edition-preview"),
    path("<int:pk>/letter/", edit_views.edition_letter, name="edition-letter"),
    path("<int:pk>/test/", edit_views.edition_test, name="edition-test"),
    path("<int:pk>/send/", edit_views.edition_send, name="edition-send"),
    path("<int:pk>/progress/", edit_views.edition_progress, name="edition-progress"),
    path("<int:pk>/resume/", edit_views.edition_resume, name="edition-resume"),
    path("items/<int:pk>/edit/", edit_views.item_edit, name="item-edit"),
    path("items/<int:pk>/move/", edit_views.item_move, name="item-move"),
    path("items/<int:pk>/include/", edit_views.item_include, name="item-include"),
]
