"""The desk with two years of cases: lists, search and the next case, as people ask for them."""

import datetime as dt
import random
import re
from collections.abc import Iterator, Sequence
from functools import partial
from html import unescape

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.posts import UNTIL, Generator
from bench.report import Line
from bench.timing import Took, percentile, timed
from klankbord.people.models import Department, Member, Organisation, Role, RoleGrant
from klankbord.reputation.desk.listing import OUTCOMES, UNKNOWN
from klankbord.reputation.desk.models import Case, CaseEvent, CaseMessage, Channel, Severity, State
from klankbord.reputation.desk.search import fold_terms

OPEN_SHARE = 0.1  # of the closed ones
CEILING = 200  # milliseconds, p95
DAYS = 730
AT_ONCE = 5_000
N_DEPARTMENTS = 8
_NEXT = re.compile(r'rel="next" href="([^"]+)"')
_INDEX = "INSERT INTO desk_search (rowid, words) VALUES (%s, %s)"
_OPEN_STATES = (State.NEW, State.NEW, State.ASSESSING, State.WAITING)
_SILENT_STATES = (State.LET_STAND, State.MONITORING)
_CLOSED_STATES = (*(State.CLOSED,) * 16, *(State.ANSWERED,) * 2, *_SILENT_STATES)
_DRIVERS = ("", "products_and_services", "conduct", "workplace", "innovation")
_GROUPS = ("", "resident", "customer", "journalist", "investor")
_LANGUAGES = ("nl", "en", "", "de", "fy")
_FOLLOWERS = (0, 1, None, 2, 3)
_REASONS = ("not_ours", "joke", "little_heard", "provocation", "other")
_OFTEN = (60, 25, 10, 4.9, 0.1)  # of a hundred cases: the last is one in a thousand
_ORDERS = ("newest", "oldest", "urgent")
_VIEWS_IN_HAND = ("mine", "unclaimed", "department", "open", "late")
_VIEWS = (*_VIEWS_IN_HAND, "waiting", "answered", "let_stand", "monitoring", "closed", "all")


def measure(n_closed: int) -> list[Line]:
    """Fill the desk, then ask: processor time is judged, for the machine is shared."""
    settings.ALLOWED_HOSTS = ["testserver"]
    if not Organisation.objects.exists():
        Organisation.objects.create(name="Bench", created_at=UNTIL)
    n_open = int(n_closed * OPEN_SHARE)
    words = [str(word) for word in Generator(1).words]
    rooms = [
        Department.objects.get_or_create(name=f"Room {number}")[0]
        for number in range(N_DEPARTMENTS)
    ]
    team = [_member(f"desk{number}@example.org", rooms[number % 8]) for number in range(20)]
    _fill(n_open, n_closed, words=words, rooms=rooms, team=team)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(team[0], backend="django.contrib.auth.backends.ModelBackend")
    sizes = f"{n_open:,} open, {n_closed:,} closed"
    kinds = {
        "list": list(_lists(rooms)),
        "list by time left": list(_lists(rooms, views=_VIEWS_IN_HAND, orders=("due",))),
        "page 2 to 6 of a list": _later_pages(client, ("open", "unclaimed", "closed", "all")),
        "page 2 to 6 by time left": _later_pages(client, ("open", "unclaimed"), ("due",)),
        "behind a figure": list(_behind_figures()),
        "search": list(_searches(words)),
        "case": [reverse("desk:case-detail", args=[pk]) for pk in _some_cases()],
    }
    lines: list[Line] = []
    for what, addresses in kinds.items():
        client.get(addresses[0])  # the first one loads code and templates
        took = [timed(partial(_get, client, address)) for address in addresses]
        lines += _lines(f"desk, {sizes}: {what}", took)
    took = [timed(partial(_next, client)) for _ in range(60)]
    return lines + _lines(f"desk, {sizes}: take the next case", took)


