"""The promises of a connector, kept by Dorpsplein."""

import pytest
from klankbord_dorpsplein.dorpsplein import CONNECTOR
from square import Square

from klankbord.connectors.contract_tests import ConnectorContract, StreamContract, WriterContract
from klankbord.connectors.http import GuardedClient


@pytest.fixture
def square():
    square = Square()
    yield square
    square.close()


@pytest.fixture
def client():
    with GuardedClient(allowed_networks=("127.0.0.0/8",)) as client:
        yield client


class TestReading(ConnectorContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self, square):
        square.shout("Bewoner", "De bak is vol")
        return square.url

    @pytest.fixture
    def http(self, client):
        return client


class TestStream(StreamContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self, square):
        return square.url

    @pytest.fixture
    def speak(self, square):
        return lambda text: f"dorpsplein:{square.shout('Bewoner', text)['id']}"


class TestWriting(WriterContract):
    connector = CONNECTOR

    @pytest.fixture
    def account(self, square):
        return square.url

    @pytest.fixture
    def secrets(self, square):
        return {square.url: "sesam"}

    @pytest.fixture
    def question(self, square, context):
        square.shout("Bewoner", "Wanneer gaat het zwembad open?")
        return CONNECTOR.read(square.url, {}, context).batch.posts[0]

    @pytest.fixture
    def standing(self, square):
        return lambda: [str(each["id"]) for each in square.shouts if each["answers"] == 1]

    @pytest.fixture
    def remove(self, square):
        return lambda own: square.shouts[int(own) - 1].update(text="")
