"""The contract suites where a program of ours stands in a platform's place.

The test module gives the fixtures `connector` and `api` (the program), and `context` to read with.
"""

import pytest

from klankbord.connectors.contract_tests import DriftContract, TroubleContract


class StandIn:
    """For every suite: the connector of the module, with the program started."""

    @pytest.fixture(autouse=True)
    def _connector(self, connector, api):
        self.connector = connector


class Heard(StandIn, DriftContract, TroubleContract):
    """For the suites that read: with the client, the keys and the moment of the module."""

    @pytest.fixture
    def http(self, client):
        return client

    @pytest.fixture
    def context(self, context):
        return context
