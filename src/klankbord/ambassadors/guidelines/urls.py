"""Addresses of this room."""

from django.urls import path

from klankbord.ambassadors.guidelines import check_views, draft_views, proof_views, views
from klankbord.ambassadors.guidelines.awareness import draft_views as situations
from klankbord.ambassadors.guidelines.awareness import views as awareness
from klankbord.ambassadors.guidelines.consultation import views as consultation
from klankbord.ambassadors.guidelines.inside import views as inside

app_name = "guidelines"
urlpatterns = [
    path("", views.guideline_list, name="guideline-list"),
    path("new/", draft_views.guideline_add, name="guideline-add"),
    path("check/", check_views.check, name="check"),
    path("check/share/", check_views.check_share, name="check-share"),
    path("check/ask/", check_views.check_ask, name="check-ask"),
    path("check/proof/", proof_views.check_proof, name="check-proof"),
    path("inside/", inside.inside_list, name="inside-list"),
    path("inside/words/new/", inside.term_add, name="term-add"),
    path("inside/words/<int:pk>/free/", inside.term_free, name="term-free"),
    path("inside/documents/new/", inside.document_add, name="document-add"),
    path("inside/documents/<int:pk>/free/", inside.document_free, name="document-free"),
    path("inside/pictures/new/", inside.refusal_add, name="refusal-add"),
    path("inside/pictures/<int:pk>/drop/", inside.refusal_drop, name="refusal-drop"),
    path("<int:pk>/", views.guideline_detail, name="guideline-detail"),
    path("situation/", awareness.situation, name="situation"),
    path("<int:pk>/awareness/", awareness.awareness, name="awareness"),
    path("clauses/<int:pk>/situations/new/", situations.situation_add, name="situation-add"),
    path("situations/<int:pk>/edit/", situations.situation_edit, name="situation-edit"),
    path(
        "situations/<int:pk>/after/<int:number>/",
        situations.situation_follow,
        name="situation-follow",
    ),
    path("situations/<int:pk>/delete/", situations.situation_delete, name="situation-delete"),
    path("<int:pk>/coverage/", views.coverage, name="coverage"),
    path("<int:pk>/changes/<int:number>/", views.version_compare, name="version-compare"),
    path("<int:pk>/draft/", draft_views.draft_detail, name="draft-detail"),
    path("<int:pk>/draft/start/", draft_views.draft_start, name="draft-start"),
    path("<int:pk>/draft/delete/", draft_views.draft_delete, name="draft-delete"),
    path("<int:pk>/draft/publish/", draft_views.version_publish, name="version-publish"),
    path("<int:pk>/draft/clauses/new/", draft_views.clause_add, name="clause-add"),
    path("<int:pk>/draft/consultation/", consultation.consultation_open, name="consultation-open"),
    path(
        "<int:pk>/consultation/<int:number>/",
        consultation.consultation_detail,
        name="consultation-detail",
    ),
    path(
        "<int:pk>/consultation/<int:number>/end/",
        consultation.consultation_close,
        name="consultation-close",
    ),
    path(
        "<int:pk>/consultation/<int:number>/consent/",
        consultation.consent_decide,
        name="consent-decide",
    ),
    path("consents/<int:pk>/revoke/", consultation.consent_revoke, name="consent-revoke"),
    path("clauses/<int:pk>/comment/", consultation.comment_add, name="comment-add"),
    path("comments/<int:pk>/answer/", consultation.comment_answer, name="comment-answer"),
    path("comments/<int:pk>/remove/", consultation.comment_remove, name="comment-remove"),
    path("clauses/<int:pk>/edit/", draft_views.clause_edit, name="clause-edit"),
    path("clauses/<int:pk>/change/", draft_views.change_say, name="change-say"),
    path("clauses/<int:pk>/move/", draft_views.clause_move, name="clause-move"),
    path("clauses/<int:pk>/delete/", draft_views.clause_delete, name="clause-delete"),
]
