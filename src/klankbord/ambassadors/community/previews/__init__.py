"""Cards of the pages that posts link to: read by the server, with the texts alone."""
