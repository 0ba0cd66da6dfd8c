"""Addresses of this room."""

from django.urls import path

from klankbord.reputation.facts import views

app_name = "facts"
urlpatterns = [
    path("", views.fact_list, name="fact-list"),
    path("add/", views.fact_add, name="fact-add"),
    path("<int:pk>/", views.fact_detail, name="fact-detail"),
    path("<int:pk>/change/", views.fact_change, name="fact-change"),
    path("<int:pk>/retire/", views.fact_retire, name="fact-retire"),
]
