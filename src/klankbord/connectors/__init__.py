"""Connectors: one folder a platform, their words to ours."""
