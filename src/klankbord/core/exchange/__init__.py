"""Posts in the forms that other programs read: Arrow columns, table rows, ActivityStreams."""
