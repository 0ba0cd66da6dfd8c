"""Mentions: what was said, kept and found again."""
