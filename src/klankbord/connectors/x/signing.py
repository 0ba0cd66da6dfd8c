"""Requests signed for an account of ours with OAuth 1.0a (RFC 5849), whose tokens do not end.

OAuth 2.0 here gives another refresh token at every use, which a connector has nowhere to keep.
"""

import base64
import datetime as dt
import hmac
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from klankbord.connectors.contract import ConnectorRefused, Refusal

_N_PARTS = 4


class Key(NamedTuple):
    """What opens an account: key and secret of an app of ours, and those that it has there."""

    app: str
    app_secret: str
    token: str
    token_secret: str

    @classmethod
    def read(cls, secret: str) -> "Key":
        """From four words; raises `ConnectorRefused` (`not-allowed`)."""
        parts = secret.split()
        if len(parts) != _N_PARTS:
            raise ConnectorRefused(Refusal.NOT_ALLOWED, permanent=True, status=401)
        return cls(*parts)


def authorization(method: str, address: str, key: Key, *, at: dt.datetime, nonce: str) -> str:
    """The header `Authorization` of a request whose body, if any, is no form (§3.4, §3.5.1).

    `nonce` is another one for each request of a second.
    """
    parts = urlsplit(address)
    given = {
        "oauth_consumer_key": key.app,
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(int(at.timestamp())),
        "oauth_token": key.token,
        "oauth_version": "1.0",
    }
    asked = parse_qsl(parts.query, keep_blank_values=True)
    pairs = sorted((_escaped(k), _escaped(v)) for k, v in (*asked, *given.items()))
    words = "&".join(f"{name}={value}" for name, value in pairs)
    place = f"{parts.scheme}://{parts.netloc}{parts.path}"
    base = "&".join((method.upper(), _escaped(place), _escaped(words)))
    secrets = f"{_escaped(key.app_secret)}&{_escaped(key.token_secret)}"
    signed = hmac.digest(secrets.encode(), base.encode(), "sha1")
    given["oauth_signature"] = base64.b64encode(signed).decode()
    return "OAuth " + ", ".join(f'{k}="{_escaped(v)}"' for k, v in given.items())


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")
