"""The flows that Klankbord brings along, in Dutch and English."""

from functools import cache
from importlib.resources import files
from typing import Final

from klankbord.core.flow import Chart, read_chart

NAMES: Final = ("standard", "short", "crisis")


def shipped_text(name: str) -> str:
    """The document of one of our own flows, as it stands in the package."""
    return files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@cache
def shipped_chart(name: str) -> Chart:
    """One of our own flows."""
    chart = read_chart(shipped_text(name)).chart
    if chart is None:
        raise ValueError(name)
    return chart
