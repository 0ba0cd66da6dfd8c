"""What guidelines do for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.awareness.models import SituationTurn
from klankbord.ambassadors.guidelines.consultation.models import ClauseComment
from klankbord.ambassadors.guidelines.inside.models import InsideDocument, InsideTerm, PhotoRefusal
from klankbord.ambassadors.guidelines.models import Acknowledgement, Clause
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Acknowledgement.objects.filter(member=member).select_related("version__guideline")
    for row in rows.iterator(chunk_size=500):
        yield {
            "guideline": row.version.guideline.title_en,
            "version": row.version.number,
            "agreed_at": row.acknowledged_at,
        }


def _own_turns(member: int) -> Iterator[Mapping[str, Any]]:
    """What is kept of answering: that it was done. There is no choice to give."""
    turns = list(SituationTurn.objects.filter(member=member).order_by("pk"))
    clauses = Clause.objects.filter(wording__in=[each.wording for each in turns])
    titles = dict(clauses.values_list("wording", "title_en"))
    for turn in turns:
        yield {
            "clause": titles.get(turn.wording, ""),
            "n_answered": turn.n_answered,
            "answered_on": turn.answered_on,
            "next_on": turn.next_on,
        }


def _count(member: int) -> int:
    return Acknowledgement.objects.filter(member=member).count()


def _own_comments(member: int) -> Iterator[Mapping[str, Any]]:
    """Only those with a name: of the others nobody knows the writer."""
    rows = ClauseComment.objects.filter(author=member).iterator(chunk_size=500)
    for row in rows:
        yield {
            "clause": row.clause_title,
            "text": row.text,
            "written_on": row.written_on,
            "outcome": row.outcome,
            "answer": row.answer,
        }


def _count_comments(member: int) -> int:
    return ClauseComment.objects.filter(author=member).count()


def _remove_comments(member: int) -> int:
    """That something was said stays, or the answers would hang in the air."""
    own = ClauseComment.objects.filter(author=member)
    return own.update(text="", author=None, is_removed=True)


def _give_back(member: int) -> int:
    turns, _by_table = SituationTurn.objects.filter(member=member).delete()
    n = turns + sum(
        table.objects.filter(owner=member).update(owner=None)
        for table in (InsideTerm, InsideDocument, PhotoRefusal)
    )
    return n + Clause.objects.filter(owner=member).update(owner=None)


offer(
    OwnData(key="guidelines.comments", label=_("What you said of guidelines"), rows=_own_comments),
    Leaver(
        key="guidelines.comments",
        label=_("What they said of guidelines, with their name"),
        count=_count_comments,
        remove=_remove_comments,
    ),
    OwnData(key="guidelines.acknowledgements", label=_("Guidelines you agreed to"), rows=_own),
    OwnData(key="guidelines.turns", label=_("Situations you answered"), rows=_own_turns),
    Leaver(
        key="guidelines.acknowledgements",
        label=_("Agreements to guidelines (kept two years more)"),
        count=_count,
        remove=_give_back,
        keep=_give_back,
    ),
)
