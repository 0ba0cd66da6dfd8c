"""Guests: somebody from outside in one group, for some time."""
