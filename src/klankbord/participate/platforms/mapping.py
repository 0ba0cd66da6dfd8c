"""The map: each platform with how well it fits, and why."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from klankbord.core.measure.fit import Part, fit
from klankbord.core.measure.intervals import Interval
from klankbord.participate.platforms.gathering import Platform, platforms
from klankbord.participate.platforms.models import Research, Verdict, Weights

PARTS: Final = ("heard", "focus", "audience", "reach", "ease")
FITS_WELL: Final = 0.5


@dataclass(frozen=True)
class Placed:
    """A platform with its fit (None: nothing that counts is known) and the parts of it."""

    platform: Platform
    parts: list[Part]

    @cached_property
    def fit(self) -> Interval | None:
        """How well it fits, with what is not known as bounds; None where it was never heard."""
        return fit(self.parts) if self.platform.n_mentions else None

    @property
    def research(self) -> Research:
        """What was found out; an empty one before that."""
        return self.platform.research or Research(platform=self.platform.key)

    @property
    def verdict(self) -> Verdict:
        """What is decided."""
        return Verdict(self.research.verdict)

    def is_due(self, today: dt.date) -> bool:
        """Whether the day to look again has come."""
        return self.research.review_on is not None and self.research.review_on <= today


def weights() -> Weights:
    """How much each part counts now."""
    return Weights.objects.first() or Weights()


def platform_map(*, today: dt.date, at: dt.datetime) -> list[Placed]:
    """Every platform of which anything is known; best fit first, those not heard last."""
    counting = weights()
    placed = [
        Placed(
            platform,
            [
                Part(name, known, getattr(counting, name))
                for name, known in platform.known_parts().items()
            ],
        )
        for platform in platforms(today=today, at=at)
    ]
    return sorted(placed, key=_order)


def _order(each: Placed) -> tuple[float, int, str]:
    share = -each.fit.share if each.fit else 1.0
    return (share, -len(each.platform.facts), each.platform.key)
