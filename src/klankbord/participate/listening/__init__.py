"""Sources: what we hear, and how well."""
