"""A session with columns to find it by: whose it is, in what browser, last used on what day."""

import hashlib

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class MemberSession(AbstractBaseSession):
    """One browser that is, or was, signed in. No network address is kept."""

    member = models.ForeignKey(
        "people.Member", models.CASCADE, null=True, related_name="sessions", db_constraint=False
    )
    browser = models.CharField(max_length=60, blank=True)
    used_on = models.DateField(null=True)
    # In lists and addresses; the key itself opens the session and stays out of sight.
    handle = models.CharField(max_length=16, db_index=True)

    objects = BaseSessionManager()  # type: ignore[misc]  # Django itself overrides it like this

    class Meta:
        app_label = "people"
        ordering = ["-used_on"]

    @classmethod
    def get_session_store_class(cls) -> type:
        # The store imports this module: Django asks for it only when it is needed.
        from klankbord.people.sessions.store import SessionStore  # noqa: PLC0415  # circle by Django's design

        return SessionStore


def handle_of(session_key: str) -> str:
    """What stands for a session where its key must not be seen."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]
