"""A default installation in a folder of its own, thrown away afterwards."""

import os
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

KEPT = "KLANKBORD_BENCH_DATA"
"""Names a folder that stays: what stands in it is measured again, without the hour of filling."""


def open_house() -> Path:
    """Set up Django on an empty data folder; call this before anything of Klankbord is imported."""
    folder = Path(os.environ.get(KEPT) or tempfile.mkdtemp(prefix="klankbord-bench-"))
    os.environ["KLANKBORD_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "klankbord.site.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    return folder
