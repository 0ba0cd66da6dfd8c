"""What waits for one colleague: notes that call them, decisions, facts and cases of theirs."""
