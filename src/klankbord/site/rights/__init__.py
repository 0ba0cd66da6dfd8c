"""Screens and jobs for people's rights, which need every room."""
