"""Queries in the spelling of other tools, rewritten to ours, with a report of what changed."""

from klankbord.core.match.imports.changes import Change, ChangeCode, Dialect, Imported
from klankbord.core.match.imports.rewrite import import_query

__all__ = ["Change", "ChangeCode", "Dialect", "Imported", "import_query"]
