"""What a guideline says: how plain it is, what it leaves out, and what a new wording changes."""
