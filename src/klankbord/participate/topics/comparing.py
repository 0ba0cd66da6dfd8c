"""What another wording of a query would change, looked up in the archive."""

from dataclasses import dataclass

from klankbord.core.match import Query
from klankbord.core.match.tree import Node, join_all, negate
from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.archive.search import Count, count_found, mention_ids_found
from klankbord.participate.topics.advice import number_words
from klankbord.participate.topics.listing import Row, rows_of
from klankbord.participate.topics.marking import Marker

N_SHOWN = 5
COUNTED = 1_000
"""Up to here a difference is counted one by one, and so exactly."""
SECONDS = 1.0


@dataclass(frozen=True)
class Side:
    """Mentions that only one of two wordings finds: how many, and the newest of them."""

    count: Count
    rows: list[Row]

    @property
    def number_words(self) -> str:
        """How many, as people read it."""
        return number_words(self.count)


@dataclass(frozen=True)
class Difference:
    """From an old wording to a new one."""

    gained: Side
    lost: Side


def difference(old: Query, new: Query) -> Difference:
    """Compare two wordings on everything that is kept; bounded in time."""
    return Difference(
        gained=_only(new.tree, old.tree, Marker.of(new)),
        lost=_only(old.tree, new.tree, Marker.of(old)),
    )


def _only(found_by: Node, not_by: Node, marker: Marker) -> Side:
    query = Query(join_all([found_by, negate(not_by)]), "")
    page = mention_ids_found(query=query, before=None, after=None, limit=COUNTED, seconds=SECONDS)
    is_whole = page.next_before is None
    count = Count(len(page.ids), is_exact=True) if is_whole else count_found(query=query)
    return Side(count, rows_of(mentions_shown(page.ids[:N_SHOWN]), marker))
