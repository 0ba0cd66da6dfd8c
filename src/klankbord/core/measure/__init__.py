"""Counts and what may be said about them: volume, spikes, intervals, clocks, waits."""

from klankbord.core.measure.clocks import (
    Calendar,
    ClockState,
    Pause,
    Reading,
    Term,
    business_time,
    due_at,
    earliest_due,
    read_clock,
)
from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.core.measure.spikes import Spike, spikes_in
from klankbord.core.measure.survival import Survival, Wait, survival_curve, wait_at
from klankbord.core.measure.volume import daily_volume

__all__ = [
    "Calendar",
    "ClockState",
    "Interval",
    "Pause",
    "Reading",
    "Spike",
    "Survival",
    "Term",
    "Wait",
    "business_time",
    "daily_volume",
    "due_at",
    "earliest_due",
    "read_clock",
    "spikes_in",
    "survival_curve",
    "wait_at",
    "wilson_interval",
]
