"""Keys of trust, each for one purpose, derived from the secret of the installation."""

import hmac

from django.conf import settings


def key_for(purpose: str) -> bytes:
    """Derive 32 bytes; who has the database without the secret file has none of them."""
    return hmac.digest(
        settings.SECRET_KEY.encode(), f"klankbord.trust.{purpose}".encode(), "sha256"
    )
