"""Stories: a message with all its copies, wherever they stand."""
