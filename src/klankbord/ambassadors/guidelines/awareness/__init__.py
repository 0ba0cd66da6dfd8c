"""Awareness: short situations of each clause, spread over time; a choice stays its own."""
