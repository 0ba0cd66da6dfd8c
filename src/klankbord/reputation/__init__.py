"""Phase 3: online reputation."""
