"""The same settings with a data folder of its own, and quick passwords."""

import os
import tempfile

# Always a folder of its own, for each worker: tests delete, and a named folder may be somebody's.
os.environ["KLANKBORD_DATA"] = tempfile.mkdtemp(prefix="klankbord-test-")

from klankbord.site.settings import *  # noqa: F403  # the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