def _lines(what: str, took: list[Took]) -> list[Line]:
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    return [
        Line(f"{what}, p50", p50.wall, "ms", cpu=p50.cpu),
        Line(f"{what}, p95", p95.wall, "ms", CEILING, is_ceiling=True, cpu=p95.cpu,
             counts_cpu=True),
    ]  # fmt: skip


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        message = f"{address}: {answer.status_code}"
        raise AssertionError(message)


def _next(client: Client) -> None:
    answer = client.post(reverse("desk:case-next"))
    if answer.status_code != 302 or answer["Location"] == reverse("desk:case-list"):
        message = f"no next case: {answer.status_code}"
        raise AssertionError(message)


def _lists(
    rooms: list[Department], *, views: Sequence[str] = _VIEWS, orders: Sequence[str] = _ORDERS
) -> Iterator[str]:
    """Every tab in every order, plain and with each filter; time is left of work in hand only."""
    desk = reverse("desk:case-list")
    filters = ("", "&severity=urgent", f"&department={rooms[3].pk}", "&platform=mastodon",
               "&since=2025-06-01&until=2025-06-30", "&language=fy", "&followers=3",
               "&driver=conduct", "&driver=innovation", "&group=unknown",
               "&driver=unknown&group=investor")  # fmt: skip
    for view in views:
        for order in orders:
            for narrowed in filters:
                yield f"{desk}?view={view}&order={order}{narrowed}"


def _behind_figures() -> Iterator[str]:
    """The lists that numbers of the figures lead to, of four weeks and of more than a year."""
    desk = reverse("desk:case-list")
    asked = (*(f"outcome={name}" for name in OUTCOMES),
             *(f"outcome=answerable&language={name or UNKNOWN}" for name in _LANGUAGES),
             *(f"outcome=answerable&followers={UNKNOWN if band is None else band}"
               for band in _FOLLOWERS),
             *(f"outcome=silent&reason={name}" for name in _REASONS),
             *(f"outcome=answerable&platform={name}" for name in ("mastodon", UNKNOWN)),
             "outcome=answerable&severity=urgent")  # fmt: skip
    for days in (28, 400):
        since = (UNTIL - dt.timedelta(days=days)).date()
        for each in asked:
            yield f"{desk}?view=all&since={since}&until={UNTIL.date()}&{each}"


def _later_pages(
    client: Client, views: Sequence[str], orders: Sequence[str] = _ORDERS
) -> list[str]:
    desk = reverse("desk:case-list")
    found: list[str] = []
    for view in views:
        for order in orders:
            address = f"?view={view}&order={order}"
            for _page in range(5):
                page = client.get(f"{desk}{address}").content.decode()
                address = unescape(_NEXT.search(page)[1])  # type: ignore[index]  # lists this long
                found.append(f"{desk}{address}")
    return found


def _searches(words: list[str]) -> Iterator[str]:
    desk = reverse("desk:case-list")
    common, rare = words[5:25], words[5_000:25_000:1_000]
    for view in ("open", "all"):
        for word in (*common, *rare):
            yield f"{desk}?view={view}&q={word}"
        yield f"{desk}?view={view}&q={common[0]}+{rare[0]}"
        yield f"{desk}?view={view}&q=label:pool"
        yield f"{desk}?view={view}&q=2025-0100"


def _some_cases() -> list[int]:
    numbers = list(Case.objects.order_by("pk").values_list("pk", flat=True)[::20_000])
    return numbers * 2


def _member(email: str, room: Department) -> Member:
    member = Member.objects.create_user(
        email, None, name=email.partition("@")[0], department=room, joined_at=UNTIL
    )
    RoleGrant.objects.create(member=member, role=Role.RESPONDER)
    return member


