"""Which reactions the house has, who gave which, and what those of elsewhere become."""
