"""Guidelines: clauses, versions, acknowledgements."""
