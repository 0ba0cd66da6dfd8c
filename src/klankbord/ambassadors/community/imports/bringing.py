"""Bring a file in: a page a transaction, each message once, however often it is read."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import translation

from klankbord.ambassadors.community.imports import counting, writing
from klankbord.ambassadors.community.imports.crossing import Crossing
from klankbord.ambassadors.community.imports.groups import open_groups
from klankbord.ambassadors.community.imports.looking import is_old, signs_lost
from klankbord.ambassadors.community.imports.matching import matched_people
from klankbord.ambassadors.community.imports.models import KEY_LENGTH, CommunityImport
from klankbord.ambassadors.community.imports.origins import Spot, spots_of
from klankbord.ambassadors.community.imports.reactions import kinds_by_sign, kinds_told
from klankbord.ambassadors.community.reactions.actions import keep_kinds
from klankbord.connectors.intranet.workspace import LeftOut, Said, opened_workspace
from klankbord.people.queries import house_language

PAGE = 500


def bring_in(
    *,
    brought: CommunityImport,
    at: dt.datetime,
    on_page: Callable[[CommunityImport], None],
    in_page: Callable[[], None] = lambda: None,
) -> None:
    """Bring what was chosen in, from where an earlier attempt stopped; raises `ConnectorRefused`.

    `in_page` is called inside the transaction of each page, `on_page` after it.
    """
    # The time of bringing: a message whose date cannot be keeps its place when it is read again.
    with (
        translation.override(house_language()),  # what stands in a text, several people read
        opened_workspace(Path(brought.path), now=brought.created_at) as workspace,
    ):
        crossing = Crossing(brought, workspace, matched_people(workspace.people))
        with transaction.atomic():
            if told := kinds_told(workspace):
                keep_kinds(says=told)
            crossing.kinds = kinds_by_sign(workspace)
            crossing.groups, n_opened = open_groups(
                brought=brought, workspace=workspace, members=crossing.members, at=at
            )
            crossing.counts = Counter(brought.counts) + Counter({counting.GROUPS: n_opened})
            _save(crossing, brought.n_done)
        steps = islice(workspace.said(), brought.n_done, None)
        while page := list(islice(steps, PAGE)):
            with transaction.atomic():
                bring_page(crossing, page)
                _save(crossing, brought.n_done + len(page))
                in_page()
            on_page(brought)


def _save(crossing: Crossing, n_done: int) -> None:
    brought = crossing.brought
    brought.counts, brought.n_done = dict(+crossing.counts), n_done
    CommunityImport.objects.filter(pk=brought.pk).update(counts=brought.counts, n_done=n_done)


def bring_page(crossing: Crossing, page: Sequence[Said | LeftOut]) -> None:
    """Write what is new of a page: posts first, then comments after what they answer."""
    crossing.counts.update(each.value for each in page if isinstance(each, LeftOut))
    said = {each.key: each for each in page if isinstance(each, Said) and _is_sane(each)}
    crossing.counts[LeftOut.BROKEN] += sum(isinstance(each, Said) for each in page) - len(said)
    spots = spots_of([*said, *(each.above for each in said.values() if each.above)])
    taken = [each for each in said.values() if _is_taken(crossing, each, spots)]
    crossing.learn_voices(key for each in taken for key in writing.people_in(each))
    tops = [each for each in taken if not each.above]
    spots |= writing.write_posts(crossing, tops)
    waiting = [each for each in taken if each.above]
    while waiting:
        ready = [each for each in waiting if each.above in spots]
        if not ready:
            spots |= writing.keep_places(crossing, _tops_lost(waiting))
            continue
        spots |= _write_below(crossing, ready, spots)
        done = {each.key for each in ready}
        waiting = [each for each in waiting if each.key not in done]


def _is_sane(said: Said) -> bool:
    return 0 < len(said.key) <= KEY_LENGTH and len(said.above) <= KEY_LENGTH


def _is_taken(crossing: Crossing, said: Said, spots: Mapping[str, Spot]) -> bool:
    if said.key in spots:
        crossing.counts[counting.HERE] += 1
        return False
    if said.place not in crossing.groups:
        crossing.counts[counting.UNCHOSEN] += 1
        return False
    above = spots.get(said.above)
    if is_old(said, crossing.before) and not (above and above.is_pinned):
        crossing.counts[counting.OLD] += 1
        return False
    crossing.counts[counting.FILES] += said.n_files
    crossing.counts.update(signs_lost(said, crossing.members, crossing.kinds))
    return True


def _tops_lost(waiting: Sequence[Said]) -> list[Said]:
    """One answer for each message that is not in the file, or is too old: it keeps its place."""
    coming = {each.key for each in waiting}
    lost = {each.above: each for each in reversed(waiting) if each.above not in coming}
    return list(lost.values()) or [waiting[0]]  # else they answer each other in a circle


def _write_below(
    crossing: Crossing, ready: Sequence[Said], spots: Mapping[str, Spot]
) -> dict[str, Spot]:
    """Write comments; one that stands in another group than what it answers stays out.

    Else a file could carry the words of a private group into an open one.
    """
    inside = [each for each in ready if spots[each.above].group == crossing.groups[each.place]]
    crossing.counts[counting.ELSEWHERE] += len(ready) - len(inside)
    new = [each for each in inside if each.key not in spots]
    written = writing.write_comments(crossing, new, spots)
    # What answers a message that stayed out, stays out with it.
    out = {each.key: Spot(0) for each in ready if each.key not in written}
    return out | written
