"""Ballots that nobody can trace: one person, one ballot, blind-signed tokens, a count to check."""
