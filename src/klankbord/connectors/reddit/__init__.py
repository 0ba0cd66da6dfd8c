"""Reddit: what is said in its communities, and by whom."""

from klankbord.connectors.reddit.client import CONNECTOR, RedditConnector

__all__ = ["CONNECTOR", "RedditConnector"]
