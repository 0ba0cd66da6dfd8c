"""Take a look: gather, find circles, name who stands out in each role, keep that."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from django.db import transaction

from klankbord.core.graph.circles import circles
from klankbord.core.graph.links import Links, Real, Whole
from klankbord.core.graph.rank import page_rank
from klankbord.core.graph.roles import Acts, Counted, Marks, bridges, carriers, starters, trusted
from klankbord.participate.keyfigures.gathering import Gathered, gather
from klankbord.participate.keyfigures.models import Circle, KeyFigure, Look, Role
from klankbord.participate.stakeholders.models import PRIVATE
from klankbord.participate.stakeholders.queries import groups_of

DAYS: Final = 90
LEAST_PEOPLE: Final = 3
"""Fewer say nothing of a role, and much of two people."""
NAMED_A_ROLE: Final = 6
NAMED_A_CIRCLE: Final = 2
MOST_CIRCLES: Final = 8
LEAST_CIRCLE: Final = 4
_ASKED: Final = 200
_COUNTS: Final[dict[Role, Callable[[Acts, Whole], Counted]]] = {
    Role.STARTS: starters,
    Role.CARRIES: carriers,
    Role.BRIDGES: bridges,
    Role.TRUSTED: trusted,
}


def take_look(
    *, today: dt.date, at: dt.datetime, after_batch: Callable[[], None] = lambda: None
) -> Look:
    """Look at the last ninety days; the look before goes."""
    since = today - dt.timedelta(days=DAYS - 1)
    found = gather(since=since, until=today, after_batch=after_batch)
    links = found.acts.links
    circle = circles(links)
    sizes = np.bincount(circle)
    n_circles = int((sizes >= LEAST_CIRCLE).sum())
    named = list(_named(found, page_rank(links), circle))
    with transaction.atomic():
        Look.objects.all().delete()
        look = Look.objects.create(
            since=since,
            until=today,
            n_people=_n_linked(links),
            n_acts=len(found.mentions),
            n_circles=n_circles,
            taken_at=at,
        )
        _keep_circles(look, named, sizes, n_circles)
        for figure in named:
            figure.look = look
        KeyFigure.objects.bulk_create(named)
    return look


def _keep_circles(look: Look, named: list[KeyFigure], sizes: Whole, n_circles: int) -> None:
    """The largest, and whichever somebody named is at home in."""
    numbers = {figure.circle for figure in named}
    numbers |= {figure.other_circle for figure in named if figure.other_circle is not None}
    numbers |= set(range(min(n_circles, MOST_CIRCLES)))
    Circle.objects.bulk_create(
        Circle(look=look, number=number, n_people=int(sizes[number])) for number in sorted(numbers)
    )


def _n_linked(links: Links) -> int:
    return len(np.unique(np.concatenate([links.sources, links.targets])))


def _named(found: Gathered, rank: Real, circle: Whole) -> Iterator[KeyFigure]:
    for role, count in _COUNTS.items():
        counted = count(found.acts, circle)
        order = _order(role, counted, rank)
        for place, who in enumerate(_chosen(role, order, found, counted), start=1):
            yield _figure(role, place, who, found, counted, circle)


def _order(role: Role, counted: Counted, rank: Real) -> Whole:
    """Most people first; who connects has most on the thinner side. Rank decides between equals."""
    is_bridge = role == Role.BRIDGES
    people = np.minimum(counted.people, counted.besides) if is_bridge else counted.people
    enough: Marks = people >= LEAST_PEOPLE
    order = np.lexsort((-rank, -counted.times, -people))
    return order[enough[order]]


def _chosen(role: Role, order: Whole, found: Gathered, counted: Counted) -> list[int]:
    """The first few; of those turned to, the first of each of the largest circles."""
    if role != Role.TRUSTED:
        return _showable(order, found)[:NAMED_A_ROLE]
    own = counted.where[order]
    of_circles = [
        _showable(order[own == number], found)[:NAMED_A_CIRCLE] for number in range(MOST_CIRCLES)
    ]
    chosen = {who for some in of_circles for who in some}
    return [who for who in order.tolist() if who in chosen]


def _showable(order: Whole, found: Gathered) -> list[int]:
    """Whoever may be shown, of the first few hundred: no private person that we know."""
    some = order[:_ASKED]
    groups = groups_of(found.authors[some].tolist())
    return [who for who in some.tolist() if groups.get(int(found.authors[who])) not in PRIVATE]


def _figure(
    role: Role, place: int, who: int, found: Gathered, counted: Counted, circle: Whole
) -> KeyFigure:
    mine = counted.acts_of(who)
    ids = np.unique(found.mentions[mine])
    return KeyFigure(
        author_id=int(found.authors[who]),
        role=role,
        place=place,
        circle=int(circle[who]),
        other_circle=int(counted.where[who]) if role == Role.BRIDGES else None,
        n_people=int(counted.people[who]),
        n_times=len(ids),
        n_besides=int(counted.besides[who]),
        mention_ids=ids.astype("<i8").tobytes(),
    )
