"""Polls: a question with choices, by name or with ballots that lead to nobody."""
