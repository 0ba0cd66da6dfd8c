"""Backups under a passphrase, their verification, and the schedule."""

import contextlib
import datetime as dt
import os
import sqlite3
import zipfile
from dataclasses import replace

import pytest
from click.testing import CliRunner

from klankbord.site import sealed_file
from klankbord.site.backup import read_backup, write_backup
from klankbord.site.backup_schedule import back_up, clear_away, is_due, newest_backup, staying
from klankbord.site.cli import main
from klankbord.site.database_copy import BackupRefused
from klankbord.site.environment import EnvironmentRefused, read_environment
from klankbord.site.rights.erasing import BACKUPS_KEPT
from klankbord.site.sealed_file import SealingFile, SealRefused, is_sealed, unseal

PASSPHRASE = "vier natte laarzen in de gang"
MARKER = b"marker-of-a-secret-file"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sealed_file, "_COST", 10)


@pytest.fixture
def environment(tmp_path):
    environment = read_environment({"KLANKBORD_DATA": str(tmp_path / "data")})
    (environment.data / "files").mkdir(parents=True)
    (environment.data / "files" / "a.txt").write_bytes(MARKER)
    with contextlib.closing(sqlite3.connect(environment.database["NAME"])) as base:
        base.execute("CREATE TABLE word (text)")
        base.execute("INSERT INTO word VALUES ('hoi')")
        base.commit()
    return environment


@pytest.mark.parametrize(
    "size", [0, 1, sealed_file.PIECE - 1, sealed_file.PIECE, 2 * sealed_file.PIECE + 5]
)
def test_what_goes_in_comes_out(tmp_path, size):
    content = os.urandom(size)
    with (tmp_path / "a").open("wb") as file:
        sealing = SealingFile(file, PASSPHRASE)
        for start in range(0, size, 700_001):
            sealing.write(content[start : start + 700_001])
        sealing.end()
    unseal(tmp_path / "a", tmp_path / "b", PASSPHRASE)
    assert (tmp_path / "b").read_bytes() == content
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0


def sealed_pieces(tmp_path):
    with (tmp_path / "a").open("wb") as file:
        sealing = SealingFile(file, PASSPHRASE)
        sealing.write(bytes(3 * sealed_file.PIECE))
        sealing.end()
    content = (tmp_path / "a").read_bytes()
    header, size = sealed_file._HEADER.size, sealed_file.PIECE + 16
    return content[:header], [content[at : at + size] for at in range(header, len(content), size)]


@pytest.mark.parametrize(
    "change",
    [
        lambda head, pieces: head + b"".join(pieces[:-1]),
        lambda head, pieces: head + pieces[1] + pieces[0] + pieces[2],
        lambda head, pieces: head + b"".join(pieces) + pieces[2],
        lambda head, pieces: head + b"".join(pieces)[:-1],
        lambda head, pieces: head + bytes([pieces[0][0] ^ 1]) + b"".join(pieces)[1:],
        lambda head, pieces: head[:-1] + bytes([head[-1] ^ 1]) + b"".join(pieces),
        lambda head, pieces: head[:19] + b"\x1f" + head[20:] + b"".join(pieces),
        lambda head, pieces: head,
        lambda head, pieces: head[:25],
    ],
    ids=["cut", "swapped", "added", "byte lost", "byte", "header", "cost", "empty", "short"],
)
def test_a_change_of_a_sealed_file_is_found(tmp_path, change):
    (tmp_path / "b").write_bytes(change(*sealed_pieces(tmp_path)))
    with pytest.raises(SealRefused):
        unseal(tmp_path / "b", tmp_path / "c", PASSPHRASE)


def test_an_encrypted_backup_shows_nothing_and_comes_back(environment, tmp_path, now):
    target = tmp_path / "b.zip"
    write_backup(
        environment=environment, target=target, with_secret=True, now=now, passphrase=PASSPHRASE
    )
    assert is_sealed(target)
    assert not zipfile.is_zipfile(target)
    for plain in (MARKER, b"manifest", b"hoi", environment.secret_key.encode()):
        assert plain not in target.read_bytes()
    empty = read_environment({"KLANKBORD_DATA": str(tmp_path / "empty")})
    for given, reason in (("", "encrypted"), ("a wrong passphrase", "Nothing was changed")):
        with pytest.raises(BackupRefused, match=reason):
            read_backup(environment=empty, source=target, replace=False, now=now, passphrase=given)
    read_backup(environment=empty, source=target, replace=False, now=now, passphrase=PASSPHRASE)
    assert (empty.data / "files/a.txt").read_bytes() == MARKER
    assert empty.secret_file.read_text() == environment.secret_key


