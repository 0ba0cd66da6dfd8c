"""What templates may ask of facts."""
