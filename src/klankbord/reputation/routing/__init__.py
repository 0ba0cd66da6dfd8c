"""Routing: what is heard becomes a case at the desk, by rules that the organisation writes."""
