"""Doors: what others bring us. A program, a site, anybody with something to say, a colleague."""
