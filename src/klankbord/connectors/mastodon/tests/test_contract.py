"""Mastodon keeps the contract of streams and of writers, at a real server."""

import uuid

import pytest

from klankbord.connectors.contract_tests import PictureContract, StreamContract, WriterContract
from klankbord.connectors.mastodon import CONNECTOR

pytestmark = pytest.mark.peer


@pytest.fixture
def word() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def target(peer, word):
    return f"{peer.url}/tags/{word}"


class TestStream(StreamContract):
    connector = CONNECTOR
    mute_target = "https://m.example/@bewoner"

    @pytest.fixture
    def target(self, target):
        return target

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def speak(self, person, server, word):
        return lambda text: f"mastodon:{server}/{person('bewoner').say(f'{text} #{word}')['id']}"

    @pytest.fixture
    def remove(self, person):
        return lambda own: person("bewoner").delete(own.rpartition("/")[2])


class TestWriter(WriterContract):
    connector = CONNECTOR

    @pytest.fixture
    def account(self, peer):
        return peer.url

    @pytest.fixture
    def secrets(self, peer):
        return {peer.url: peer.tokens["gemeente"]}

    @pytest.fixture
    def question(self, person, target, word, context):
        person("bewoner").say(f"Wanneer gaat het zwembad open? #{word}")
        return CONNECTOR.read(target, {}, context).batch.posts[0]

    @pytest.fixture
    def standing(self, person, question):
        own = question.external_id.rpartition("/")[2]
        return lambda: [each["id"] for each in person("bewoner").answers_to(own)]

    @pytest.fixture
    def remove(self, person):
        return lambda own: person("gemeente").delete(own)


class TestPictures(TestWriter, PictureContract):
    """The same with a picture beside the words."""
