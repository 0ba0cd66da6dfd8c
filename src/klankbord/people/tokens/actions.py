"""Make, use and revoke keys for programs."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from klankbord.people.models import Member, Role
from klankbord.people.tokens.models import ApiToken
from klankbord.trust import audit

READ = "read"
SCIM = "scim"
LONGEST = dt.timedelta(days=366)
PREFIX = "kb_"


class ScopeNotAllowed(Exception):  # noqa: N818  # named after the broken promise
    """The member does not have the right that the key would have."""


def create_token(
    *, member: Member, name: str, scopes: Iterable[str], expires_on: dt.date, at: dt.datetime
) -> tuple[ApiToken, str]:
    """Make a key; its secret is in the answer and nowhere else. Raises `ScopeNotAllowed`."""
    wanted = sorted(set(scopes))
    if SCIM in wanted and not member.has_role(Role.ADMINISTRATOR):
        raise ScopeNotAllowed(SCIM)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            member=member,
            name=name,
            secret_hash=_hash(secret),
            start=secret[:8],
            scopes=wanted,
            created_at=at,
            expires_on=min(expires_on, (at + LONGEST).date()),
        )
        _record(token, member, "people.token-made", at, scopes=wanted)
    return token, secret


def revoke_token(*, token: ApiToken, by: Member, at: dt.datetime) -> None:
    """Make a key worthless."""
    with transaction.atomic():
        _record(token, by, "people.token-revoked", at, of=f"member:{token.member_id}")
        token.delete()


def token_used(*, secret: str, at: dt.datetime) -> ApiToken | None:
    """The key behind a secret, if it still opens; the day of use is noted once a day."""
    today = at.date()
    token = (
        ApiToken.objects.select_related("member")
        .filter(secret_hash=_hash(secret), expires_on__gte=today, member__is_active=True)
        .first()
    )
    if token is not None and token.used_on != today:
        _unused_on(today).filter(pk=token.pk).update(used_on=today)
    return token


def _unused_on(day: dt.date) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(Q(used_on=None) | Q(used_on__lt=day))


def _record(token: ApiToken, by: Member, act: str, at: dt.datetime, **detail: object) -> None:
    name = f"token:{token.pk}"
    audit.record(at=at, actor=f"member:{by.pk}", act=act, object=name, detail=detail)


def _hash(secret: str) -> str:
    """A plain hash is enough: the secret has 256 random bits, there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
