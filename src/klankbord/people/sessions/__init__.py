"""Where a member is signed in, and signing out from afar."""
