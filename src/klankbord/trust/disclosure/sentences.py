"""Refusals in plain words, for screens: what is missing, and what would help."""

from django.utils.translation import gettext as _

from klankbord.trust.disclosure.request import Reason, Refusal


def refusal_text(refusal: Refusal) -> str:
    """Say why there is no figure, and what would help."""
    sentences = {
        Reason.ROUND_RUNNING: _(
            "This round still runs. Figures come when it is closed, so that nobody can see who "
            "just answered."
        ),
        Reason.ROUND_TOO_SHORT: _(
            "There was a round less than a week ago. Rounds that follow so quickly would show what "
            "single people did. Wait for the end of the week."
        ),
        Reason.ROUND_LONG_AGO: _(
            "This round is too long ago. We no longer know what was told about it then, so nothing "
            "new is told now."
        ),
        Reason.TOO_FEW: _(
            "There are too few people to show a figure. It takes at least %(least)s. Look at a "
            "larger group."
        )
        % {"least": refusal.least},
        Reason.LEFTOVER: _(
            "With this figure a small group could be worked out by subtracting. Look at fewer, "
            "larger groups."
        ),
        Reason.CHANGED_TOO_LITTLE: _(
            "Only a few people joined or left since the last figure. Subtracting the two would "
            "show what they did. A new figure comes when at least %(least)s people changed."
        )
        % {"least": refusal.least},
        Reason.MEMORY_LOST: _(
            "The program can no longer read what it told before, because the secret of the "
            "installation changed. Until that is put right it tells nothing new. Ask the "
            "administrator to put the old secret back."
        ),
    }
    return sentences[refusal.reason]
