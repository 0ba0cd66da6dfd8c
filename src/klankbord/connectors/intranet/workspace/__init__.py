"""A whole workspace of another platform, to carry over to a community of one's own."""

from klankbord.connectors.intranet.workspace.reading import opened_workspace
from klankbord.connectors.intranet.workspace.shape import (
    Along,
    Announced,
    Asked,
    Chosen,
    Coming,
    Held,
    LeftOut,
    Person,
    Place,
    Said,
    Sign,
    SignKind,
    Version,
    Width,
    Workspace,
)

__all__ = [
    "Along",
    "Announced",
    "Asked",
    "Chosen",
    "Coming",
    "Held",
    "LeftOut",
    "Person",
    "Place",
    "Said",
    "Sign",
    "SignKind",
    "Version",
    "Width",
    "Workspace",
    "opened_workspace",
]
