"""A door as its own page shows it to who may change it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from klankbord.participate.listening.doors.signing import secret_of
from klankbord.participate.listening.models import Door, Source

_NAMES = {
    "form": "listening:form-write",
    "webhook": "listening:webhook",
    "webmention": "listening:mention-tell",
}


@dataclass(frozen=True)
class DoorPage:
    """Its kind, its address in full, and the secret of a program."""

    kind: str
    address: str
    secret: str = ""


def door_of(source: Source) -> DoorPage | None:
    """The door of a source, if it is one."""
    door = Door.objects.filter(source=source).first()
    if door is None:
        return None
    name = _NAMES[source.connector]
    address = f"{settings.PUBLIC_URL}{reverse(name, args=[door.token])}"
    secret = secret_of(door.token) if source.connector == "webhook" else ""
    return DoorPage(source.connector, address, secret)
