"""People who know something and do not sign in here: questions reach them by mail."""
