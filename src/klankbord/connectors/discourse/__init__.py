"""Discourse: forums of residents, customers and members."""

from klankbord.connectors.discourse.client import CONNECTOR, DiscourseConnector

__all__ = ["CONNECTOR", "DiscourseConnector"]
