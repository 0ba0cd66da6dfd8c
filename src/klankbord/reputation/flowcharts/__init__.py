"""Flowcharts: how the organisation decides what to do with a message, as data."""
