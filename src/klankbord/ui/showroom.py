"""What the style page shows."""

from typing import Any

from klankbord.ui.icons import ICONS


def everything() -> dict[str, Any]:
    """Gather one example of each component."""
    return {"icons": sorted(ICONS)}
