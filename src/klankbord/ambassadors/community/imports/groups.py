"""The groups that an import opens, as wide as was chosen and never wider than they were."""

import datetime as dt
from collections.abc import Mapping

from klankbord.ambassadors.community.actions import record_group
from klankbord.ambassadors.community.imports.looking import owners_in
from klankbord.ambassadors.community.imports.matching import Matched
from klankbord.ambassadors.community.imports.models import KEY_LENGTH, CommunityImport, Origin
from klankbord.ambassadors.community.imports.origins import spots_of
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.connectors.intranet.workspace import Place, Width, Workspace

WIDE_TO_NARROW = tuple(Group.Kind.values)
_NAME, _DESCRIPTION = 80, 300


def kinds_for(width: str) -> list[str]:
    """Find the kinds of group that are no wider than a place was."""
    return list(WIDE_TO_NARROW[WIDE_TO_NARROW.index(width) :])


def open_groups(
    *,
    brought: CommunityImport,
    workspace: Workspace,
    members: Mapping[str, Matched],
    at: dt.datetime,
) -> tuple[dict[str, int], int]:
    """Open the chosen groups that are not here yet; key of the place → group, and how many.

    A place that was brought before is used as it is, unless it became narrower there since: then
    its words would be read by more people than before, and it is left out. So is a group that was
    made here: nothing new comes into it by a file.
    """
    places = workspace.places
    chosen = {
        key: places[key] for key in brought.choices if key in places and len(key) <= KEY_LENGTH
    }
    here = spots_of(chosen)
    groups: dict[str, int] = {}
    n_opened = 0
    for key, place in chosen.items():
        kind = brought.choices[key]
        if kind not in kinds_for(place.width):
            continue
        if key in here:
            narrow = Group.objects.filter(kind__in=kinds_for(place.width), origin__key=key)
            groups |= dict(narrow.values_list("origin__key", "pk"))
        elif (group := _open(brought, place, kind, members, at)) is not None:
            groups[key] = group.pk
            n_opened += 1
    return groups, n_opened


def _open(
    brought: CommunityImport,
    place: Place,
    kind: str,
    members: Mapping[str, Matched],
    at: dt.datetime,
) -> Group | None:
    joined = _joined(brought, place, members, at)
    if not any(each.is_owner for each in joined):
        return None
    group = Group.objects.create(
        name=_free_name(place.name or brought.platform_name, kind, brought.platform_name),
        description=place.description[:_DESCRIPTION],
        kind=kind,
        is_moderated=place.is_moderated,
        created_at=place.created_at or at,
    )
    for each in joined:
        each.group = group
    Membership.objects.bulk_create(joined, batch_size=500)
    Origin.objects.create(key=place.key, platform=brought.platform, brought_by=brought, group=group)
    record_group(at=at, by=brought.by, act="community.group-added", group=group)
    return group


def _joined(
    brought: CommunityImport, place: Place, members: Mapping[str, Matched], at: dt.datetime
) -> list[Membership]:
    """Who was in the place and can sign in here; who brings it keeps only what was open to all."""
    since = dict(zip(place.people, place.joined_at, strict=False))
    moments: dict[int, dt.datetime] = {}
    for key in (*place.people, *place.owners):
        if (member := members.get(key)) and member.is_active:
            moments.setdefault(member.pk, since.get(key, at))
    owners = {members[key].pk for key in place.owners if key in members} & moments.keys()
    if not owners and place.width == Width.OPEN and brought.by_id:
        moments.setdefault(brought.by_id, at)
        owners = {brought.by_id}
    elif not owners:
        owners = {member.pk for member in owners_in(place, members)[:1]}
    return [
        Membership(member_id=pk, is_owner=pk in owners, asked_at=moment, joined_at=moment)
        for pk, moment in moments.items()
    ]


def _free_name(name: str, kind: str, platform: str) -> str:
    """The name it had; one that an open or closed group has already is told by its platform."""
    taken = Group.objects.exclude(kind=Group.Kind.PRIVATE)
    wanted, number = name[:_NAME], 1
    while kind != Group.Kind.PRIVATE and taken.filter(name=wanted).exists():
        ending = f" ({platform})" if number == 1 else f" ({platform} {number})"
        wanted, number = name[: _NAME - len(ending)] + ending, number + 1
    return wanted
