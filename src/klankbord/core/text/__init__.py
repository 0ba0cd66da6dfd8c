"""Text as words and keys: folding, cutting into words, hashtags, handles, sites."""
