"""What we may say: statements with a source and an end, in versions."""
