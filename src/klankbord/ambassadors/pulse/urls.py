"""Addresses of this room."""

from django.urls import path

from klankbord.ambassadors.pulse import round_views, views, vote_views

app_name = "pulse"
urlpatterns = [
    path("", views.round_list, name="round-list"),
    path("new/", round_views.round_add, name="round-add"),
    path("<int:pk>/", views.round_detail, name="round-detail"),
    path("<int:pk>/picture/", views.round_picture, name="round-picture"),
    path("<int:pk>/answer/", vote_views.round_answer, name="round-answer"),
    path("<int:pk>/token/", vote_views.round_token, name="round-token"),
    path("<int:pk>/ballots/", vote_views.round_ballots, name="round-ballots"),
    path("<int:pk>/withdraw/", round_views.round_withdraw, name="round-withdraw"),
    path("cast/<str:key>/", vote_views.round_cast, name="round-cast"),
    path("surveys/", round_views.survey_list, name="survey-list"),
    path("surveys/load/", round_views.survey_load, name="survey-load"),
    path("surveys/<int:pk>/remove/", round_views.survey_remove, name="survey-remove"),
]
