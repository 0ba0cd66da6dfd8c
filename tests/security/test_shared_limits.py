"""Limits hold over several web processes."""

import datetime as dt
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

AT = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)

# A web process of its own on the database of this test: what it prints is what its caller got.
PROCESS = """
import json, sys
import django
from django.conf import settings
database, act = json.loads(sys.argv[1]), sys.argv[2]
settings.DATABASES["default"].update(database)
django.setup()
if act == "count":
    import datetime as dt
    from klankbord.people.limits import counting
    at = dt.datetime.fromisoformat(sys.argv[3])
    print(json.dumps([counting.is_within("guess", "somebody", 30, at=at) for _ in range(20)]))
else:
    from django.test import Client
    form = {"login": sys.argv[3], "password": "not the right sentence"}
    client = Client(headers={"Host": "localhost"})
    answers = [client.post("/account/login/", form) for _ in range(4)]
    print(json.dumps(["Too many" in answer.content.decode() for answer in answers]))
"""


def in_processes(n, act, argument):
    database = {"NAME": str(connection.settings_dict["NAME"])}
    command = [sys.executable, "-c", PROCESS, json.dumps(database), act, argument]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "klankbord.site.settings_test"}

    def run(_number):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    with ThreadPoolExecutor(n) as pool:
        return [value for values in pool.map(run, range(n)) for value in values]


@pytest.mark.django_db(transaction=True)
def test_processes_that_count_at_once_count_right():
    allowed = in_processes(3, "count", AT.isoformat())
    assert (sum(allowed), len(allowed)) == (30, 60)


@pytest.mark.django_db(transaction=True)
def test_wrong_passwords_count_over_processes(owner):
    """Five in five minutes for one address, whichever process they come to."""
    refused = in_processes(2, "sign-in", owner.email)
    assert (refused.count(False), refused.count(True)) == (5, 3)
