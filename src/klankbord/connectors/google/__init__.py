"""Google: what people say of a place of ours."""

from klankbord.connectors.google.client import CONNECTOR, GoogleConnector

__all__ = ["CONNECTOR", "GoogleConnector"]
