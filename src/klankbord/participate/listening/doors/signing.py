"""How a program shows that it may speak (Standard Webhooks, version 1).

The signature is an HMAC-SHA256, in base64, over number, time and body; a time more than five
minutes away is refused, so that what was overheard cannot be said again later.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from django.utils.crypto import salted_hmac

WINDOW = dt.timedelta(minutes=5)
_LONGEST = 100  # letters of a number
_N_SIGNATURES = 10
_MARK = "whsec_"


class Fault(StrEnum):
    """Why a call is not believed; the words go to whoever builds the program."""

    NUMBER = "Header webhook-id is missing, or longer than 100 visible ASCII characters."
    TIME = "Header webhook-timestamp must be the time now, in seconds since 1970, within 5 minutes."
    SIGNATURE = (
        "No signature in header webhook-signature fits. Sign 'id.timestamp.body' with the secret."
    )


class CallNotBelieved(Exception):  # noqa: N818  # named after the broken promise
    """A call without a good signature; `fault` says what is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Signed(NamedTuple):
    """The headers of a call."""

    number: str
    at: str
    signatures: str

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Signed":
        """From the headers of a request."""
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        return cls(*(headers.get(name, "").strip() for name in names))


def secret_of(token: str) -> str:
    """What a door and its program share: made of our own key, so that it lies nowhere."""
    made = salted_hmac("listening.door", token, algorithm="sha256").digest()
    return _MARK + base64.b64encode(made).decode()


def check_call(signed: Signed, body: bytes, secret: str, *, now: dt.datetime) -> None:
    """Believe a call, or raise `CallNotBelieved`."""
    number = signed.number
    if not 0 < len(number) <= _LONGEST or not number.isascii() or not number.isprintable():
        raise CallNotBelieved(Fault.NUMBER)
    is_number = signed.at.isascii() and signed.at.isdigit() and len(signed.at) < 12  # noqa: PLR2004  # digits
    if not is_number or abs(now.timestamp() - int(signed.at)) > WINDOW.total_seconds():
        raise CallNotBelieved(Fault.TIME)
    good = signature_of(number, signed.at, body, secret)
    given = signed.signatures.split()[:_N_SIGNATURES]
    # Several stand there while a program changes its secret.
    if not any(hmac.compare_digest(good.encode(), each.encode()) for each in given):
        raise CallNotBelieved(Fault.SIGNATURE)


def signature_of(number: str, at: str, body: bytes, secret: str) -> str:
    """The signature as it stands in the header."""
    key = base64.b64decode(secret.removeprefix(_MARK))
    words = f"{number}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()
