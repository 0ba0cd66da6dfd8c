"""To which story a mention belongs, as rooms further up find out: a column and a key token."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from klankbord.core.text.tokens import index_words
from klankbord.participate.archive.actions import announce
from klankbord.participate.archive.keeping import update_rows
from klankbord.participate.archive.queries import numbered_posts
from klankbord.participate.archive.rows import search_keys
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Entry


def name_stories(*, stories: Mapping[int, int | None], at: dt.datetime) -> None:
    """Give mentions the number of their story, or none, and leave word for readers further up."""
    with transaction.atomic():
        store().wait_for_other_writers()
        posts = numbered_posts(sorted(stories))
        ids = [number for number, _post in posts]
        update_rows(("story",), [(stories[number], number) for number in ids])
        store().unindex(ids)
        store().index(
            [
                Entry(number, index_words(post), search_keys(post, story=stories[number]))
                for number, post in posts
            ]
        )
        announce(ids=ids, n_new=0, at=at)
