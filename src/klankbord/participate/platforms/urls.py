"""Addresses of the platform map."""

from django.urls import path

from klankbord.participate.platforms import fact_views, views

app_name = "platforms"
urlpatterns = [
    path("", views.platform_list, name="platform-list"),
    path("weights/", views.weights_save, name="weights-save"),
    path("compare/", views.platform_compare, name="platform-compare"),
    path("add/", fact_views.platform_add, name="platform-add"),
    path("on/<str:key>/", views.platform_detail, name="platform-detail"),
    path("on/<str:key>/facts/add/", fact_views.fact_add, name="fact-add"),
    path("on/<str:key>/facts/restore/", fact_views.facts_restore, name="facts-restore"),
    path("on/<str:key>/facts/<str:ref>/", fact_views.fact_edit, name="fact-edit"),
]
