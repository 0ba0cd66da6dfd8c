"""Addresses of this room."""

from django.urls import path

from klankbord.ambassadors.answers import report_views, views

app_name = "answers"
urlpatterns = [
    path("", views.point_list, name="point-list"),
    path("add/", views.point_add, name="point-add"),
    path("report/", report_views.report, name="report"),
    path("report/export/", report_views.report_export, name="report-export"),
    path("<int:pk>/", views.point_detail, name="point-detail"),
    path("<int:pk>/owner/", views.point_give, name="point-give"),
    path("<int:pk>/answer/", views.point_answer, name="point-answer"),
    path("<int:pk>/reopen/", views.point_reopen, name="point-reopen"),
]
