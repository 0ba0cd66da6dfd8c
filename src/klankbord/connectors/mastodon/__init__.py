"""Mastodon and what speaks its language: read, answer, and see whether the answer still stands."""

from klankbord.connectors.mastodon.client import CONNECTOR, MastodonConnector

__all__ = ["CONNECTOR", "MastodonConnector"]
