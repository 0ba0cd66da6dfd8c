"""Addresses of this room."""

from django.urls import path

from klankbord.reputation.desk import (
    acts,
    answer_views,
    assess_views,
    bulk_views,
    copy_views,
    line_views,
    tip_views,
    views,
)
from klankbord.reputation.desk.approvals import views as approvals
from klankbord.reputation.desk.asking import views as asking
from klankbord.reputation.desk.calls import views as calls
from klankbord.reputation.desk.clocks import views as clocks
from klankbord.reputation.desk.contacts import views as contacts
from klankbord.reputation.desk.figures import views as figures
from klankbord.reputation.desk.live import views as live
from klankbord.reputation.desk.picturing import views as picturing
from klankbord.reputation.desk.signs import views as signs

app_name = "desk"
urlpatterns = [
    path("", views.case_list, name="case-list"),
    path("clocks/", clocks.clock_list, name="clock-list"),
    path("clocks/add/", clocks.target_add, name="target-add"),
    path("clocks/usual/", clocks.target_usual, name="target-usual"),
    path("clocks/<int:pk>/delete/", clocks.target_delete, name="target-delete"),
    path("signs/", signs.sign_list, name="sign-list"),
    path("figures/", figures.figures, name="figures"),
    path("figures/waits/", figures.picture_waits, name="picture-waits"),
    path("figures/equity.csv", figures.equity_export, name="equity-export"),
    path("figures/silence.csv", figures.silence_export, name="silence-export"),
    path("approvals/", approvals.approval_list, name="approval-list"),
    path("approvals/rule/", approvals.approval_rule_change, name="approval-rule-change"),
    path("approvals/<int:pk>/", approvals.approval_detail, name="approval-detail"),
    path("for-you/", calls.for_you_list, name="for-you"),
    path("for-you/<int:pk>/seen/", calls.call_seen, name="call-seen"),
    path("contacts/", contacts.contact_list, name="contact-list"),
    path("contacts/add/", contacts.contact_add, name="contact-add"),
    path("contacts/import/", contacts.contact_import, name="contact-import"),
    path("contacts/import/<int:pk>/", contacts.contact_check, name="contact-check"),
    path("contacts/<int:pk>/", contacts.contact_change, name="contact-change"),
    path("contacts/<int:pk>/remove/", contacts.contact_remove, name="contact-remove"),
    path("contacts/<int:pk>/export/", contacts.contact_export, name="contact-export"),
    path("pictures/<int:pk>/", picturing.reply_picture, name="reply-picture"),
    path("tip/", tip_views.tip_give, name="tip-give"),
    path("stream/", live.list_stream, name="list-stream"),
    path("<int:pk>/stream/", live.case_stream, name="case-stream"),
    path("<int:pk>/typing/", live.case_typing, name="case-typing"),
    path("cases.csv", views.case_export, name="case-export"),
    path("bulk/", bulk_views.case_bulk, name="case-bulk"),
    path("next/", bulk_views.case_next, name="case-next"),
    path("open/", views.case_open, name="case-open"),
    path("<int:pk>/", views.case_detail, name="case-detail"),
    path("<int:pk>/claim/", acts.case_claim, name="case-claim"),
    path("<int:pk>/release/", acts.case_release, name="case-release"),
    path("<int:pk>/assign/", acts.case_assign, name="case-assign"),
    path("<int:pk>/severity/", acts.case_severity, name="case-severity"),
    path("<int:pk>/promise/", acts.case_promise, name="case-promise"),
    path("<int:pk>/tag/", acts.case_tag, name="case-tag"),
    path("<int:pk>/note/", acts.case_note, name="case-note"),
    path("<int:pk>/message/", acts.case_message, name="case-message"),
    path("<int:pk>/hold/", acts.case_hold, name="case-hold"),
    path("<int:pk>/resume/", acts.case_resume, name="case-resume"),
    path("<int:pk>/assess/", assess_views.case_assess, name="case-assess"),
    path("<int:pk>/answer/", answer_views.case_answer, name="case-answer"),
    path("<int:pk>/saved/", answer_views.case_saved, name="case-saved"),
    path("<int:pk>/line/", line_views.case_line, name="case-line"),
    path("<int:pk>/ask/", asking.case_ask, name="case-ask"),
    path("questions/<int:pk>/", asking.question_detail, name="question-detail"),
    path("questions/<int:pk>/withdraw/", asking.question_withdraw, name="question-withdraw"),
    path("<int:pk>/progress/", answer_views.case_progress, name="case-progress"),
    path("<int:pk>/sent/", answer_views.case_sent, name="case-sent"),
    path("<int:pk>/let-stand/", acts.case_let_stand, name="case-let-stand"),
    path("<int:pk>/monitor/", acts.case_monitor, name="case-monitor"),
    path("<int:pk>/describe/", acts.case_describe, name="case-describe"),
    path("<int:pk>/bot/", acts.case_bot, name="case-bot"),
    path("<int:pk>/copies/", copy_views.case_copies, name="case-copies"),
    path("<int:pk>/join/", copy_views.case_join, name="case-join"),
    path("<int:pk>/close/", acts.case_close, name="case-close"),
    path("<int:pk>/reopen/", acts.case_reopen, name="case-reopen"),
]
