"""Feeds: RSS, Atom, RDF, CDF and JSON Feed, read politely."""

from klankbord.connectors.feed.client import CONNECTOR, FeedConnector, read_document

__all__ = ["CONNECTOR", "FeedConnector", "read_document"]
