"""Saved replies: words that are ready, with what the program fills in and what a person must."""
