"""Mattermost: an open channel, by its API. Closed: see `channels`."""

from klankbord.connectors.mattermost.client import CONNECTOR, MattermostConnector

__all__ = ["CONNECTOR", "MattermostConnector"]
