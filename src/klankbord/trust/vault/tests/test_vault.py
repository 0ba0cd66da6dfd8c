import base64
import datetime as dt
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.db import transaction
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from klankbord.trust.ballots.actions import open_round as open_ballot_round
from klankbord.trust.ballots.models import BallotRound
from klankbord.trust.disclosure import sealing
from klankbord.trust.disclosure.models import DisclosureRound, MeasuredAttribute, ToldGroup
from klankbord.trust.models import AuditEntry, StoredSecret
from klankbord.trust.vault import actions, queries
from klankbord.trust.vault.columns import COLUMNS, SECOND_FACTORS, TOLD_GROUPS
from klankbord.trust.vault.keys import KeyFileRefused, add_key, key_file, keys
from klankbord.trust.vault.queries import open_all

MARKER = "s3cret-marker-8f1c0b"


@pytest.fixture(autouse=True)
def own_key_file(settings, tmp_path):
    settings.SECRET_FILE = tmp_path / "secret"


@pytest.fixture
def keep(db, now):
    def keep_one(name="connector:forum:token", value=MARKER):
        actions.keep_secret(name=name, value=value, at=now, actor="member:1")

    return keep_one


def test_a_secret_comes_back_and_stands_nowhere_in_the_clear(keep):
    keep()
    assert queries.secret("connector:forum:token") == MARKER
    assert queries.secrets_under("connector:forum:") == {"token": MARKER}
    assert queries.secret("connector:forum:other") is None
    row = json.dumps(list(StoredSecret.objects.values()), default=str)
    log = json.dumps(list(AuditEntry.objects.values()), default=str)
    for place in (row, log, key_file().read_text()):
        assert MARKER not in place
        assert base64.b64encode(MARKER.encode()).decode()[:20] not in place
    assert key_file().stat().st_mode & 0o077 == 0


def test_a_secret_under_another_name_does_not_open(keep):
    keep()
    keep("connector:forum:other", "harmless")
    stolen = StoredSecret.objects.get(name="connector:forum:token")
    StoredSecret.objects.filter(name="connector:forum:other").update(sealed=stolen.sealed)
    with pytest.raises(KeyFileRefused):
        queries.secret("connector:forum:other")


@pytest.fixture
def sealed_elsewhere(db, now):
    """Something under seal in each column of another room."""
    people = np.arange(40, dtype=np.uint64)
    attribute = MeasuredAttribute.objects.create(attribute="pulse.pride")
    told = DisclosureRound.objects.create(
        attribute=attribute, key="2026-W10", kind="score", least=10, closes_at=now
    )
    with transaction.atomic():
        for n, seal in enumerate(sealing.sealed([people] * 3, "pulse.pride")):
            ToldGroup.objects.create(
                round=told,
                partition="p",
                label=str(n),
                n_people=40,
                fingerprint=str(n),
                sealed=seal,
            )
    week = dt.timedelta(days=7)
    opened = open_ballot_round(
        subject="s", options=["a", "b"], n_entitled=40, opens_at=now, closes_at=now + week,
        by="member:1", at=now,
    )  # fmt: skip

    def what_opens():
        rows = ToldGroup.objects.order_by("pk").values_list("sealed", flat=True)
        sets = sealing.unsealed([bytes(row) for row in rows], "pulse.pride")
        token = BallotRound.objects.values_list("sealed_key", flat=True).get(pk=opened.pk)
        (private,) = open_all(name=f"ballots.{opened.key}", tokens=[bytes(token)])
        return [each.tolist() for each in sets], hashlib.sha256(private).hexdigest()

    return what_opens


def test_every_column_with_a_seal_is_known():
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name.startswith("sealed") or field.name.endswith("sealed")
    }
    known = {(each.label, each.column) for each in COLUMNS if each != SECOND_FACTORS}
    assert found == known | {("trust.StoredSecret", "sealed")}


