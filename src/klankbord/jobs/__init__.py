"""The work loop: claim, run, record, schedule."""
