"""The test server of the connectors' own tests, for files as well."""

from pathlib import Path

import pytest

from klankbord.connectors.tests.conftest import client, read_at, site

__all__ = ["client", "read_at", "site"]


@pytest.fixture
def write(tmp_path):
    def put(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put
