"""The same settings with a data folder of its own, and quick passwords."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("KLANKBORD_DATA", tempfile.mkdtemp(prefix="klankbord-test-"))

from klankbord.site.settings import *  # noqa: F403  # the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["default"]["OPTIONS"]["location"] = Path(os.environ["KLANKBORD_DATA"]) / "files"  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
