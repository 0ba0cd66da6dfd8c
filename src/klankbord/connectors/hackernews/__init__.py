"""Hacker News: what is submitted and said there, by its own search."""

from klankbord.connectors.hackernews.client import CONNECTOR, HackerNewsConnector

__all__ = ["CONNECTOR", "HackerNewsConnector"]
