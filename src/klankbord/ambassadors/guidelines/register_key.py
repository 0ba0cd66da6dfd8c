"""The key of fingerprints: derived from the secret of the installation, kept in no database."""

import hashlib
import hmac

from django.conf import settings


def prints_key() -> bytes:
    """32 bytes; who has the database without the secret file has none of them."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"klankbord.guard.prints", "sha256")


def names_key() -> bytes:
    """32 bytes for the list of people who want no picture: its hashes meet no others."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"klankbord.guard.names", "sha256")


def key_id() -> str:
    """Names the key and tells nothing about it: prints of another key never meet these."""
    return hashlib.sha256(b"klankbord.guard.key:" + prints_key()).hexdigest()[:16]
