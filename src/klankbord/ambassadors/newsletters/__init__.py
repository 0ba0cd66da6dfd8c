"""Newsletters: an edition proposed from what colleagues wrote."""