def _fill(
    n_open: int, n_closed: int, *, words: list[str], rooms: list[Department], team: list[Member]
) -> None:
    """Cases spread over two years, each with a message, its opening and its words in the index."""
    dice = random.Random(1)
    total = n_open + n_closed
    for start in range(0, total, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, total))
        with transaction.atomic():
            cases = Case.objects.bulk_create(
                _case(number, is_open=number >= n_closed, dice=dice, words=words, rooms=rooms,
                      team=team, total=total)
                for number in numbers
            )  # fmt: skip
            CaseMessage.objects.bulk_create(_message(case) for case in cases)
            CaseEvent.objects.bulk_create(_opening(case) for case in cases)
            with connection.cursor() as cursor:
                cursor.executemany(_INDEX, [_words(case) for case in cases])
        if start % 100_000 == 0:
            print(f"{start:,} of {total:,} cases", flush=True)


def _case(
    number: int, *, is_open: bool, dice: random.Random, words: list[str], rooms: list[Department],
    team: list[Member], total: int,
) -> Case:  # fmt: skip
    opened = UNTIL - dt.timedelta(days=DAYS * (1 - number / total))
    state = dice.choice(_OPEN_STATES if is_open else _CLOSED_STATES)
    concluded = None if is_open else opened + dt.timedelta(hours=dice.expovariate(1 / 20))
    was_let_stand = state in _SILENT_STATES or (state == State.CLOSED and dice.random() < 0.3)
    handle = f"author{int(dice.paretovariate(0.8)) % 200_000}"
    # Words of rank 1 to 40,000, the first ones oftener: as people speak.
    said = " ".join(words[min(int(dice.paretovariate(0.7)) + 3, 39_999)] for _ in range(16))
    return Case(
        number=f"{opened.year}-{number:07}",
        title=said[:80],
        state=state,
        severity=dice.choices([*Severity], (30, 55, 12, 3))[0],
        channel=Channel.MENTION,
        department=dice.choice(rooms),
        claimed_by=None if state == State.NEW else dice.choice(team),
        platform=dice.choice(("mastodon", "bluesky", "x", "facebook", "")),
        author_handle=handle,
        driver=dice.choices(_DRIVERS, _OFTEN)[0],
        stakeholder_group=dice.choices(_GROUPS, _OFTEN)[0],
        language=dice.choices(_LANGUAGES, _OFTEN)[0],
        follower_band=dice.choices(_FOLLOWERS, _OFTEN)[0],
        is_by_bot=dice.random() < 0.02,
        let_stand_reason=dice.choices(_REASONS, _OFTEN)[0] if was_let_stand else "",
        tags=["pool"] if dice.random() < 0.01 else [],
        clock_level="breached" if is_open and dice.random() < 0.1 else "",
        opened_at=opened,
        # Of one in eight nobody promised anything: no target fits it, and it stands last.
        due_at=None
        if dice.random() < 0.125
        else opened + dt.timedelta(hours=dice.choice((1, 2, 4, 16))),
        conclude_due_at=opened + dt.timedelta(days=dice.choice((1, 2, 5, 10))),
        first_response_at=None if is_open or was_let_stand else concluded,
        let_stand_at=concluded if was_let_stand else None,
        concluded_at=concluded,
        closed_at=concluded if state == State.CLOSED else None,
        last_event_at=concluded or opened,
    )


def _message(case: Case) -> CaseMessage:
    return CaseMessage(
        case=case,
        platform=case.platform,
        author_handle=case.author_handle,
        text=case.title,
        published_at=case.opened_at,
        kept_at=case.opened_at,
    )


def _opening(case: Case) -> CaseEvent:
    fields = {"title": case.title, "state": "new", "channel": case.channel}
    return CaseEvent(
        case=case, version=1, kind=CaseEvent.Kind.OPENED, at=case.opened_at, data={"set": fields}
    )


def _words(case: Case) -> tuple[int, str]:
    labels = [f"label0{tag}" for tag in case.tags]
    text = f"{case.number} {case.title} {case.author_handle}"
    return case.pk, " ".join([*fold_terms(text), *labels])
