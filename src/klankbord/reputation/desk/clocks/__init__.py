"""Both clocks of a case: the hours of the desk, the times it wants to keep, how they run."""
