"""The forms in which posts leave the house as a file, each written piece by piece."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from klankbord.core.exchange.activities import collection_of
from klankbord.core.exchange.cells import csv_of
from klankbord.core.exchange.columns import parquet_of
from klankbord.core.post import Post, encode_post


@dataclass(frozen=True)
class Form:
    """How files of a form end, what they are called on the web, and who writes them."""

    ending: str
    media_type: str
    write: Callable[[Iterable[Post]], Iterator[bytes]]


def lines_of(posts: Iterable[Post]) -> Iterator[bytes]:
    """Write posts as JSON Lines, a post a piece."""
    return (encode_post(post) + b"\n" for post in posts)


FORMS = {
    "jsonl": Form(".jsonl", "application/jsonl; charset=utf-8", lines_of),
    "csv": Form(".csv", "text/csv; charset=utf-8", csv_of),
    "activitystreams": Form(".json", "application/activity+json", collection_of),
    "parquet": Form(".parquet", "application/vnd.apache.parquet", parquet_of),
}
"""By the name that a person gives; see `docs/en/post-format.md`."""
