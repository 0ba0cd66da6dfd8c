"""Zulip: an open channel, by its API. Closed: see `channels`."""

from klankbord.connectors.zulip.client import CONNECTOR, ZulipConnector

__all__ = ["CONNECTOR", "ZulipConnector"]
