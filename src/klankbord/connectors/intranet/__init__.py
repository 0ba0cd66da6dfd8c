"""Exports of internal platforms: Slack, Viva Engage (Yammer) and Mattermost."""

from klankbord.connectors.intranet.client import CONNECTOR, IntranetConnector, read_pages

__all__ = ["CONNECTOR", "IntranetConnector", "read_pages"]
