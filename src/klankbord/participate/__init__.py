"""Phase 1: take part."""
