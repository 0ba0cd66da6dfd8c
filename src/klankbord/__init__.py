"""Klankbord: a self-hosted conversation desk for organisations."""

__version__ = "0.1.0"
