"""Answers stand on facts: which versions, and whether these may still be said."""
