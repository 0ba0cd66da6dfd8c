"""Addresses of the overview."""

from django.urls import path

from klankbord.participate.insight import alert_views, cross_views, driver_views, views
from klankbord.participate.insight.dashboards import mail_views as dashboard_mail
from klankbord.participate.insight.dashboards import views as dashboard_views

app_name = "insight"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("alerts/", alert_views.alert_list, name="alert-list"),
    path("alerts/<int:pk>/judge/", alert_views.alert_judge, name="alert-judge"),
    path("alerts/topics/<int:pk>/", alert_views.alert_rule, name="alert-rule"),
    path("alerts/topics/<int:pk>/test/", alert_views.alert_test, name="alert-test"),
    path("dashboards/", dashboard_views.dashboard_list, name="dashboard-list"),
    path("dashboards/add/", dashboard_views.dashboard_add, name="dashboard-add"),
    path("dashboards/<int:pk>/", dashboard_views.dashboard_detail, name="dashboard-detail"),
    path("dashboards/<int:pk>/pdf/", dashboard_views.dashboard_file, name="dashboard-file"),
    path("dashboards/<int:pk>/mail/", dashboard_mail.dashboard_mail, name="dashboard-mail"),
    path("dashboards/stop/<str:token>/", dashboard_mail.dashboard_stop, name="dashboard-stop"),
    path("dashboards/<int:pk>/edit/", dashboard_views.dashboard_edit, name="dashboard-edit"),
    path("dashboards/<int:pk>/delete/", dashboard_views.dashboard_delete, name="dashboard-delete"),
    path("volume/", views.picture_volume, name="picture-volume"),
    path("who-and-where/", views.picture_matrix, name="picture-matrix"),
    path("who-what-where/", cross_views.cross_table, name="cross-table"),
    path("who-what-where/picture/", cross_views.picture_cross, name="picture-cross"),
    path("how-it-sounds/", views.picture_moods, name="picture-moods"),
    path("what-is-wanted/", views.picture_intents, name="picture-intents"),
    path("what-and-where/", views.picture_places, name="picture-places"),
    path("topics/", views.picture_topics, name="picture-topics"),
    path("drivers/", views.picture_drivers, name="picture-drivers"),
    path("drivers/start/", driver_views.drivers_start, name="drivers-start"),
    path("authors/", views.picture_authors, name="picture-authors"),
    path("hashtags/", views.picture_hashtags, name="picture-hashtags"),
    path("platforms/", views.picture_platforms, name="picture-platforms"),
    path("languages/", views.picture_languages, name="picture-languages"),
]
