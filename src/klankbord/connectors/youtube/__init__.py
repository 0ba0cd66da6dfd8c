"""YouTube: what people say below videos."""

from klankbord.connectors.youtube.client import CONNECTOR, YouTubeConnector

__all__ = ["CONNECTOR", "YouTubeConnector"]
