"""Addresses of SCIM, mounted at /scim/v2/."""

from django.urls import path

from klankbord.people.scim import views

app_name = "scim"
urlpatterns = [
    path("Users", views.user_list, name="user-list"),
    path("Users/<str:pk>", views.user_detail, name="user-detail"),
    path("Groups", views.group_list, name="group-list"),
    path("Groups/<str:pk>", views.group_detail, name="group-detail"),
    path("ServiceProviderConfig", views.config, name="config"),
    path("Schemas", views.schema_list, name="schema-list"),
    path("Schemas/<str:pk>", views.schema_detail, name="schema-detail"),
    path("ResourceTypes", views.resource_type_list, name="resource-type-list"),
    path("ResourceTypes/<str:pk>", views.resource_type_detail, name="resource-type-detail"),
    path(".search", views.search_all, name="search"),
    path("", views.nothing, name="root"),
    path("<path:rest>", views.nothing, name="nothing"),
]
