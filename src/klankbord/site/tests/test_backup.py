import contextlib
import shutil
import sqlite3
import zipfile

import pytest

from klankbord.site.backup import read_backup, write_backup
from klankbord.site.database_copy import BackupRefused
from klankbord.site.environment import read_environment


@pytest.fixture
def environment(tmp_path):
    environment = read_environment({"KLANKBORD_DATA": str(tmp_path / "data")})
    (environment.data / "files" / "logo").mkdir(parents=True)
    (environment.data / "files" / "logo" / "a.png").write_bytes(b"picture")
    with contextlib.closing(sqlite3.connect(environment.database["NAME"])) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE word (text)")
        base.execute("INSERT INTO word VALUES ('hoi')")
        base.commit()
    return environment


def words(environment):
    with contextlib.closing(sqlite3.connect(environment.database["NAME"])) as base:
        return [text for (text,) in base.execute("SELECT text FROM word")]


def test_a_backup_holds_all_but_the_secret_while_somebody_writes(environment, tmp_path, now):
    target = tmp_path / "b.zip"
    with contextlib.closing(sqlite3.connect(environment.database["NAME"])) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO word VALUES ('half')")
        made = write_backup(environment=environment, target=target, with_secret=False, now=now)
        writer.rollback()
    assert set(made["sha256"]) == {"database.sqlite3", "files/logo/a.png"}
    assert target.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupRefused, match="exists"):
        write_backup(environment=environment, target=target, with_secret=False, now=now)


def test_restore_puts_everything_back_and_sets_aside_what_stood_there(environment, tmp_path, now):
    target = tmp_path / "b.zip"
    secret = (environment.data / "secret").read_text()
    write_backup(environment=environment, target=target, with_secret=True, now=now)
    with contextlib.closing(sqlite3.connect(environment.database["NAME"])) as base:
        base.execute("UPDATE word SET text = 'later'")
        base.commit()
    (environment.data / "secret").write_text("another")
    with pytest.raises(BackupRefused, match="--replace"):
        read_backup(environment=environment, source=target, replace=False, now=now)
    assert words(environment) == ["later"]
    aside = read_backup(environment=environment, source=target, replace=True, now=now)
    assert words(environment) == ["hoi"]
    assert (environment.data / "files/logo/a.png").read_bytes() == b"picture"
    assert (environment.data / "secret").read_text() == secret
    assert (aside / "klankbord.sqlite3").is_file()


def test_restore_goes_into_an_empty_folder(environment, tmp_path, now):
    target = tmp_path / "b.zip"
    write_backup(environment=environment, target=target, with_secret=False, now=now)
    empty = read_environment({"KLANKBORD_DATA": str(tmp_path / "empty")})
    read_backup(environment=empty, source=target, replace=False, now=now)
    assert words(empty) == ["hoi"]


def repack(source, target, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for written, data in change(name, content):
                new.writestr(written, data)


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: [(name, data[:-1] + b"x" if name.endswith("sqlite3") else data)],
        lambda name, data: [] if name.endswith(".png") else [(name, data)],
        lambda name, data: [] if name == "manifest.json" else [(name, data)],
        lambda name, data: [
            (name.replace("files/", "files/../../"), data.replace(b"files/", b"files/../../"))
        ],
    ],
    ids=["a byte differs", "a file is missing", "no manifest", "a name that leads outside"],
)
def test_a_damaged_backup_changes_nothing(environment, tmp_path, now, change):
    write_backup(environment=environment, target=tmp_path / "b.zip", with_secret=False, now=now)
    repack(tmp_path / "b.zip", tmp_path / "c.zip", change)
    with pytest.raises(BackupRefused, match="Nothing was changed"):
        read_backup(environment=environment, source=tmp_path / "c.zip", replace=True, now=now)
    assert words(environment) == ["hoi"]
    assert not (tmp_path / "logo").exists()


def test_what_is_no_zip_is_refused(environment, tmp_path, now):
    (tmp_path / "b.zip").write_bytes(b"hello")
    with pytest.raises(BackupRefused, match="not a backup"):
        read_backup(environment=environment, source=tmp_path / "b.zip", replace=True, now=now)


def test_a_backup_that_does_not_fit_is_refused_before_it_fills_the_disk(
    environment, tmp_path, now, monkeypatch
):
    months = environment.data / "files" / "months"
    months.mkdir()
    with (months / "2026-05.parquet").open("wb") as file:
        file.truncate(50_000_000)
    free = shutil.disk_usage(tmp_path)._replace(free=40_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _place: free)
    with pytest.raises(BackupRefused, match="too little room"):
        write_backup(environment=environment, target=tmp_path / "b.zip", with_secret=False, now=now)
    assert not (tmp_path / "b.zip").exists()
