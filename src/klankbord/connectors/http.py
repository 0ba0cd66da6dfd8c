"""The one guarded client for everything outside."""


class GuardedClient:
    """Written by its owner."""
