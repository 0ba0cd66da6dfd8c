"""Communities of elsewhere, carried over: look, choose, bring in, undo."""
