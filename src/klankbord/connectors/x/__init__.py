"""X, through its official interface, with a key of ours."""

from klankbord.connectors.x.client import CONNECTOR, XConnector

__all__ = ["CONNECTOR", "XConnector"]
