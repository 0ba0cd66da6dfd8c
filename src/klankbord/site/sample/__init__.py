"""The sample organisation: a Dutch town that does not exist, marked as sample everywhere."""
