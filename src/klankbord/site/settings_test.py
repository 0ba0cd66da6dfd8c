"""The same settings with a data folder of its own, and quick passwords."""

import os
import tempfile

if "PYTEST_XDIST_WORKER" in os.environ or "KLANKBORD_DATA" not in os.environ:
    # Each worker has a folder of its own: what one uploads another must not find.
    os.environ["KLANKBORD_DATA"] = tempfile.mkdtemp(prefix="klankbord-test-")

from klankbord.site.settings import *  # noqa: F403  # the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
