"""Tests that every connector must pass: subclass what fits in your own test module.

class TestMine(ConnectorContract):  # and Drift-, Trouble-, Stream-, WriterContract
    connector = CONNECTOR

    @pytest.fixture
    def target(self, ...): return "an address that gives at least one post"

    @pytest.fixture
    def http(self): return GuardedClient(allowed_networks=("127.0.0.0/8",))

They want a real server of the platform on your own machine, or one that you wrote for it.
"""

from klankbord.connectors.contract_tests.drift import DriftContract
from klankbord.connectors.contract_tests.reading import NOW, ConnectorContract
from klankbord.connectors.contract_tests.streaming import Listener, StreamContract, wait_until
from klankbord.connectors.contract_tests.trouble import TroubleContract
from klankbord.connectors.contract_tests.writing import (
    ForgetfulClient,
    MortalClient,
    PictureContract,
    WriterContract,
    act_and_die,
    die,
    picture,
)

__all__ = [
    "NOW",
    "ConnectorContract",
    "DriftContract",
    "ForgetfulClient",
    "Listener",
    "MortalClient",
    "PictureContract",
    "StreamContract",
    "TroubleContract",
    "WriterContract",
    "act_and_die",
    "die",
    "picture",
    "wait_until",
]
