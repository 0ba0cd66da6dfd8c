"""Who is at the door, asked before a request is read."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from asgiref.sync import sync_to_async
from django.conf import settings


async def has_session(cookies: bytes) -> bool:
    """Whether the cookies of a request name a session that exists."""
    try:
        found = SimpleCookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    return found is not None and await sync_to_async(_is_kept)(found.value)


def _is_kept(key: str) -> bool:
    return bool(import_module(settings.SESSION_ENGINE).SessionStore(key).load())
