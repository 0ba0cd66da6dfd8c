"""What templates of flows may use."""
