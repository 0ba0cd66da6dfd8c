"""Give a reaction to a post, and take it back."""

import datetime as dt

from django.db import transaction

from klankbord.ambassadors.community.actions import check_in_group
from klankbord.ambassadors.community.models import Post, Reaction
from klankbord.ambassadors.community.reactions.queries import is_on_offer
from klankbord.people.models import Member


class NotOnOffer(Exception):  # noqa: N818  # named after the broken promise
    """Only what the house has is given; what it took away stays where it was given."""


@transaction.atomic
def toggle_reaction(*, post: Post, kind: str, by: Member, at: dt.datetime) -> bool:
    """Give a reaction, or take it back, also one of before; True if it stands now."""
    check_in_group(post.group_id, by)
    n_deleted, _rows = Reaction.objects.filter(post=post, member=by, kind=kind).delete()
    if n_deleted:
        return False
    if not is_on_offer(kind):
        raise NotOnOffer
    reaction = Reaction(post=post, member=by, kind=kind, reacted_at=at)
    # Two presses at once end as one reaction.
    Reaction.objects.bulk_create([reaction], ignore_conflicts=True)
    return True
