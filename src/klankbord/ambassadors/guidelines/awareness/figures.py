"""Which clause is understood, and whom situations reach: figures about crowds, never a person."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from klankbord.ambassadors.guidelines.awareness.crowd import ONE_IN, without_lots
from klankbord.ambassadors.guidelines.awareness.models import (
    Situation,
    SituationTally,
    SituationTurn,
)
from klankbord.ambassadors.guidelines.awareness.scene import Choice, Scene
from klankbord.ambassadors.guidelines.coverage import Share, share_of
from klankbord.ambassadors.guidelines.models import Clause, GuidelineVersion
from klankbord.ambassadors.guidelines.queries import Coverage, shares_told
from klankbord.core.measure.intervals import wilson_interval
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import Kind, Measure
from klankbord.trust.disclosure.rounding import share_of as rounded

CLEAR = 0.75  # of those who answer chose as agreed; if surely fewer do, the text can be clearer


@dataclass(frozen=True)
class Way:
    """One choice of a situation, the share that chose it if that may be told, and what follows."""

    choice: Choice
    share: Share | None
    then: tuple["Way", ...] = ()


@dataclass(frozen=True)
class Item:
    """How one situation is answered, by about so many; nought: too few to tell."""

    situation: Situation
    ways: tuple[Way, ...]
    n_about: int
    is_unclear: bool


@dataclass(frozen=True)
class ClauseItems:
    """A clause with its situations, and whether its text is worth another look."""

    clause: Clause
    items: list[Item]

    @property
    def is_unclear(self) -> bool:
        """Whether surely many chose otherwise in one of its situations."""
        return any(each.is_unclear for each in self.items)


def clause_items(version: GuidelineVersion) -> list[ClauseItems]:
    """Tell how the situations of each clause are answered; texts to look at again come first."""
    clauses = list(version.clauses.prefetch_related("situations"))
    wordings = {each.wording for clause in clauses for each in clause.situations.all()}
    rows = SituationTally.objects.filter(wording__in=wordings).values_list("wording", "path", "n")
    counted: dict[str, dict[str, int]] = {}
    for wording, path, n in rows:
        counted.setdefault(wording, {})[path] = n
    least = least_for(Kind.SHARE)
    found = [
        ClauseItems(
            clause,
            [_item(each, counted.get(each.wording, {}), least) for each in clause.situations.all()],
        )
        for clause in clauses
    ]
    return sorted(found, key=lambda each: not each.is_unclear)


def reach_of(version: GuidelineVersion, *, at: dt.datetime) -> Coverage:
    """Tell the share that had answered a situation of this version when the last week closed."""
    measure = Measure(f"guidelines.reached:{version.pk}", Kind.SHARE)
    return shares_told(version, measure=measure, done=_reached, at=at)


def _reached(version: GuidelineVersion, before: dt.datetime) -> Iterable[int]:
    """Find the ids of members who had answered on a day before a moment."""
    turns = SituationTurn.objects.filter(
        wording__in=version.clauses.values("wording"), answered_on__lt=before.date()
    )
    return turns.values_list("member", flat=True).distinct()


def _item(situation: Situation, counted: Mapping[str, int], least: int) -> Item:
    scene = situation.tree
    n = sum(counted.get(path, 0) for path in scene.paths)
    if n < least:
        nobody = dict.fromkeys(scene.paths, 0.0)
        return Item(situation, _ways(scene, "", nobody, least), 0, is_unclear=False)
    chosen = without_lots(counted, scene.paths)
    about = rounded(n, n).n_about
    is_unclear = _most_that_fit(scene, counted) < CLEAR
    return Item(situation, _ways(scene, "", chosen, least), about, is_unclear)


def _ways(scene: Scene, front: str, chosen: Mapping[str, float], least: int) -> tuple[Way, ...]:
    """Shares among those who came to this scene; none where these are too few."""
    names = [f"{front}{number}" for number in range(len(scene.choices))]
    numbers = [_through(name, chosen) for name in names]
    n = round(sum(numbers))
    return tuple(
        Way(
            choice,
            share_of(rounded(min(round(number), n), n)) if n >= least else None,
            _ways(choice.then, f"{name}.", chosen, least) if choice.then else (),
        )
        for choice, name, number in zip(scene.choices, names, numbers, strict=True)
    )


def _through(name: str, chosen: Mapping[str, float]) -> float:
    return sum(n for path, n in chosen.items() if path == name or path.startswith(f"{name}."))


def _most_that_fit(scene: Scene, counted: Mapping[str, int]) -> float:
    """The highest share that may really have chosen as agreed (95 % interval), lots taken out."""
    fitting = [path for path in scene.paths if _fits(scene, path)]
    n = sum(counted.get(path, 0) for path in scene.paths)
    most = wilson_interval(sum(counted.get(path, 0) for path in fitting), n).high
    by_lot = len(fitting) / (ONE_IN * len(scene.paths))
    return (most - by_lot) * ONE_IN / (ONE_IN - 1)


def _fits(scene: Scene, path: str) -> bool:
    return scene.choices[int(path.partition(".")[0])].fits
