"""What the lint of core finds in a draft, as sentences beside the clause."""
