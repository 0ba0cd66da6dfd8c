"""The works council sees for itself that the check keeps nothing, and would see it otherwise."""

import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from klankbord.ambassadors.guidelines import proof
from klankbord.ambassadors.guidelines.proof import search_for
from klankbord.people.models import Role

MARKER = "0123456789abcdef01234567"


@pytest.fixture
def folders(tmp_path, monkeypatch):
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    data.mkdir()
    temporary.mkdir()
    monkeypatch.setattr(settings, "DATA", data)
    monkeypatch.setattr(proof.tempfile, "gettempdir", lambda: str(temporary))
    return data, temporary


def test_two_steps_and_an_answer(folders, make_member, client_of):
    client = client_of(make_member("Council", Role.COUNCIL))
    address = reverse("guidelines:check-proof")
    first = client.get(address).content.decode()
    marker = re.search(r"[0-9a-f]{24}", first)[0]
    second = client.post(address, {"marker": marker, "step": "look"}).content.decode()
    since = re.search(r'name="since" value="(\d+)"', second)[1]
    asked = {"marker": marker, "step": "search", "since": since}
    assert "It stands nowhere" in client.post(address, asked).content.decode()
    (folders[0] / "left.log").write_text(f"oops {marker}")
    found = client.post(address, asked).content.decode()
    assert "It stands somewhere" in found
    assert "left.log" in found
    assert "Step 1" in client.post(address, {"marker": "?"}).content.decode()


def test_every_new_file_is_read_to_its_end(folders, monkeypatch):
    monkeypatch.setattr(proof, "_CHUNK", 10)
    data, temporary = folders
    (data / "deep").mkdir()
    (data / "deep" / "across").write_bytes(b"x" * 25 + MARKER.encode())
    (temporary / "wide").write_bytes(MARKER.encode("utf-16-le"))
    (data / "clean").write_bytes(b"x" * 99)
    (data / "link").symlink_to(data / "deep" / "across")
    found = search_for(MARKER, since=time.time() - 60)
    assert sorted(found.places) == [str(Path("deep") / "across"), "wide"]
    assert found.n_files == 3
    assert search_for(MARKER, since=time.time() + 60).n_files == 0


@pytest.mark.usefixtures("organisation")
def test_tables_are_asked_column_by_column(make_member):
    assert proof._tables_with(MARKER) == []
    make_member(MARKER, Role.EMPLOYEE)
    assert "people.Member" in proof._tables_with(MARKER)


def test_it_is_for_the_council(colleague, client_of):
    assert client_of(colleague).get(reverse("guidelines:check-proof")).status_code == 403
