"""The archive's own SQL: one small contract, written for SQLite and for PostgreSQL."""

from django.db import connection

from klankbord.participate.archive.store.contract import Store
from klankbord.participate.archive.store.postgres import PostgresStore
from klankbord.participate.archive.store.sqlite import SqliteStore

_STORES: dict[str, Store] = {"sqlite": SqliteStore(), "postgresql": PostgresStore()}


def store() -> Store:
    """Find the store that speaks this database's language."""
    return _STORES[connection.vendor]
