"""What many posts are about: groups that nobody named before, with words for each."""
