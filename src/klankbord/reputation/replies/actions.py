"""What can be done to saved replies."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from klankbord.people.models import Member
from klankbord.reputation.replies.models import SavedReply
from klankbord.trust import audit


def save_reply(
    *, by: Member, at: dt.datetime, reply: SavedReply | None = None, **fields: Any
) -> SavedReply:
    """Keep a new reply, or other words for one; `fields` are those of the model."""
    is_new = reply is None
    kept = reply or SavedReply()
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.changed_at = at
    with transaction.atomic():
        kept.save()
        _record("replies.saved" if is_new else "replies.changed", kept, by, at)
    return kept


def delete_reply(*, reply: SavedReply, by: Member, at: dt.datetime) -> None:
    """Throw a saved reply away; answers that began with it stay as they are."""
    with transaction.atomic():
        _record("replies.deleted", reply, by, at)
        reply.delete()


def count_use(*, reply: SavedReply, at: dt.datetime) -> None:
    """An answer that began with these words was posted; by whom is not asked."""
    SavedReply.objects.filter(pk=reply.pk).update(n_used=F("n_used") + 1, last_used_on=at.date())


def _record(act: str, reply: SavedReply, by: Member, at: dt.datetime) -> None:
    detail = {"title": reply.title}
    actor = f"member:{by.pk}"
    audit.record(at=at, actor=actor, act=act, object=f"saved-reply:{reply.pk}", detail=detail)
