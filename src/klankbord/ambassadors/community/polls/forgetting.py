"""Polls go with their posts, and what was voted goes with them."""

from django.db.models import QuerySet

from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.community.polls.models import Poll
from klankbord.trust.ballots.models import BallotRound


def forget_polls(*, posts: QuerySet[Post]) -> None:
    """Drop what posts asked; the ballots of an anonymous one too, counted or not."""
    polls = Poll.objects.filter(post__in=posts)
    votes = list(polls.filter(vote__isnull=False).values_list("vote", flat=True))
    polls.delete()
    BallotRound.objects.filter(pk__in=votes).delete()
