"""Instagram: what is said below what we show, who tags us, and hashtags."""

from klankbord.connectors.instagram.client import CONNECTOR, InstagramConnector

__all__ = ["CONNECTOR", "InstagramConnector"]
