"""A random marker goes through every door of the check; afterwards it stands nowhere.

Database, files, logs, temporary files, backups: also after a check that raised, and after the
process was killed inside one. The journeys look into the browser's own storage.
"""

import base64
import contextlib
import io
import os
import secrets
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import httpx
import pytest
from PIL import ExifTags, Image

from klankbord.core.guard.tests.pdfs import pdf, written
from tests.faults.conftest import House, wait_until

pytestmark = pytest.mark.faults
PAGE = "/guidelines/check/"


class LookingHouse(House):
    """A web process alone, whose check can be made to raise and to hang."""

    def __init__(self, data: Path, temporary: Path) -> None:
        super().__init__(data)
        root = str(Path(__file__).parents[2])
        self.environment |= {"TMPDIR": str(temporary), "PYTHONPATH": root}
        self.temporary = temporary

    def looking(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.faults.looking", *arguments]

    def start_web(self) -> None:
        with self.log.open("ab") as log:
            self.parent = subprocess.Popen(
                self.looking("web"), env=self.environment, stdout=log, stderr=log
            )
        wait_until(self.answers, seconds=120)

    def sign_in(self) -> httpx.Client:
        made = subprocess.run(
            self.looking("member"), env=self.environment, capture_output=True, text=True, check=True
        )
        cookies = {"sessionid": made.stdout.strip()}
        return httpx.Client(
            base_url=f"http://localhost:{self.port}", cookies=cookies, timeout=120, trust_env=False
        )

    def everything(self) -> dict[str, bytes]:
        """Every byte that this house wrote: data, logs, temporary files, what a backup holds."""
        backup = self.data.with_suffix(f".{secrets.token_hex(4)}.zip")
        made = self.run("backup", str(backup), "--with-secret")
        assert made.returncode == 0, made.stderr
        with zipfile.ZipFile(backup) as packed:
            held = {f"backup/{name}": packed.read(name) for name in packed.namelist()}
        roots = (self.data, self.temporary)
        files = [path for root in roots for path in root.rglob("*") if path.is_file()]
        return held | {str(path): path.read_bytes() for path in (*files, self.log)}


def spellings(marker: str) -> list[bytes]:
    """As text, as wide text, and as base64 wherever it begins."""
    shifted = [base64.b64encode(b"\0" * n + marker.encode() + b"\0\0")[4:-6] for n in range(3)]
    return [marker.encode(), marker.encode("utf-16-le"), *shifted]


def places(marker: str, held: dict[str, bytes]) -> list[str]:
    return [name for name, content in held.items() if any(s in content for s in spellings(marker))]


def picture(marker: str) -> bytes:
    """Larger than what a web framework usually keeps in memory, and it tells the marker."""
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = marker
    out = io.BytesIO()
    Image.effect_noise((2400, 2400), 90).save(out, "JPEG", exif=exif.tobytes(), quality=95)
    return out.getvalue()


@pytest.fixture
def house(tmp_path, move_in):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    house = LookingHouse(tmp_path / "data", temporary)
    move_in(house.data)
    house.start_web()
    yield house
    if house.parent.poll() is None:
        house.parent.kill()
        house.parent.wait(30)


def token_of(client: httpx.Client) -> dict[str, str]:
    client.get(PAGE)
    return {"X-CSRFToken": client.cookies["csrftoken"], "Referer": str(client.base_url)}


def test_a_marker_stands_nowhere_afterwards(house):
    marker = f"zq{secrets.token_hex(12)}"
    with house.sign_in() as client:
        headers = token_of(client)
        files = {"picture": ("photo.jpg", picture(marker), "image/jpeg")}
        assert len(files["picture"][1]) > 3_000_000
        for address in (PAGE, f"{PAGE}share/"):
            seen = client.post(address, data={"text": f"{marker} BSN 123456782"}, files=files,
                               headers=headers)  # fmt: skip
            assert (seen.status_code, marker in seen.text) == (200, True)
            assert "answer--red" in seen.text
        words = pdf(f"{marker} BSN 123456782", "Nog een bladzijde. " * 400)
        for address in (PAGE, f"{PAGE}share/"):
            seen = client.post(address, files={"picture": ("nota.pdf", words, "application/pdf")},
                               headers=headers)  # fmt: skip
            assert (seen.status_code, marker in seen.text) == (200, True)
            assert "answer--red" in seen.text
        called = client.post("/api/v1/guidelines/check", json={"text": marker}, headers=headers)
        assert called.json()["light"] == "green"
        assert client.post(f"{PAGE}ask/", data={"text": marker}, headers=headers).is_success
        broken = client.post(PAGE, data={"text": f"RAISE {marker}"}, headers=headers)
        assert broken.status_code == 500
        raising = {"picture": ("nota.pdf", pdf(f"RAISE {marker}"), "application/pdf")}
        assert client.post(PAGE, files=raising, headers=headers).status_code == 500
        cut = {"picture": ("nota.pdf", pdf(marker)[:-200], "application/pdf")}
        assert client.post(PAGE, files=cut, headers=headers).is_success
        sent = {"pdfs": [base64.b64encode(words).decode()]}
        called = client.post("/api/v1/guidelines/check", json=sent, headers=headers)
        assert called.json()["light"] == "red"
        call = {"text": f"RAISE {marker}"}
        assert client.post("/api/v1/guidelines/check", json=call, headers=headers).is_server_error
    assert places(marker, house.everything()) == []


def test_nor_when_the_process_is_killed_inside_a_check(house):
    marker = f"zq{secrets.token_hex(12)}"
    with house.sign_in() as client:
        headers = token_of(client)
        files = {"picture": ("photo.jpg", picture(marker), "image/jpeg")}

        def hang() -> None:
            with contextlib.suppress(httpx.TransportError):  # the other side is killed
                client.post(PAGE, data={"text": f"HANG {marker}"}, files=files, headers=headers)

        thread = threading.Thread(target=hang)
        thread.start()
        wait_until(lambda: b"inside the check" in house.log.read_bytes(), seconds=120)
        os.kill(house.parent.pid, signal.SIGKILL)
        house.parent.wait(30)
        thread.join(60)
    assert places(marker, house.everything()) == []
    house.start_web()
    assert places(marker, house.everything()) == []


def test_nor_when_it_is_killed_while_a_pdf_is_read(house):
    marker = f"zq{secrets.token_hex(12)}"
    with house.sign_in() as client:
        headers = token_of(client)
        dear = b"(woord) Tj 1 0 0 1 2 3 Tm " * 400_000
        content = written([f"BT /F1 11 Tf ({marker}) Tj ".encode() + dear + b"ET"])
        assert len(content) > 8_000_000

        def read() -> None:
            with contextlib.suppress(httpx.TransportError):  # the other side is killed
                files = {"picture": ("nota.pdf", content, "application/pdf")}
                client.post(PAGE, files=files, headers=headers)

        thread = threading.Thread(target=read)
        thread.start()
        wait_until(lambda: reading(house.parent.pid), seconds=120)
        os.kill(house.parent.pid, signal.SIGKILL)
        house.parent.wait(30)
        thread.join(60)
    assert places(marker, house.everything()) == []


def reading(parent: int) -> bool:
    """Whether the process has a child that reads a PDF."""
    children = Path(f"/proc/{parent}/task").glob("*/children")
    return any(
        b"pdf_text" in Path(f"/proc/{child}/cmdline").read_bytes()
        for each in children
        for child in each.read_text().split()
    )


def test_and_the_search_does_find_what_is_kept(house):
    """The control: what is typed where words are kept is found, in the files and in the backup."""
    marker = f"zq{secrets.token_hex(12)}"
    with house.sign_in() as client:
        headers = token_of(client)
        client.post("/people/me/", data={"name": marker, "language": "en"}, headers=headers)
    (house.temporary / "left").write_bytes(base64.b64encode(f"a{marker}".encode()))
    found = places(marker, house.everything())
    assert any(name.startswith("backup/") for name in found)
    assert any("sqlite3" in name for name in found)
    assert any(name.endswith("left") for name in found)
