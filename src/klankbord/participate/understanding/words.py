"""Labels in the words of people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

SENTIMENTS: dict[str, Words] = {
    "negative": _("negative"),
    "neutral": _("neutral"),
    "positive": _("positive"),
    "unsure": _("unsure"),
}
INTENTS: dict[str, Words] = {
    "question": _("question"),
    "complaint": _("complaint"),
    "praise": _("compliment"),
    "suggestion": _("suggestion"),
    "claim": _("claim to check"),
    "abuse": _("abuse"),
    "spam": _("spam"),
    "other": _("something else"),
    "unsure": _("unsure"),
}


def sentiment_name(label: str) -> str:
    """How a text sounds, in words."""
    return str(SENTIMENTS.get(label, label))


def intent_name(label: str) -> str:
    """What a writer wants, in words."""
    return str(INTENTS.get(label, label))
