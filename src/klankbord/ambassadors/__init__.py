"""Phase 2: ambassadors."""
