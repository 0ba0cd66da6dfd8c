"""What was learned from the team's labels, where it is in use. Loaded once a process."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from klankbord.core.text.understanding.adapting import Adaptation as Learned
from klankbord.core.text.understanding.encoder import Meanings, has_encoder
from klankbord.core.text.understanding.opinions import SENTIMENTS, Opinion
from klankbord.participate.understanding.models import Adaptation


def adaptation_in_use() -> Learned | None:
    """What was learned and is in use, if the encoder that it needs is there."""
    row = Adaptation.objects.filter(is_in_use=True).values_list("pk", "uses_meanings").first()
    if row is None or row[1] != has_encoder():
        return None
    return _loaded(row[0])


def as_the_team_reads(said: Sequence[Opinion], meanings: Meanings | None) -> list[Opinion]:
    """Sentiment as the team's labels teach it; where the model knows nothing nothing is told."""
    learned = adaptation_in_use()
    if learned is None or not said:
        return list(said)
    p = np.array([each.sentiment or (1 / 3, 1 / 3, 1 / 3) for each in said])
    rows = np.round(learned.p(p, meanings), 4).tolist()
    return [
        Opinion((row[0], row[1], row[2]), each.offensive) if each.sentiment else each
        for row, each in zip(rows, said, strict=True)
    ]


@cache
def _loaded(pk: int) -> Learned:
    """A row never changes its weights, and a number is never given twice."""
    weights = np.frombuffer(bytes(Adaptation.objects.get(pk=pk).weights), "<f8")
    return Learned(SENTIMENTS, weights.reshape(-1, len(SENTIMENTS)))
