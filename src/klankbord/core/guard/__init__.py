"""What a text, picture or link tells that should not go out: looked at, answered, forgotten."""
