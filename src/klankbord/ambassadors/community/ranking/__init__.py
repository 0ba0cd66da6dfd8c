"""The feed by what matters first, for who chose that; each post says why it stands there."""
