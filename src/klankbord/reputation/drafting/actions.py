"""Name the service, switch it on and off."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from klankbord.people.models import Member
from klankbord.reputation.drafting.models import Endpoint
from klankbord.trust import audit
from klankbord.trust.vault.actions import forget_secret, keep_secret

KEY = "drafting:key"


@sensitive_variables("key")
def set_endpoint(*, by: Member, at: dt.datetime, key: str = "", **fields: Any) -> Endpoint:
    """Keep the service; an empty key leaves the old one, another address never gets it."""
    actor = f"member:{by.pk}"
    with transaction.atomic():
        endpoint = Endpoint.objects.first() or Endpoint()
        before = {name: getattr(endpoint, name) for name in fields}
        if key or endpoint.url not in {"", fields["url"]}:
            keep_secret(name=KEY, value=key, at=at, actor=actor)
        for name, value in fields.items():
            setattr(endpoint, name, value)
        endpoint.changed_at = at
        endpoint.save()
        audit.record(
            at=at,
            actor=actor,
            act="drafting.endpoint-set",
            object="drafting",
            declaration="drafting.suggest",
            detail={"before": before, "after": fields},
        )
    return endpoint


def forget_endpoint(*, by: str, at: dt.datetime) -> None:
    """No service outside is known any more, and its key neither."""
    with transaction.atomic():
        forget_secret(name=KEY, at=at, actor=by)
        if Endpoint.objects.all().delete()[0]:
            audit.record(at=at, actor=by, act="drafting.endpoint-forgotten", object="drafting")
