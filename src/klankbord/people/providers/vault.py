"""Client secrets at rest: sealed with a key that is derived from the secret file.

Whoever reads the database alone cannot sign in to the provider as us.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"klankbord people.providers client secret"


class SealBroken(Exception):  # noqa: N818  # named after the broken promise
    """The secret was sealed with another secret file; it must be filled in again."""


def seal(text: str) -> str:
    """Make a text unreadable without the secret file; an empty text stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again; raises `SealBroken`."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise SealBroken from error


def _box() -> MultiFernet:
    """The first key seals; older ones only open, so that a key can be replaced."""
    secrets = [str(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
