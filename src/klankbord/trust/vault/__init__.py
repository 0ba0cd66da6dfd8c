"""Secrets of others that we keep: tokens of platforms, client secrets of identity providers."""
