"""Who in a file is who here: by mail address, and by nothing else."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models.functions import Lower

from klankbord.ambassadors.community.imports.models import Voice
from klankbord.connectors.intranet.workspace import Person, Workspace
from klankbord.connectors.intranet.workspace.klankbord import PLATFORM, VOICE, person_id
from klankbord.people.models import Member

_AT_ONCE = 500


@dataclass(frozen=True)
class Matched:
    """A member that somebody in the file is; who can no longer sign in comes into no group."""

    pk: int
    name: str
    is_active: bool


def matched_people(people: Mapping[str, Person]) -> dict[str, Matched]:
    """Find members by the key of the person in the file."""
    by_address = {person.address for person in people.values() if person.address}
    here = _by_address(sorted(by_address))
    if any(person.digest for person in people.values()):
        here |= _by_digest()
    found = {key: here.get(each.address) or here.get(each.digest) for key, each in people.items()}
    return {key: member for key, member in found.items() if member}


def _by_address(addresses: list[str]) -> dict[str, Matched]:
    members = Member.objects.annotate(small=Lower("email"))
    found: dict[str, Matched] = {}
    for start in range(0, len(addresses), _AT_ONCE):
        some = members.filter(small__in=addresses[start : start + _AT_ONCE])
        for pk, name, is_active, small in some.values_list("pk", "name", "is_active", "small"):
            found[small] = Matched(pk, name, is_active)
    return found


def _by_digest() -> dict[str, Matched]:
    members = Member.objects.values_list("pk", "name", "is_active", "email").iterator()
    return {
        person_id(email): Matched(pk, name, is_active) for pk, name, is_active, email in members
    }


def voices_of(workspace: Workspace, keys: Iterable[str]) -> dict[str, Voice]:
    """Find the voices of these people, or give them the next numbers."""
    hashes = {key: _voice_key(workspace, key) for key in keys}
    known = Voice.objects.in_bulk(sorted(set(hashes.values())), field_name="key")
    for key, hashed in hashes.items():
        if hashed not in known:
            known[hashed] = _next_voice(_platform(workspace, key), hashed)
    return {key: known[hashed] for key, hashed in hashes.items()}


def _next_voice(platform: str, key: str) -> Voice:
    last = Voice.objects.filter(platform=platform).order_by("-number").first()
    return Voice.objects.create(platform=platform, number=last.number + 1 if last else 1, key=key)


def _platform(workspace: Workspace, key: str) -> str:
    person = workspace.people.get(key)
    return (person.voice if person else "") or workspace.platform


def _voice_key(workspace: Workspace, key: str) -> str:
    """Out of an export of ours a voice comes under the key that it had."""
    if workspace.platform == PLATFORM and key.startswith(VOICE):
        return key.removeprefix(VOICE)[:32]
    return hashlib.sha256(f"{workspace.platform}:{key}".encode()).hexdigest()[:32]
