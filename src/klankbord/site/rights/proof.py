"""A statement that anybody can check: canonical JSON, signed with the installation's own key."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

_LABEL = b"klankbord.rights.statement"


def canonical(statement: dict[str, Any]) -> str:
    """Write a statement so that the same facts are always the same bytes."""
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sign(text: str) -> str:
    """Sign a statement (Ed25519), in base64."""
    return _words(_key().sign(text.encode()))


def public_key() -> str:
    """The key that checks our signatures, in base64."""
    return _words(_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def is_signed(text: str, signature: str, key: str) -> bool:
    """Whether a statement is exactly what the owner of the key signed."""
    try:
        checker = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
        checker.verify(base64.b64decode(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(*parts: str) -> str:
    """Name somebody so that only this installation, told the name again, can recognise it."""
    text = "\n".join(part.strip().casefold() for part in parts)
    return hmac.new(_seed(), text.encode(), hashlib.sha256).hexdigest()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_seed())


def _seed() -> bytes:
    """Bound to the installation's secret: who has it is the installation."""
    return hmac.new(settings.SECRET_KEY.encode(), _LABEL, hashlib.sha256).digest()


def _words(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
