"""The same promises on PostgreSQL, by its own programs."""

import contextlib
import shutil
import uuid

import psycopg
import pytest
from django.db import connection

from klankbord.site.backup import read_backup, write_backup
from klankbord.site.backup_check import check_backup
from klankbord.site.database_copy import BackupRefused
from klankbord.site.environment import read_environment

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed"),
]
PASSPHRASE = "vier natte laarzen in de gang"


@pytest.fixture
def environment(tmp_path):
    """A database of its own on the server of the tests."""
    if connection.vendor != "postgresql":
        pytest.skip("needs DATABASE_URL")
    name = f"backup_{uuid.uuid4().hex[:12]}"
    place = connection.settings_dict
    where = f"{place['HOST']}:{place['PORT'] or 5432}"
    who = f"{place['USER']}:{place['PASSWORD']}" if place["PASSWORD"] else place["USER"]
    with psycopg.connect(f"postgresql://{who}@{where}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield read_environment(
            {
                "KLANKBORD_DATA": str(tmp_path / "data"),
                "DATABASE_URL": f"postgresql://{who}@{where}/{name}",
            }
        )
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def opened(environment):
    base = environment.database
    with psycopg.connect(
        host=base["HOST"],
        port=base["PORT"],
        user=base["USER"],
        password=base["PASSWORD"] or None,
        dbname=base["NAME"],
        autocommit=True,
    ) as server:
        yield server


def test_a_backup_of_postgresql_is_counted_and_comes_back(environment, tmp_path, now):
    with opened(environment) as server:
        server.execute("CREATE TABLE word (text text)")
        server.execute("INSERT INTO word VALUES ('hoi'), ('daar')")
    target = tmp_path / "b.zip"
    write_backup(
        environment=environment, target=target, with_secret=False, now=now, passphrase=PASSPHRASE
    )
    found = check_backup(environment=environment, source=target, passphrase=PASSPHRASE)
    assert (found.n_rows, found.faults, found.is_audit_log_whole) == (2, [], None)
    with opened(environment) as server:
        server.execute("UPDATE word SET text = 'later'")
    read_backup(
        environment=environment, source=target, replace=True, now=now, passphrase=PASSPHRASE
    )
    with opened(environment) as server:
        assert sorted(row[0] for row in server.execute("SELECT text FROM word")) == ["daar", "hoi"]


def test_a_server_that_is_not_there_says_so(environment, tmp_path, now):
    lost = read_environment(
        {"KLANKBORD_DATA": str(tmp_path / "lost"), "DATABASE_URL": "postgresql://a@127.0.0.1:1/b"}
    )
    with pytest.raises(BackupRefused, match="pg_dump"):
        write_backup(environment=lost, target=tmp_path / "c.zip", with_secret=False, now=now)
    assert not (tmp_path / "c.zip").exists()
