"""Pictures and files that go along with posts and comments: made anew, and for readers only."""
