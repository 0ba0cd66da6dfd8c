"""What tests of imports do again and again."""

import shutil
import uuid
from pathlib import Path

from django.db.models import Model

from klankbord.ambassadors.community.announcements.models import Announcement
from klankbord.ambassadors.community.events.models import Event, EventAnswer
from klankbord.ambassadors.community.imports import actions
from klankbord.ambassadors.community.imports.models import CommunityImport
from klankbord.ambassadors.community.models import (
    Comment,
    Group,
    Membership,
    Post,
    PostTag,
    PostVersion,
    Reaction,
)
from klankbord.ambassadors.community.polls.models import Poll, PollChoice, PollVote
from klankbord.ambassadors.community.praise.models import Praise, Praised

TABLES = (
    Group, Membership, Post, Comment, Reaction, PostTag, PostVersion, Poll, PollChoice, PollVote,
    Event, EventAnswer, Praise, Praised, Announcement,
)  # fmt: skip
LINKS = {
    "id",
    "group_id",
    "post_id",
    "comment_id",
    "parent_id",
    "best_answer_id",
    "poll_id",
    "choice_id",
    "vote_id",
    "event_id",
    "praise_id",
    "announced_by_id",  # shown to nobody, and in no file
}


def look_at(path: Path, *, by, at) -> CommunityImport:
    """Upload a copy of a file, and have it looked into."""
    folder = actions.import_folder()
    folder.mkdir(parents=True, exist_ok=True)
    kept = shutil.copy(path, folder / uuid.uuid4().hex)
    brought = actions.take_up(path=kept, file_name=Path(path).name, by=by, at=at)
    actions.look(brought=brought, at=at, on_step=lambda _n: None)
    brought.refresh_from_db()
    return brought


def bring(given, *, by, at, choices=None, has_voices=True, in_page=lambda: None) -> CommunityImport:
    """Bring all that can come in, as wide as it was, unless other choices are given."""
    brought = given if isinstance(given, CommunityImport) else look_at(given, by=by, at=at)
    if choices is None:
        places = actions.found_in(brought).places
        choices = {place.key: place.width for place in places if place.has_owner}
    actions.start_import(brought=brought, choices=choices, has_voices=has_voices, by=by, at=at)
    brought.refresh_from_db()
    actions.carry_over(brought=brought, at=at, on_page=lambda _each: None, in_page=in_page)
    brought.refresh_from_db()
    return brought


def tables(*more: type[Model]) -> dict[str, list]:
    """Every row of the community without its numbers, to compare one world with another."""
    return {
        model.__name__: sorted(
            repr(sorted((key, value) for key, value in row.items() if key not in LINKS))
            for row in model.objects.values()
        )
        for model in (*TABLES, *more)
    }
