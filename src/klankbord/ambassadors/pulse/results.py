"""What a round says: means with bounds, change since the wave before, reliability, recommending.

Computed from figures that the gateway told, and from nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from klankbord.ambassadors.pulse.counting import figure_in
from klankbord.ambassadors.pulse.instruments import RECOMMEND, Item, Subject
from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.core.measure.scales import Reliability, change_reach, mean_reach, reliability
from klankbord.trust.disclosure.request import Figure, Refusal
from klankbord.trust.disclosure.rounding import COARSE, COARSE_BELOW, FINE

LEAST_RELIABILITY: Final = 60  # answers, about; under it figures are coarse and bounds wide


@dataclass(frozen=True)
class Change:
    """How much a mean differs from the wave before, with its bounds."""

    by: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance and rounding make."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Told:
    """A mean with its bounds and the number of people, both rounded; or why there is none."""

    mean: float | None = None
    low: float = 0.0
    high: float = 0.0
    n: int = 0
    edge: int = 0
    refusal: Refusal | None = None
    change: Change | None = None


@dataclass(frozen=True)
class ItemResult:
    """One statement."""

    item: Item
    told: Told


@dataclass(frozen=True)
class SubjectResult:
    """One subject, its items, the mean of the wave before, and how well the items agree."""

    subject: Subject
    told: Told
    before: float | None
    items: Sequence[ItemResult]
    history: Sequence[float]
    reliability: Reliability | None


@dataclass(frozen=True)
class Results:
    """All that a round says."""

    round: PulseRound
    subjects: Sequence[SubjectResult]
    recommend: Told | None
    turnout: Figure | Refusal | None
    earlier: PulseRound | None = None
    seen: Sequence[SubjectResult] = field(default_factory=list)

    @property
    def risen(self) -> list[SubjectResult]:
        """Subjects that clearly rose."""
        return [each for each in self.seen if (c := each.told.change) and c.is_clear and c.by > 0]

    @property
    def fallen(self) -> list[SubjectResult]:
        """Subjects that clearly fell."""
        return [each for each in self.seen if (c := each.told.change) and c.is_clear and c.by < 0]


def results_of(round_: PulseRound, *, earlier: Sequence[PulseRound] = ()) -> Results:
    """Read a round that was told; `earlier` are those before it of this survey, newest first."""
    before = earlier[0] if earlier else None
    subjects = [_subject(subject, round_, earlier) for subject in round_.survey.subjects]
    recommend = round_.told.get(RECOMMEND)
    scale = (-1.0, 1.0)
    previous = before.told.get(RECOMMEND) if before else None
    return Results(
        round=round_,
        subjects=subjects,
        recommend=_told(recommend, previous, scale) if recommend else None,
        turnout=figure_in(round_.told.get("turnout")),
        earlier=before,
        seen=sorted(
            (each for each in subjects if each.told.mean is not None),
            key=lambda each: -(each.told.mean or 0),
        ),
    )


def _subject(subject: Subject, round_: PulseRound, earlier: Sequence[PulseRound]) -> SubjectResult:
    scale = (1.0, float(round_.survey.points))
    before = earlier[0].told if earlier else {}
    pair = round_.told["subjects"].get(subject.key, {})
    waves = [each.told.get("subjects", {}).get(subject.key) for each in [*earlier[::-1], round_]]
    history = [found.value for wave in waves if (found := _mean(wave))]
    previous = _mean(before.get("subjects", {}).get(subject.key))
    return SubjectResult(
        subject=subject,
        told=_told(pair, before.get("subjects", {}).get(subject.key), scale),
        before=previous.value if previous else None,
        items=[
            ItemResult(
                item,
                _told(
                    round_.told["items"].get(item.key, {}),
                    before.get("items", {}).get(item.key),
                    scale,
                ),
            )
            for item in subject.items
        ],
        history=history,
        reliability=_reliability(subject, round_.told, scale),
    )


def _mean(pair: Mapping[str, Any] | None) -> Figure | None:
    found = figure_in((pair or {}).get("mean"))
    return found if isinstance(found, Figure) else None


def _told(
    pair: Mapping[str, Any], previous: Mapping[str, Any] | None, scale: tuple[float, float]
) -> Told:
    mean, spread = figure_in(pair.get("mean")), figure_in(pair.get("spread"))
    if not isinstance(mean, Figure):
        return Told(refusal=mean)
    if not isinstance(spread, Figure):
        return Told(refusal=spread)
    reach = float(mean_reach(_widest(spread, scale), mean.n_about, slack=_half(mean, scale)))
    low, high = scale
    return Told(
        mean=mean.value,
        low=low if mean.edge < 0 else max(low, mean.value - reach),
        high=high if mean.edge > 0 else min(high, mean.value + reach),
        n=mean.n_about,
        edge=mean.edge,
        change=_change(mean, spread, previous, scale),
    )


def _change(
    mean: Figure, spread: Figure, previous: Mapping[str, Any] | None, scale: tuple[float, float]
) -> Change | None:
    was = _mean(previous)
    had = figure_in((previous or {}).get("spread"))
    if was is None or not isinstance(had, Figure):
        return None
    reach = float(
        change_reach(
            (_widest(had, scale), _widest(spread, scale)),
            (was.n_about, mean.n_about),
            slack=_half(was, scale) + _half(mean, scale),
        )
    )
    by = mean.value - was.value
    return Change(by, by - reach, by + reach)


def _reliability(
    subject: Subject, told: Mapping[str, Any], scale: tuple[float, float]
) -> Reliability | None:
    """Cronbach's alpha, where there are enough answers and items for one."""
    of_all = told["subjects"].get(subject.key, {})
    mean, total = _mean(of_all), figure_in(of_all.get("spread"))
    spreads = [figure_in(told["items"][item.key].get("spread")) for item in subject.items]
    figures = [spread for spread in spreads if isinstance(spread, Figure)]
    enough = mean is not None and mean.n_about >= LEAST_RELIABILITY
    if not (enough and isinstance(total, Figure) and mean) or len(figures) < max(2, len(spreads)):
        return None
    slack = _step(mean) / 2 * _spread_width(scale)
    values = [figure.value for figure in figures]
    return reliability(values, total.value, mean.n_about, slack=slack)


def _step(figure: Figure) -> float:
    """About fifty may be 48, which were told in coarse steps."""
    return (COARSE if figure.n_about <= COARSE_BELOW else FINE) / 100


def _half(figure: Figure, scale: tuple[float, float]) -> float:
    """How far a mean may be off because it was rounded."""
    return _step(figure) / 2 * (scale[1] - scale[0])


def _spread_width(scale: tuple[float, float]) -> float:
    return (scale[1] - scale[0]) ** 2 / 4


def _widest(spread: Figure, scale: tuple[float, float]) -> float:
    """The largest variance that rounds to the one told."""
    return spread.value + _step(spread) / 2 * _spread_width(scale)
