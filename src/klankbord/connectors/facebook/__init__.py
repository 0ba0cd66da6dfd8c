"""Facebook: what is said on a page of ours."""

from klankbord.connectors.facebook.client import CONNECTOR, FacebookConnector

__all__ = ["CONNECTOR", "FacebookConnector"]
