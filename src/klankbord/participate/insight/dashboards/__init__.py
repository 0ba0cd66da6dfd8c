"""Dashboards: the overview with its choices, kept under a name, shared, and mailed as PDF."""
