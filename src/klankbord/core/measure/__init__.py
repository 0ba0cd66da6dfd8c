"""Counts and what may be said about them: volume, spikes, intervals."""

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.core.measure.spikes import Spike, spikes_in
from klankbord.core.measure.volume import daily_volume

__all__ = ["Interval", "Spike", "daily_volume", "spikes_in", "wilson_interval"]
