"""The works council's room: which functions are locked, who decided what, and the papers for it."""
