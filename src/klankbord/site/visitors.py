"""Who is at the door, asked before a request is read."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY


async def is_signed_in(cookies: bytes) -> bool:
    """Whether the cookies of a request name the session of somebody who signed in.

    Anybody gets a session who only asks for the sign-in with a passkey: that is not enough.
    """
    try:
        found = SimpleCookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    return found is not None and await sync_to_async(_is_members)(found.value)


def _is_members(key: str) -> bool:
    return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key).load()
