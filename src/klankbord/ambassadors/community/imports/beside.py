"""Events, praise and announcements that come with a file: nobody is told, nobody pressed yet."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from klankbord.ambassadors.community.announcements.models import Announcement
from klankbord.ambassadors.community.events.forms import NO_PLACES
from klankbord.ambassadors.community.events.models import (
    LINK_LENGTH,
    PLACE_LENGTH,
    Event,
    EventAnswer,
)
from klankbord.ambassadors.community.imports import counting
from klankbord.ambassadors.community.imports.crossing import Crossing
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.praise.models import Praise, Praised
from klankbord.connectors.intranet.workspace import Announced, Coming, Held, Said

YEARS = (2000, 2200)
_MOST_CHANGES = 1_000_000
_is_web = URLValidator(schemes=["http", "https"])


def write_beside(crossing: Crossing, pairs: Sequence[tuple[Post, Said]]) -> None:
    """Write what stands beside words; what makes no sense is left out, the words stay."""
    for post, said in pairs:
        if post.is_removed:
            continue
        if said.held is not None:
            _write_event(crossing, post, said.held)
        if said.praised is not None:
            _write_praise(crossing, post, said.praised)
        if said.announced is not None:
            _write_announcement(crossing, post, said.announced)


def _write_event(crossing: Crossing, post: Post, held: Held) -> None:
    if not _is_sane(held):
        crossing.counts[counting.BESIDE_OUT] += 1
        return
    event = Event.objects.create(
        post=post,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        zone=held.zone,
        place=held.location,
        link=held.link,
        sequence=held.n_changes,
        is_cancelled=held.is_cancelled,
        changed_at=held.changed_at,
    )
    said = {
        crossing.members[each.person].pk: each for each in held.coming if _is_known(crossing, each)
    }
    crossing.counts[counting.NAMES_OUT] += len(held.coming) - len(said)
    EventAnswer.objects.bulk_create(
        EventAnswer(event=event, member_id=pk, says=each.says, answered_at=each.at)
        for pk, each in said.items()
    )


def _is_known(crossing: Crossing, coming: Coming) -> bool:
    return coming.person in crossing.members and coming.says in EventAnswer.Says.values


def _is_sane(held: Held) -> bool:
    """Whether it is an event as we make them: a file can say anything."""
    is_dated = all(YEARS[0] <= each.year <= YEARS[1] for each in (held.starts_at, held.ends_at))
    is_placed = len(held.location) <= PLACE_LENGTH and held.zone in _zones()
    is_counted = 0 <= held.n_changes <= _MOST_CHANGES
    return is_dated and held.starts_at < held.ends_at and is_placed and is_counted and _leads(held)


def _zones() -> set[str]:
    return available_timezones() - NO_PLACES


def _leads(held: Held) -> bool:
    """Whether its link, if it has one, leads to the web and does nothing else."""
    if len(held.link) > LINK_LENGTH:
        return False
    try:
        if held.link:
            _is_web(held.link)
    except ValidationError:
        return False
    return True


def _write_praise(crossing: Crossing, post: Post, praised: Sequence[str]) -> None:
    """Of who has an account here, and of nobody for themselves."""
    praise = Praise.objects.create(post=post)
    known = {crossing.members[key].pk for key in praised if key in crossing.members}
    named = sorted(known - {post.author_id})
    crossing.counts[counting.NAMES_OUT] += len(praised) - len(named)
    Praised.objects.bulk_create(Praised(praise=praise, member_id=pk) for pk in named)


def _write_announcement(crossing: Crossing, post: Post, announced: Announced) -> None:
    """For the whole house only where the whole house can read it."""
    if not YEARS[0] <= announced.until_on.year <= YEARS[1]:
        crossing.counts[counting.BESIDE_OUT] += 1
        return
    is_open = Group.objects.filter(pk=post.group_id, kind=Group.Kind.OPEN)
    Announcement.objects.create(
        post=post,
        until_on=announced.until_on,
        is_to_acknowledge=announced.is_to_acknowledge,
        is_for_all=announced.is_for_all and is_open.exists(),
        announced_at=announced.at,
    )
