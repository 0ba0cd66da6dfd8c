"""Bluesky and other homes of the AT Protocol: read, search, answer, and prove it."""

from klankbord.connectors.bluesky.client import CONNECTOR, BlueskyConnector

__all__ = ["CONNECTOR", "BlueskyConnector"]
