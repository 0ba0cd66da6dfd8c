"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.participate.topics.models import Topic
from klankbord.trust.wording import Kind, at, on, say

say(
    "topics",
    acts={
        "topics.topic-created": _("A topic was made"),
        "topics.topic-changed": _("A topic was changed"),
        "topics.topic-paused": _("A topic was paused"),
        "topics.topic-resumed": _("A topic was taken up again"),
        "topics.topic-deleted": _("A topic was deleted"),
        "topics.draft-discarded": _("The draft of a topic was thrown away"),
        "topics.sample-drawn": _("Mentions were drawn to check a topic"),
        "topics.replay-asked": _("A topic is held against all mentions"),
        "topics.replay-continued": _("Holding a topic against all mentions was taken up again"),
        "topics.replay-cancelled": _("Holding a topic against all mentions was stopped"),
        "topics.mentions-exported": _("Mentions were exported"),
        "topics.topics-exported": _("Topics were exported"),
    },
    objects={
        "topic": Kind(label=_("Topic"), rows=Topic.objects.all, page=at("topics:topic-detail")),
        "mentions": Kind(label=_("Mentions as"), page=on("topics:mention-list")),
    },
    details={
        "query": _("query"),
        "query_before": _("query before"),
        "at_most": _("at most"),
        "n": _("how many"),
    },
)
