"""The copies of one mention, as its page shows them."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.core.text.copies import SPAN
from klankbord.core.text.similar import THRESHOLD, Kind
from klankbord.participate.stories.queries import likenesses
from klankbord.participate.topics.listing import Row, plain_row

_KINDS: Final[dict[Kind, str | Promise]] = {
    Kind.REPOST: _("repost"),
    Kind.SAME: _("word for word"),
    Kind.NEAR: _("nearly the same"),
}


@dataclass(frozen=True)
class ShownCopy:
    """One copy: where it stands, how it is alike, and whether it stands for the story."""

    row: Row
    kind: str | Promise
    similarity: float
    is_lead: bool


@dataclass(frozen=True)
class ShownCopies:
    """All of them, with what counts as a copy said in full."""

    copies: list[ShownCopy]
    n: int
    is_lead: bool
    list_url: str
    threshold: float = THRESHOLD
    n_days: int = SPAN // 86_400

    @property
    def n_left(self) -> int:
        """How many more the list has."""
        return self.n - len(self.copies)


def copies_of(row: Row) -> ShownCopies | None:
    """The copies of a mention, oldest first, the first fifty; None where it stands alone."""
    if row.belonging is None:
        return None
    found = likenesses(row.mention, row.belonging.story)
    return ShownCopies(
        copies=[
            ShownCopy(
                plain_row(each.mention),
                _KINDS[each.kind],
                each.similarity,
                is_lead=each.mention.pk == row.belonging.lead,
            )
            for each in found
        ],
        n=row.n_copies,
        is_lead=row.is_lead,
        list_url=row.story_list,
    )
