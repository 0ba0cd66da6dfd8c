"""The web server of the connectors' own tests."""

from klankbord.connectors.tests.conftest import client, site

__all__ = ["client", "site"]