def test_keys_of_the_vault_go_with_the_secret_and_the_old_ones_are_set_aside(
    environment, tmp_path, now
):
    vault = environment.data / "secret.vault"
    vault.write_text("key of then\n")
    target = tmp_path / "b.zip"
    write_backup(environment=environment, target=target, with_secret=True, now=now)
    vault.write_text("key of now\n")
    aside = read_backup(environment=environment, source=target, replace=True, now=now)
    assert vault.read_text() == "key of then\n"
    assert (aside / "secret.vault").read_text() == "key of now\n"


def test_a_disk_without_room_is_left_alone(environment, tmp_path, now, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(BackupRefused, match="too little room"):
        write_backup(environment=environment, target=tmp_path / "b.zip", with_secret=False, now=now)
    assert not (tmp_path / "b.zip").exists()


class Usage:
    free = 0


def test_verify_says_what_is_no_backup(tmp_path):
    (tmp_path / "b.zip").write_bytes(b"hello")
    said = CliRunner().invoke(main, ["backup", "verify", str(tmp_path / "b.zip")])
    assert (said.exit_code, "not a backup" in said.output) == (1, True)


def test_the_schedule_keeps_seven_days_four_weeks_twelve_months():
    start = dt.datetime(2024, 1, 1, 3, tzinfo=dt.UTC)
    made = [start + dt.timedelta(days=day) for day in range(900)]
    kept = set()
    for moment in made:  # day after day, as it goes
        kept = staying({*kept, moment})
    newest_first = sorted(kept, reverse=True)
    assert newest_first[:7] == made[:-8:-1]
    weeks = {moment.isocalendar()[:2] for moment in kept}
    assert {moment.isocalendar()[:2] for moment in made[-21:]} - weeks == set()
    assert len({(moment.year, moment.month) for moment in kept}) == 3
    assert len(kept) <= 7 + 4 + 3
    assert made[-1] - min(kept) < BACKUPS_KEPT  # what the proof of an erasure says


def test_no_old_backup_outlives_what_an_erasure_promises(now):
    old = [now - dt.timedelta(days=days) for days in (89, 91, 400)]
    assert staying([now, *old]) == {now, old[0]}


def test_a_backup_comes_once_a_day_and_foreign_files_stay(environment, tmp_path, now):
    folder = tmp_path / "backups"
    environment = replace(environment, backups=folder, backup_passphrase=PASSPHRASE)
    assert is_due(environment=environment, now=now)
    written = back_up(environment=environment, now=now)
    assert is_sealed(written)
    assert newest_backup(environment) == now
    assert not is_due(environment=environment, now=now + dt.timedelta(hours=23))
    assert is_due(environment=environment, now=now + dt.timedelta(hours=24))
    (folder / "mine.zip").write_text("x")
    left = folder / ".klankbord-20260101-000000.zip.123"
    left.write_text("x")
    os.utime(left, (0, 0))
    clear_away(folder, now=now)
    assert sorted(path.name for path in folder.iterdir()) == [written.name, "mine.zip"]
    assert folder.stat().st_mode & 0o077 == 0


def test_no_folder_is_no_schedule(environment, now):
    assert not is_due(environment=environment, now=now)
    assert back_up(environment=environment, now=now) is None


@pytest.mark.parametrize("content", ["", "short\n", None])
def test_a_passphrase_that_is_none_is_refused_at_start(tmp_path, content):
    if content is not None:
        (tmp_path / "p").write_text(content)
    values = {
        "KLANKBORD_DATA": str(tmp_path),
        "KLANKBORD_BACKUP_PASSPHRASE_FILE": str(tmp_path / "p"),
    }
    with pytest.raises(EnvironmentRefused):
        read_environment(values)
