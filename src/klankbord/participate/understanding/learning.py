"""Learn from the team's own labels, and say what that brings before it is put to use."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Final, Self

import numpy as np
from django.db import transaction

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.core.measure.labels import Agreement, agreement, macro_intervals
from klankbord.core.measure.prevalence import judged_eye
from klankbord.core.text.understanding import adapting
from klankbord.core.text.understanding.encoder import encode, has_encoder
from klankbord.core.text.understanding.opinions import (
    LEAST_SURE,
    SENTIMENTS,
    UNSURE,
    best_tier,
    opinions,
)
from klankbord.core.text.understanding.weights import Scores
from klankbord.participate.archive.models import Reading
from klankbord.participate.understanding.adaptations import given_of, kept_table
from klankbord.participate.understanding.models import Adaptation, Aspect, Correction
from klankbord.participate.understanding.reading import Words, words_of
from klankbord.people.models import Member
from klankbord.trust import audit

ENOUGH: Final = 200
LEAST_OF_EACH: Final = 10
FOLDS: Final = 10
DRIFT_DAYS: Final = dt.timedelta(days=90)
LEAST_CHECKED: Final = 20


class TooFewLabels(Exception):  # noqa: N818  # named after the broken promise
    """Learning needs some of each label."""


@dataclass(frozen=True)
class Figures:
    """How well labels agree with those of people, from 0 to 1, with 95 % bounds of macro F1."""

    macro_f1: float
    low: float
    high: float
    accuracy: float
    calibration_error: float

    @classmethod
    def of(cls, found: Agreement) -> Self:
        """From a comparison of best guesses."""
        f1, _recall = macro_intervals(found)
        error = found.calibration_error or 0.0
        return cls(f1.share, f1.low, f1.high, found.accuracy.share, error)


@dataclass(frozen=True)
class Drift:
    """Of what people checked by chance, how often a label that was sure was right."""

    n_checked: int
    right: Interval

    @property
    def is_alarm(self) -> bool:
        """Whether it surely is right less often than it says of itself."""
        return self.n_checked >= LEAST_CHECKED and self.right.high < LEAST_SURE


def labels_given() -> dict[int, str]:
    """Mention → the sentiment that a person gave it; `unsure` teaches nothing."""
    rows = Reading.objects.filter(is_sentiment_by_hand=True, sentiment__in=SENTIMENTS)
    return dict(rows.order_by("pk").values_list("pk", "sentiment"))


def drift(*, at: dt.datetime) -> Drift:
    """How the labels of the last three months stand, by those that were drawn by chance."""
    checked = Correction.objects.filter(
        aspect=Aspect.SENTIMENT, is_drawn=True, at__gt=at - DRIFT_DAYS, became__in=SENTIMENTS
    ).exclude(was=UNSURE)
    pairs = list(checked.values_list("was", "became"))
    n_right = sum(was == became for was, became in pairs)
    return Drift(len(pairs), wilson_interval(n_right, len(pairs)))


def learn(*, by: Member | None, at: dt.datetime) -> Adaptation:
    """Learn from all labels and judge each tenth by the others; it is not in use yet.

    Raises `TooFewLabels`.
    """
    given = labels_given()
    words = words_of(list(given))
    right = [given[row.id] for row in words]
    if any(right.count(label) < LEAST_OF_EACH for label in SENTIMENTS):
        raise TooFewLabels
    thought = _thought(words)
    labels, found, sharpness = adapting.cross_judged(thought, right, FOLDS)
    codes = np.array([labels.index(label) for label in right])
    learned = adapting.adapted(thought, right, sharpness)
    with transaction.atomic():
        made = Adaptation.objects.create(
            weights=learned.weights.astype("<f8").tobytes(),
            table=kept_table(learned),
            scale=learned.scale.tolist(),
            uses_meanings=thought.meanings is not None,
            n_texts=len(right),
            before=asdict(_figures(thought.p, right)),
            after=asdict(_figures(found, right)),
            eye=asdict(judged_eye(found, codes, (0, len(labels) - 1))),
            made_at=at,
            made_by=by,
        )
        _record("understanding.labels-learned", made, by, at)
    return made


def put_in_use(*, adaptation: Adaptation, by: Member, at: dt.datetime) -> None:
    """Read by what was learned from now on, and read again what was read closely."""
    with transaction.atomic():
        Adaptation.objects.filter(is_in_use=True).update(is_in_use=False)
        Adaptation.objects.filter(pk=adaptation.pk).update(is_in_use=True)
        _read_again()
        _record("understanding.labels-used", adaptation, by, at)


def stop_using(*, by: Member, at: dt.datetime) -> None:
    """Read as the model came, and read again what was read closely."""
    with transaction.atomic():
        for adaptation in Adaptation.objects.filter(is_in_use=True):
            Adaptation.objects.filter(pk=adaptation.pk).update(is_in_use=False)
            _read_again()
            _record("understanding.labels-left", adaptation, by, at)


def _thought(words: list[Words]) -> adapting.Given:
    texts = [row.whole for row in words]
    meanings = encode(texts) if has_encoder() else None
    said = opinions(texts, [row.code for row in words], best_tier(), meanings)
    return given_of(said, meanings, texts)


def _figures(p: Scores, right: list[str]) -> Figures:
    best = [SENTIMENTS[place] for place in p.argmax(axis=1).tolist()]
    return Figures.of(agreement(right, best, p.max(axis=1).tolist()))


def _read_again() -> None:
    rows = Reading.objects.filter(p_neutral__isnull=False)
    if has_encoder():
        rows = rows.filter(is_close=True)
    rows.update(is_due=True, content_hash=0)


def _record(act: str, made: Adaptation, by: Member | None, at: dt.datetime) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}" if by else "system",
        act=act,
        object=f"adaptation:{made.pk}",
        declaration="understanding.corrections",
        detail={"n_texts": made.n_texts, "before": made.before, "after": made.after},
    )
