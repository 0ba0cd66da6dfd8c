"""Open and close doors, and take in what comes through them."""

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction

from klankbord.core.post import Post
from klankbord.participate.listening.actions import add_to_day, close_gap, deliver
from klankbord.participate.listening.models import Door, Source, Taken
from klankbord.trust.audit import record

TIP = "tip"


class DoorIsClosed(Exception):  # noqa: N818  # named after the broken promise
    """Nobody may come in here now: it was paused, or its source is being deleted."""


def open_door(
    *,
    kind: str,
    name: str,
    at: dt.datetime,
    actor: str,
    title: str = "",
    intro: str = "",
    site: str = "",
) -> Door:
    """Make a way in of a kind (`form`, `webhook`, `webmention`), at an address nobody can guess.

    `title` and `intro` are for who writes on a form, `site` is ours that others link to.
    """
    with transaction.atomic():
        source = Source.objects.create(
            connector=kind, target=site or kind, name=name[:200], created_at=at
        )
        door = Door.objects.create(
            source=source, token=secrets.token_urlsafe(24), title=title, intro=intro
        )
        _record(source, "listening.door-opened", at, actor)
    return door


def renew_door(*, door: Door, at: dt.datetime, actor: str) -> None:
    """Another address, and with it another secret; the old ones open nothing any more."""
    with transaction.atomic():
        Door.objects.filter(pk=door.pk).update(token=secrets.token_urlsafe(24))
        _record(door.source, "listening.door-renewed", at, actor)


def take_in(*, source: Source, posts: Sequence[Post], at: dt.datetime, number: str = "") -> bool:
    """Keep what came; False for a call whose number was taken in before. Both or neither.

    Raises `DoorIsClosed`.
    """
    with transaction.atomic():
        standing = Source.objects.filter(pk=source.pk, is_active=True, erase_asked_at=None)
        if not standing.update(last_run_at=at, last_success_at=at):
            raise DoorIsClosed
        if number and not _is_new(source, number, at):
            return False
        deliver(source=source, posts=posts, at=at)
        close_gap(source_id=source.pk, at=at)
        add_to_day(source_id=source.pk, at=at, n_runs=1)
    return True


def _is_new(source: Source, number: str, at: dt.datetime) -> bool:
    return Taken.objects.get_or_create(source=source, number=number, defaults={"at": at})[1]


def tip_source(*, at: dt.datetime) -> Source:
    """The source of all tips of colleagues; made when the first one comes, paused or not."""
    made = {"target": TIP, "name": "Tips", "created_at": at}
    return Source.objects.get_or_create(connector=TIP, erase_asked_at=None, defaults=made)[0]


def _record(source: Source, act: str, at: dt.datetime, actor: str) -> None:
    detail = {"name": source.name, "kind": source.connector}
    record(at=at, actor=actor, act=act, object=f"source:{source.pk}", detail=detail)
