"""Short surveys in rounds: answered anonymously, told after the close, never about one person."""
