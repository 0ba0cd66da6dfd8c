"""What polls do for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.polls.models import Poll, PollVote
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_polls(member: int) -> Iterator[Mapping[str, Any]]:
    for poll in Poll.objects.filter(post__author=member).order_by("pk").iterator(chunk_size=500):
        yield {
            "post": poll.pk,
            "choices": list(poll.choices.values_list("words", flat=True)),
            "anonymous": poll.is_anonymous,
            "closes_at": poll.closes_at,
        }


def _own_votes(member: int) -> Iterator[Mapping[str, Any]]:
    """The post itself belongs to somebody else: it and the choice are told by number only.

    Of anonymous polls there is nothing: which ballot is whose is known to nobody.
    """
    rows = PollVote.objects.filter(member=member).select_related("choice").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        yield {"post": row.choice.poll_id, "choice": row.choice.place + 1, "voted_at": row.voted_at}


def _forget(member: int) -> int:
    """Whatever happens to the words: what was counted stays a count, without the name."""
    return PollVote.objects.filter(member=member).delete()[0]


offer(
    OwnData(key="community.polls", label=_("Polls that you made"), rows=_own_polls),
    OwnData(key="community.poll-votes", label=_("Polls that you voted in"), rows=_own_votes),
    Leaver(
        key="community.poll-votes",
        label=_("Polls that they voted in by name (their name goes out)"),
        count=lambda member: PollVote.objects.filter(member=member).count(),
        remove=_forget,
        keep=_forget,
    ),
)
