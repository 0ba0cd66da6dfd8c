"""One question to one colleague who knows: asked from a case, answered by mail or on a page."""
