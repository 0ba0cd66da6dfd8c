"""The words of the Stack Exchange API, as far as we use them. Source: api.stackexchange.com/docs.

Numbers of posts are unique on a site: questions and answers share one row of numbers.
"""

import msgspec


class Owner(msgspec.Struct, frozen=True):
    """Who wrote it; a person who left has a name only, or nothing."""

    user_id: int | None = None
    display_name: str | None = ""
    link: str | None = ""


class Entry(msgspec.Struct, frozen=True):
    """A question, an answer, or a post that is one of both (`post_id`, `post_type`)."""

    creation_date: int
    body: str
    question_id: int | None = None
    answer_id: int | None = None
    post_id: int | None = None
    post_type: str = ""
    title: str | None = ""
    link: str | None = ""
    owner: Owner = Owner()
    tags: tuple[str, ...] | None = ()
    score: int | None = 0
    answer_count: int | None = 0
    view_count: int | None = None


class Answer(msgspec.Struct, frozen=True):
    """A page of a list; `backoff` are seconds before this may be asked again."""

    items: tuple[msgspec.Raw, ...]
    has_more: bool = False
    backoff: int = 0
    quota_remaining: int | None = None


class Problem(msgspec.Struct, frozen=True):
    """Why something was refused."""

    error_id: int = 0
    error_message: str = ""


EXPECTED = frozenset({"creation_date", "body", "owner"})
