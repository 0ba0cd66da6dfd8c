"""Four eyes: an answer is asked for, looked at by somebody else, and goes out within a time."""
