"""Slack: an open channel, by its API. Closed: see `channels`."""

from klankbord.connectors.slack.client import CONNECTOR, SlackConnector

__all__ = ["CONNECTOR", "SlackConnector"]