def test_rotation_seals_the_columns_of_other_rooms_too(keep, sealed_elsewhere, now):
    keep()
    before, old = sealed_elsewhere(), keys()
    assert actions.rotate_secrets(at=now, actor="command line") == 1 + 3 + 1
    assert sealed_elsewhere() == before
    new = key_file().read_text()
    key_file().write_text(old.lines[0])
    for token in ToldGroup.objects.values_list("sealed", flat=True):
        with pytest.raises(sealing.MemoryLost):
            sealing.unsealed([bytes(token)], "pulse.pride")
    round_ = BallotRound.objects.get()
    with pytest.raises(KeyFileRefused):
        open_all(name=f"ballots.{round_.key}", tokens=[bytes(round_.sealed_key)])
    StoredSecret.objects.all().delete()
    with pytest.raises(KeyFileRefused), transaction.atomic():  # this machine missed the rotation
        actions.seal_all(column=TOLD_GROUPS, name="x", values=[b"y"])
    key_file().write_text(new)
    assert sealed_elsewhere() == before


def test_a_seal_does_not_open_in_another_place(sealed_elsewhere):
    token = bytes(ToldGroup.objects.first().sealed)
    with pytest.raises(sealing.MemoryLost):
        sealing.unsealed([token], "guidelines.read:1")


def test_rotation_seals_all_anew_and_the_old_key_opens_nothing(keep, now):
    keep()
    keep("provider:1", "another")
    old = keys()
    assert actions.rotate_secrets(at=now, actor="command line") == 2
    new = keys()
    assert (len(new.lines), new.newest_id in old.ids) == (1, False)
    assert queries.secret("connector:forum:token") == MARKER
    key_file().write_text(old.lines[0])
    with pytest.raises(KeyFileRefused):
        queries.secret("connector:forum:token")
    with pytest.raises(KeyFileRefused):  # a machine that missed the rotation seals nothing
        actions.keep_secret(name="x", value="y", at=now, actor="member:1")


def test_what_a_rotation_left_half_done_is_still_read_and_then_finished(keep, now):
    keep()
    add_key()  # as far as a killed rotation may have come
    assert queries.secret("connector:forum:token") == MARKER
    actions.rotate_secrets(at=now, actor="command line")
    assert (len(keys().lines), queries.secret("connector:forum:token")) == (1, MARKER)


def test_forgetting_works_without_the_key(keep, now):
    keep()
    key_file().write_text("")
    with pytest.raises(KeyFileRefused):
        queries.secret("connector:forum:token")
    assert actions.forget_secret(name="connector:forum:token", at=now, actor="member:1")
    assert not actions.forget_secret(name="connector:forum:token", at=now, actor="member:1")
    assert queries.secret_names() == []


def test_nothing_of_a_secret_shows_when_something_breaks(keep, caplog, settings):
    """Error pages with every local variable, tracebacks, representations, logs."""
    settings.DEBUG = False
    caplog.set_level(logging.DEBUG)
    keep()
    StoredSecret.objects.update(name="connector:forum:swapped")
    try:
        queries.secret("connector:forum:swapped")
    except KeyFileRefused:
        request = RequestFactory().get("/")
        reporter = ExceptionReporter(request, *sys.exc_info())
        shown = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "swapped" in shown
    line = keys().lines[0]
    for place in (shown, caplog.text, repr(keys())):
        assert MARKER not in place
        assert line not in place


KILLED = """
    import os, signal, sys
    import django
    django.setup()
    from pathlib import Path
    from django.conf import settings
    from django.utils import timezone
    from klankbord.trust.vault import actions
    settings.SECRET_FILE = Path(sys.argv[1])
    where = sys.argv[2]
    real = getattr(actions, where)
    def die(*args, **extra):
        if where == "_seal_anew":
            real(*args, **extra)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(actions, where, die)
    actions.rotate_secrets(at=timezone.now(), actor="command line")
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["add_key", "_seal_anew", "drop_old_keys"])
def test_a_killed_rotation_loses_nothing(keep, sealed_elsewhere, now, where, settings):
    keep()
    before = sealed_elsewhere()
    database = site_settings.DATABASES["default"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "klankbord.site.settings_test"}
    script = textwrap.dedent(KILLED).replace(
        "django.setup()",
        "from django.conf import settings\n"
        f"settings.DATABASES['default']['NAME'] = {str(database['NAME'])!r}\n"
        "django.setup()",
        1,
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(settings.SECRET_FILE), where],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert queries.secret("connector:forum:token") == MARKER
    assert sealed_elsewhere() == before
    actions.rotate_secrets(at=now, actor="command line")
    assert (len(keys().lines), queries.secret("connector:forum:token")) == (1, MARKER)
    assert sealed_elsewhere() == before
