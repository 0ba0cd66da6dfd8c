import socket
import time

import httpx
import pytest
import yaml

from klankbord.connectors.tests.peers import free_port, program, running


class Model:
    """A server that speaks the OpenAI interface, which we did not write; what it says is set."""

    def __init__(self, url, config):
        self.url = url
        self._config = config

    def says(self, content="", *, needs="", **respond):
        """Answer this, if the request holds the words `needs`; anything else gets status 418."""
        when = {"when": {"messages_contain": needs}} if needs else {}
        respond = {"content": content, **respond}
        rules = [{"name": "set", **when, "respond": respond}]
        rules.append({"name": "else", "respond": {"status": 418, "error": "not what was asked"}})
        self._config.write_text(yaml.safe_dump({"version": 1, "rules": rules}))
        httpx.post(f"{self.url}/_fakellm/reload", trust_env=False).raise_for_status()


@pytest.fixture(scope="session")
def model_server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    config, port = folder / "fakellm.yaml", free_port()
    config.write_text(yaml.safe_dump({"version": 1, "rules": []}))
    command = [program("fakellm"), "serve", "--port", str(port), "--config", str(config)]
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/_fakellm/stats", folder):
        yield Model(url, config)


@pytest.fixture
def model(model_server, settings):
    settings.OPEN_NETWORKS = ("127.0.0.0/8",)
    return model_server


@pytest.fixture
def silent():
    """A server that takes the call and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        time.sleep(0)
