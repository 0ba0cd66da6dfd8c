"""What was learned from the team's labels, where it is in use. Loaded once a process."""

import zlib
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from klankbord.core.measure.prevalence import Eye
from klankbord.core.text.understanding.adapting import Adaptation as Learned
from klankbord.core.text.understanding.adapting import Given
from klankbord.core.text.understanding.encoder import Meanings, has_encoder
from klankbord.core.text.understanding.opinions import (
    LEAST_SURE,
    SELDOM_NEGATIVE,
    SENTIMENTS,
    Opinion,
    best_tier,
)
from klankbord.core.text.understanding.weights import languages_known
from klankbord.participate.understanding.models import Adaptation
from klankbord.participate.understanding.queries import readings_to_redo
from klankbord.participate.understanding.tone import EYES, Eyes


def adaptation_in_use() -> Learned | None:
    """What was learned and is in use, if the encoder that it needs is there."""
    row = Adaptation.objects.filter(is_in_use=True).values_list("pk", "uses_meanings").first()
    if row is None or row[1] != has_encoder():
        return None
    return _loaded(row[0])


class Seeing(NamedTuple):
    """How the models see texts, and how many texts must be read before own labels say it."""

    eyes: Eyes
    n_to_redo: int
    seldom_negative: frozenset[str] = frozenset()
    """Languages in which hardly anything is called negative; none once own labels are in use."""


def seeing_in_use() -> Seeing:
    """How the models see texts; the better one by the team's own labels, where they are in use.

    Not before all is read by them: what one model read is not put right by how another one sees.
    """
    row = Adaptation.objects.filter(is_in_use=True).values_list("eye", "uses_meanings").first()
    if row is None or row[1] != has_encoder():
        return Seeing(EYES, 0, SELDOM_NEGATIVE)
    if not row[0]:
        return Seeing(EYES, 0)
    if n := readings_to_redo().count():
        return Seeing(EYES, n)
    own = Eye(**row[0])
    return Seeing({**EYES, **{(code, best_tier()): own for code in languages_known()}}, 0)


def languages_seldom_negative() -> frozenset[str]:
    """Languages in which hardly anything is called negative; none once own labels are in use."""
    rows = Adaptation.objects.filter(is_in_use=True, uses_meanings=has_encoder())
    return frozenset() if rows.exists() else SELDOM_NEGATIVE


def as_the_team_reads(
    said: Sequence[Opinion], meanings: Meanings | None, texts: Sequence[str]
) -> list[Opinion]:
    """Sentiment as the team's labels teach it; where the model knows nothing nothing is told."""
    learned = adaptation_in_use()
    if learned is None or not said:
        return list(said)
    rows = np.round(learned.p(given_of(said, meanings, texts)), 4).tolist()
    return [
        Opinion((row[0], row[1], row[2]), each.offensive, LEAST_SURE) if each.sentiment else each
        for row, each in zip(rows, said, strict=True)
    ]


def given_of(said: Sequence[Opinion], meanings: Meanings | None, texts: Sequence[str]) -> Given:
    """What own labels are learned from and read by."""
    p = np.array([each.sentiment or (1 / 3, 1 / 3, 1 / 3) for each in said])
    return Given(p, meanings, texts)


def kept_table(learned: Learned) -> bytes:
    """The table as it is kept: mostly nothing, so a tenth of its size."""
    return zlib.compress(learned.table.tobytes())


@cache
def _loaded(pk: int) -> Learned:
    """A row never changes its weights, and a number is never given twice."""
    row, n_labels = Adaptation.objects.get(pk=pk), len(SENTIMENTS)
    weights = np.frombuffer(bytes(row.weights), "<f8").reshape(-1, n_labels)
    table = np.frombuffer(zlib.decompress(bytes(row.table)), np.int8).reshape(-1, n_labels)
    return Learned(SENTIMENTS, weights, table, np.array(row.scale))
