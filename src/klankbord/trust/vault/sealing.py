"""How a secret goes under seal and comes out: bound to its name, so that two cannot be swapped."""

import json

from cryptography.fernet import InvalidToken
from django.views.decorators.debug import sensitive_variables

from klankbord.trust.vault.keys import KeyFileRefused, Keys


@sensitive_variables()
def sealed(name: str, value: str, keys: Keys) -> str:
    """Seal with the newest key."""
    return keys.locks.encrypt(json.dumps([name, value]).encode()).decode()


@sensitive_variables()
def opened(name: str, text: str, keys: Keys) -> str:
    """Open with any key in the file; raises `KeyFileRefused`."""
    try:
        found, value = json.loads(keys.locks.decrypt(text.encode()))
    except InvalidToken:
        found = None
    if found != name:
        message = f"No key in the key file opens the secret {name!r}. Put the right file back."
        raise KeyFileRefused(message) from None  # the cause would carry what stood under the seal
    return str(value)
