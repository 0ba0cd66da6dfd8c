"""How a secret goes under seal and comes out: bound to its name, so that two cannot be swapped."""

from cryptography.fernet import InvalidToken
from django.views.decorators.debug import sensitive_variables

from klankbord.trust.vault.keys import KeyFileRefused, Keys

_NAME_END = b"\0"


@sensitive_variables()
def sealed(name: str, value: bytes, keys: Keys) -> bytes:
    """Seal with the newest key."""
    return keys.locks.encrypt(name.encode() + _NAME_END + value)


@sensitive_variables()
def opened(name: str, token: bytes, keys: Keys) -> bytes:
    """Open with any key in the file; raises `KeyFileRefused`."""
    found, _, value = _unlocked(name, token, keys).partition(_NAME_END)
    if found != name.encode():
        raise _refused(name)
    return value


@sensitive_variables()
def sealed_anew(name: str, token: bytes, keys: Keys) -> bytes:
    """Seal with the newest key what any of them opens; raises `KeyFileRefused`."""
    return keys.locks.encrypt(_unlocked(name, token, keys))


@sensitive_variables()
def _unlocked(name: str, token: bytes, keys: Keys) -> bytes:
    try:
        return keys.locks.decrypt(token)
    except InvalidToken:
        raise _refused(name) from None  # the cause would carry what stood under the seal


def _refused(name: str) -> KeyFileRefused:
    message = f"No key in the key file opens the secret {name!r}. Put the right file back."
    return KeyFileRefused(message)
