"""Figures that several steps read, taken once a page."""

import datetime as dt
from functools import cached_property

from klankbord.reputation.desk.queries import DeskFigures, desk_figures


class Readings:
    """The state of the house at one moment."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    @cached_property
    def desk(self) -> DeskFigures:
        """The desk in figures; three steps are about it."""
        return desk_figures(at=self.at)
