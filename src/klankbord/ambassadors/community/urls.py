"""Addresses of this room."""

from django.urls import path

from klankbord.ambassadors.community import group_views, people_views, views, word_views
from klankbord.ambassadors.community.announcements import views as announcements
from klankbord.ambassadors.community.attachments import views as attachments
from klankbord.ambassadors.community.events import views as events
from klankbord.ambassadors.community.guests import views as guests
from klankbord.ambassadors.community.imports import take_views
from klankbord.ambassadors.community.imports import views as imports
from klankbord.ambassadors.community.moderation import views as moderation
from klankbord.ambassadors.community.notifications import views as notifications
from klankbord.ambassadors.community.polls import ballot_views as ballots
from klankbord.ambassadors.community.polls import views as polls
from klankbord.ambassadors.community.praise import views as praise
from klankbord.ambassadors.community.previews import views as previews
from klankbord.ambassadors.community.ranking import views as ranking
from klankbord.ambassadors.community.reactions import views as reactions

app_name = "community"
urlpatterns = [
    path("", views.feed, name="feed"),
    path("order/", ranking.feed_order, name="feed-order"),
    path("search/", views.search, name="search"),
    path("names/", views.name_find, name="name-find"),
    path("groups/", views.group_list, name="group-list"),
    path("groups/new/", group_views.group_add, name="group-add"),
    path("groups/<int:pk>/", views.group_detail, name="group-detail"),
    path("groups/<int:pk>/edit/", group_views.group_edit, name="group-edit"),
    path("groups/<int:pk>/join/", group_views.group_join, name="group-join"),
    path("groups/<int:pk>/leave/", group_views.group_leave, name="group-leave"),
    path("groups/<int:pk>/take/", take_views.group_take, name="group-take"),
    path("groups/<int:pk>/people/", people_views.group_people, name="group-people"),
    path(
        "groups/<int:pk>/people/<int:membership_pk>/owner/",
        people_views.owner_change,
        name="owner-change",
    ),
    path(
        "groups/<int:pk>/people/<int:membership_pk>/remove/",
        people_views.member_remove,
        name="member-remove",
    ),
    path(
        "groups/<int:pk>/requests/<int:membership_pk>/accept/",
        people_views.request_accept,
        name="request-accept",
    ),
    path(
        "groups/<int:pk>/requests/<int:membership_pk>/decline/",
        people_views.request_decline,
        name="request-decline",
    ),
    path("imports/", imports.import_add, name="import-add"),
    path("imports/forget/", imports.voice_forget, name="voice-forget"),
    path("imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/cancel/", imports.import_cancel, name="import-cancel"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import-undo"),
    path("groups/<int:pk>/guests/", guests.group_guests, name="group-guests"),
    path(
        "groups/<int:pk>/guests/<int:membership_pk>/renew/",
        guests.guest_renew,
        name="guest-renew",
    ),
    path("groups/<int:pk>/guests/<int:membership_pk>/end/", guests.guest_end, name="guest-end"),
    path("guests/<str:token>/", guests.guest_come_in, name="guest-come-in"),
    path("notifications/", notifications.notification_list, name="notification-list"),
    path("notifications/seen/", notifications.notification_see, name="notification-see"),
    path("notifications/mail/", notifications.mail_choices, name="mail-choices"),
    path("notifications/stop/<str:token>/", notifications.mail_stop, name="mail-stop"),
    path("attachments/<int:pk>/", attachments.attachment_open, name="attachment-open"),
    path("attachments/<int:pk>/small/", attachments.attachment_small, name="attachment-small"),
    path("posts/new/", word_views.post_write, name="post-write"),
    path("events/", events.event_list, name="event-list"),
    path("events/<int:pk>/edit/", events.event_edit, name="event-edit"),
    path("events/<int:pk>/cancel/", events.event_cancel, name="event-cancel"),
    path("events/<int:pk>/answer/", events.event_answer, name="event-answer"),
    path("events/<int:pk>/save/", events.event_save, name="event-save"),
    path("calendar/<str:token>/", events.calendar_feed, name="calendar-feed"),
    path("posts/new/praise/", praise.praise_write, name="praise-write"),
    path("posts/<int:pk>/praise/leave/", praise.praise_leave, name="praise-leave"),
    path("posts/new/poll/", polls.poll_write, name="poll-write"),
    path("polls/cast/<str:key>/", ballots.poll_cast, name="poll-cast"),
    path("polls/<int:pk>/edit/", polls.poll_edit, name="poll-edit"),
    path("polls/<int:pk>/close/", polls.poll_close, name="poll-close"),
    path("polls/<int:pk>/vote/", polls.poll_vote, name="poll-vote"),
    path("polls/<int:pk>/answer/", ballots.poll_answer, name="poll-answer"),
    path("polls/<int:pk>/token/", ballots.poll_token, name="poll-token"),
    path("polls/<int:pk>/ballots/", ballots.poll_ballots, name="poll-ballots"),
    path("posts/new/event/", events.event_write, name="event-write"),
    path("posts/new/announcement/", announcements.announcement_write, name="announcement-write"),
    path("posts/<int:pk>/", views.post_detail, name="post-detail"),
    path("posts/<int:pk>/history/", views.post_history, name="post-history"),
    path("posts/<int:pk>/report/", moderation.post_report, name="post-report"),
    path("posts/<int:pk>/edit/", word_views.post_edit, name="post-edit"),
    path("posts/<int:pk>/remove/", word_views.post_remove, name="post-remove"),
    path("posts/<int:pk>/pin/", word_views.post_pin, name="post-pin"),
    path("posts/<int:pk>/preview/remove/", previews.preview_remove, name="preview-remove"),
    path("posts/<int:pk>/announce/", announcements.post_announce, name="post-announce"),
    path("posts/<int:pk>/acknowledge/", announcements.post_acknowledge, name="post-acknowledge"),
    path("posts/<int:pk>/react/", word_views.reaction_toggle, name="reaction-toggle"),
    path("posts/<int:pk>/comments/", word_views.comment_write, name="comment-write"),
    path("settings/reactions/", reactions.reaction_settings, name="reaction-settings"),
    path("settings/guests/", guests.guest_settings, name="guest-settings"),
    path("reviews/", moderation.review_list, name="review-list"),
    path("reviews/<int:pk>/open/", moderation.review_open, name="review-open"),
    path("reviews/<int:pk>/", moderation.review_detail, name="review-detail"),
    path("reviews/<int:pk>/decide/", moderation.review_decide, name="review-decide"),
    path("reviews/<int:pk>/forget/", moderation.review_forget, name="review-forget"),
    path("comments/<int:pk>/report/", moderation.comment_report, name="comment-report"),
    path("comments/<int:pk>/edit/", word_views.comment_edit, name="comment-edit"),
    path("comments/<int:pk>/best/", word_views.answer_choose, name="answer-choose"),
    path("comments/<int:pk>/remove/", word_views.comment_remove, name="comment-remove"),
]
