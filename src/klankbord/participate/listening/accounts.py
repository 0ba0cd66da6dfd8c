"""Our own accounts on platforms: connect one, disconnect it, find the one that may answer."""

import dataclasses
import datetime as dt

import msgspec
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from klankbord.connectors.contract import (
    Ability,
    ChoosesAccount,
    Connector,
    ConnectorRefused,
    Identity,
    Limits,
    Refusal,
    SignsIn,
    Writer,
)
from klankbord.connectors.registry import installed
from klankbord.participate.listening.faults import unquoted
from klankbord.participate.listening.fetching import reading_context
from klankbord.participate.listening.models import Account
from klankbord.trust.audit import record
from klankbord.trust.vault.actions import forget_secret, keep_secret

_LONGEST_NAME = 120  # of a secret in the vault


def connectors_with_accounts() -> list[Connector]:
    """Those that can speak for an account of ours, by label."""
    found = [each for each in installed().connectors.values() if isinstance(each, SignsIn)]
    return sorted(found, key=lambda each: each.label)


@sensitive_variables("secret")
def connect_account(
    *, connector: str, place: str, secret: str, at: dt.datetime, actor: str
) -> Account:
    """Try the secret at the platform, then keep account and secret; raises `ConnectorRefused`.

    A second account at the same place takes the place of the first: answers come from one voice.
    """
    identity = _identify(connector, place, secret, at)
    values = {"handle": identity.handle[:300], "name": identity.name, "url": identity.url}
    name = secret_name(connector, identity.place)
    if len(name) > _LONGEST_NAME:
        raise ConnectorRefused(Refusal.ADDRESS_INVALID, permanent=True, address=place[:200])
    with transaction.atomic():
        keep_secret(name=name, value=secret, at=at, actor=actor)
        account, _ = Account.objects.update_or_create(
            connector=connector,
            place=identity.place,
            defaults={**values, "connected_at": at, "connected_by": actor},
        )
        record(
            at=at,
            actor=actor,
            act="listening.account-connected",
            object=f"account:{account.pk}",
            detail={"connector": connector, "handle": identity.handle},
        )
    learn_limits(account=account, at=at)
    return account


@sensitive_variables("secret")
def _identify(connector: str, place: str, secret: str, at: dt.datetime) -> Identity:
    found = installed().find(connector)
    if not isinstance(found, SignsIn):
        raise ConnectorRefused(Refusal.CONNECTOR_UNKNOWN, permanent=True, connector=connector)
    with reading_context(at) as context, unquoted(connector):
        return found.sign_in(place, secret, context)


def learn_limits(*, account: Account, at: dt.datetime) -> None:
    """Ask the platform what it takes from us; where it does not say, what it said before counts."""
    writer = installed().connectors.get(account.connector)
    if not isinstance(writer, Writer):
        return
    try:
        with reading_context(at, account.connector) as context, unquoted(account.connector):
            limits = writer.limits(account.place, context)
    except ConnectorRefused:
        return
    account.limits = dataclasses.asdict(limits)
    Account.objects.filter(pk=account.pk).update(limits=account.limits)


def limits_of(account: Account) -> Limits | None:
    """What the platform takes from this account; None if it never said so."""
    return msgspec.convert(account.limits, Limits) if account.limits else None


def disconnect_account(*, account: Account, at: dt.datetime, actor: str) -> None:
    """Forget the account and its secret; what was heard and answered stays."""
    with transaction.atomic():
        forget_secret(name=secret_name(account.connector, account.place), at=at, actor=actor)
        Account.objects.filter(pk=account.pk).delete()
        record(
            at=at,
            actor=actor,
            act="listening.account-disconnected",
            object=f"account:{account.pk}",
            detail={"connector": account.connector, "handle": account.handle},
        )


def secret_name(connector: str, place: str) -> str:
    """Under which name the vault keeps the secret of an account."""
    return f"connector:{connector}:{place}"


def answering_account(platform: str, post_id: str) -> Account | None:
    """The account that answers a post, if its connector can: of those that may, the first one."""
    connector = installed().connectors.get(platform)
    if connector is None or Ability.REPLY not in connector.abilities:
        return None
    ours = list(Account.objects.filter(connector=platform).order_by("connected_at"))
    if isinstance(connector, ChoosesAccount):
        chosen = connector.answering_place(post_id, [each.place for each in ours])
        return next((each for each in ours if each.place == chosen), None)
    return ours[0] if ours else None
