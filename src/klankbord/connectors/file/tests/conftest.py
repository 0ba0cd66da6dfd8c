"""The test server of the connectors' own tests, for files as well."""

from klankbord.connectors.tests.conftest import client, read_at, site

__all__ = ["client", "read_at", "site"]
