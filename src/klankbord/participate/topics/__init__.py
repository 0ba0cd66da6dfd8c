"""Topics: stored queries and the mentions that match them."""
