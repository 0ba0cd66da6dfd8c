"""What a member is told: who named or answered them, and what is new in their groups."""
