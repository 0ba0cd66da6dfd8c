"""Addresses of this room."""

from django.urls import path

from klankbord.site.rights import glass_views, views

app_name = "rights"
urlpatterns = [
    path("", views.purge_list, name="purge-list"),
    path("holds/", views.hold_list, name="hold-list"),
    path("holds/<int:pk>/lift/", views.hold_lift, name="hold-lift"),
    path("erasures/", views.erasure_list, name="erasure-list"),
    path("erasures/new/", views.author_erase, name="author-erase"),
    path("erasures/<int:pk>/", views.erasure_detail, name="erasure-detail"),
    path("erasures/<int:pk>/export/", views.erasure_export, name="erasure-export"),
    path("mine/", views.own_list, name="own-list"),
    path("mine/<int:pk>/export/", views.own_export, name="own-export"),
    path("leave/", views.member_leave, name="member-leave"),
    path("glass/", glass_views.glass_list, name="glass-list"),
    path("glass/<int:pk>/confirm/", glass_views.glass_confirm, name="glass-confirm"),
    path("glass/<int:pk>/refuse/", glass_views.glass_refuse, name="glass-refuse"),
    path("glass/<int:pk>/close/", glass_views.glass_close, name="glass-close"),
    path("glass/<int:pk>/read/", glass_views.glass_read, name="glass-read"),
]
