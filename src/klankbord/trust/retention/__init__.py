"""How long each table is kept, what goes by itself, and what is held back."""
