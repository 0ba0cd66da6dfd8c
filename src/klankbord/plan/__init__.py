"""The home page: three phases, measured."""
