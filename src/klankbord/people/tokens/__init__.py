"""Keys with which a member's own programs call the interface."""
