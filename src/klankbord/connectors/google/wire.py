"""The words of the Google Business Profile APIs, as far as we use them.

Source: their discovery documents (My Business v4, Account Management v1, Business Information v1).
"""

import datetime as dt

import msgspec


class Reviewer(msgspec.Struct, frozen=True, rename="camel"):
    """Who wrote: a name and a picture, no number; nothing of who wants to be nobody."""

    display_name: str | None = ""
    is_anonymous: bool = False


class Answer(msgspec.Struct, frozen=True, rename="camel"):
    """Our answer: each review has one at most."""

    comment: str
    update_time: dt.datetime


class Review(msgspec.Struct, frozen=True, rename="camel"):
    """Stars, and words or none."""

    review_id: str
    create_time: dt.datetime
    update_time: dt.datetime
    star_rating: str | None = ""
    comment: str | None = ""
    reviewer: Reviewer | None = None
    review_reply: Answer | None = None


class Page(msgspec.Struct, frozen=True, rename="camel"):
    """A page of reviews."""

    reviews: tuple[msgspec.Raw, ...] = ()
    next_page_token: str = ""
    total_review_count: int = 0


class Account(msgspec.Struct, frozen=True, rename="camel"):
    """An account with places; its name is `accounts/` and a number."""

    name: str
    account_name: str | None = ""


class Accounts(msgspec.Struct, frozen=True, rename="camel"):
    """The accounts that a key opens."""

    accounts: tuple[Account, ...] = ()
    next_page_token: str = ""


class Metadata(msgspec.Struct, frozen=True, rename="camel"):
    """Where a place stands on the map."""

    maps_uri: str | None = ""


class Location(msgspec.Struct, frozen=True, rename="camel"):
    """A place; its name is `locations/` and a number."""

    name: str
    title: str | None = ""
    metadata: Metadata | None = None


class Locations(msgspec.Struct, frozen=True, rename="camel"):
    """A page of the places of an account."""

    locations: tuple[Location, ...] = ()
    next_page_token: str = ""


EXPECTED = frozenset({"reviewId", "createTime", "updateTime", "starRating"})
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
