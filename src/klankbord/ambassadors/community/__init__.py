"""The internal community: groups, posts, comments, reactions."""
