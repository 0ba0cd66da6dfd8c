"""The same settings with a data folder of its own, and quick passwords."""

import os
import tempfile

# Never a folder that somebody named: tests delete. Each worker has its own, shared with the
# processes that it starts.
_FOLDER = os.environ.setdefault("PYTEST_KLANKBORD_FOLDER", tempfile.mkdtemp(prefix="klankbord-"))
os.environ["KLANKBORD_DATA"] = f"{_FOLDER}/{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"

from klankbord.site.settings import *  # noqa: E402, F403  # the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
