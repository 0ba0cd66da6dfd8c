"""A month of a house in which people write, come, go and are mailed, with an own account of it.

What must arrive is told here from what people did, not read from our tables.
"""

import datetime as dt
import email
import itertools
import os
import random
import re
import signal
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from email import policy
from zoneinfo import ZoneInfo

from django.db import connections

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Group, Membership, Post
from klankbord.ambassadors.community.notifications import sending
from klankbord.ambassadors.community.notifications.actions import change_mail_choice
from klankbord.ambassadors.community.notifications.models import Letter
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.people.models import Member

# The clock changes in New York on the 8th, in Amsterdam and Beirut on the 29th, in Sydney,
# Santiago and (by half an hour) on Lord Howe on 5 April.
BEGIN = dt.datetime(2026, 3, 7, tzinfo=dt.UTC)
END = dt.datetime(2026, 4, 7, tzinfo=dt.UTC)
DRAINED = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)  # the last monthly digest is over
ZONES = [
    "",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Santiago",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
    "Atlantic/Azores",
]
LINK = re.compile(r"/community/posts/(\d+)/(?:#comment-(\d+))?$", re.MULTILINE)
STAGES = ("before it is fixed", "after it is fixed", "after the server's yes")


@dataclass
class Clock:
    """Time as the worker reads it: it goes on a little each time somebody looks."""

    now: dt.datetime = BEGIN
    pace: dt.timedelta = dt.timedelta(seconds=7)

    def __call__(self) -> dt.datetime:
        self.now += self.pace
        return self.now


@dataclass
class Place:
    """A group as the account has it: who is in it since when, and who left it when."""

    group: Group
    joined: dict[int, dt.datetime] = field(default_factory=dict)
    left: dict[int, dt.datetime] = field(default_factory=dict)

    def inside(self) -> list[int]:
        return [pk for pk in self.joined if pk not in self.left]


@dataclass
class Said:
    """A post as the account has it."""

    post: Post
    place: Place
    author: int
    named: set[int]
    removed_at: dt.datetime | None = None


@dataclass
class Arrival:
    """A letter as the mail server took it."""

    at: dt.datetime
    member: int
    name: str
    posts: list[int]
    comments: list[int]


class Month:
    """The house, its people, and the account."""

    def __init__(self, *, n_members: int, n_kills: int, seed: int, mailbox) -> None:
        self.dice = random.Random(seed)  # noqa: S311  # the same month each time
        self.clock = Clock()
        self.mailbox = mailbox
        self.arrived_at: list[dt.datetime] = []
        mailbox.rule = self._note
        self.members = self._make_members(n_members)
        self.places = self._make_places(max(n_members // 12, 3))
        self.said: list[Said] = []
        self.told: dict[tuple[int, int], Place] = {}  # (member, comment) → where
        self.kills_left = n_kills
        self.every = max(n_members // 100, 1)  # events between two looks of the worker
        self.n_kills = Counter()
        self.n_events = 0
        self.n_waits = 0

    def live(self) -> None:
        """Go through the month, event by event; now and then the worker is away or dies."""
        n_events = len(self.members) * 9
        span = (END - BEGIN).total_seconds()
        moments = sorted(BEGIN + dt.timedelta(seconds=self.dice.random() * span)
                         for _ in range(n_events))  # fmt: skip
        kill_at = set(self.dice.sample(range(n_events), self.kills_left))
        away_until = BEGIN
        for number, at in enumerate(moments):
            self.clock.now = max(at, self.clock.now)
            self._happen(self.clock.now)
            if self.dice.random() < 0.003:
                away_until = at + dt.timedelta(hours=self.dice.randint(1, 40))
            is_turn = number in kill_at or number % self.every == 0
            if at >= away_until and is_turn:
                self._work(is_killed=number in kill_at)
        self._drain()

    def _drain(self) -> None:
        """Nobody writes any more; what is still due comes when it is due."""
        while self.clock.now < DRAINED:
            self._work()
            is_open = [Letter.State.PLANNED, Letter.State.FIXED]
            due = Letter.objects.filter(state__in=is_open).order_by("due_at").first()
            self.clock.now = max(due.due_at if due else DRAINED, self.clock.now)

    def _work(self, *, is_killed: bool = False) -> None:
        if is_killed and self._die():
            return
        plan_letters(at=self.clock.now)
        for _letter in sending.send_letters(clock=self.clock, worker=self._worker()):
            pass

    def _worker(self) -> str:
        return f"{self.dice.getrandbits(64):x}"

    def _die(self) -> bool:
        """A process of its own takes letters up and is killed by SIGKILL at some point."""
        plan_letters(at=self.clock.now)
        n_due = sending.due_letters(at=self.clock.now).count()
        if not n_due:
            self._jump_to_due()
            n_due = 1
        stage, nth = self.dice.choice(STAGES), self.dice.randint(1, n_due)
        self.clock.pace, pace = dt.timedelta(0), self.clock.pace
        connections.close_all()  # parent and child must not share one
        child = os.fork()
        if child == 0:
            _die_at(stage, nth, self.clock, self._worker())
        _pid, status = os.waitpid(child, 0)
        self.clock.pace = pace
        is_dead = os.WIFSIGNALED(status)
        self.n_kills[stage] += is_dead
        return is_dead

    def _jump_to_due(self) -> None:
        due = Letter.objects.filter(state=Letter.State.PLANNED).order_by("due_at").first()
        self.clock.now = max(due.due_at, self.clock.now)

    def _note(self, _n_seen, _to) -> str | None:
        """The server notes when a letter came; one in two hundred has to come back later."""
        if self.dice.random() < 0.005:
            self.n_waits += 1
            return "451 come back later"
        self.arrived_at.append(self.clock.now)
        return None

    def _make_members(self, n: int) -> dict[int, Member]:
        Member.objects.bulk_create(
            Member(
                email=f"m{number}@proefdam.example",
                name=f"Anna van der Berg {number}",
                joined_at=BEGIN,
                language=self.dice.choice(["nl", "en"]),
                time_zone=self.dice.choice(ZONES),
            )
            for number in range(n)
        )
        members = {each.pk: each for each in Member.objects.filter(joined_at=BEGIN)}
        self.choices = {}
        for pk, member in members.items():
            if self.dice.random() < 0.75:
                self.choices[pk] = self._choose(member)
        return members

    def _choose(self, member):
        first = self.dice.randint(0, 22)
        return change_mail_choice(
            member=member,
            at=BEGIN,
            personal=self.dice.choice(["at_once", "at_once", "digest", "never"]),
            digest=self.dice.choice(["daily", "daily", "weekly", "monthly", "never"]),
            from_hour=first,
            until_hour=self.dice.randint(first + 1, 24),
            is_weekend_quiet=self.dice.random() < 0.7,
        )

    def _make_places(self, n: int) -> list[Place]:
        places = []
        for number, kind in zip(range(n), itertools.cycle(Group.Kind.values), strict=False):
            people = self.dice.sample(list(self.members.values()), min(18, len(self.members)))
            group = actions.create_group(
                name=f"Group {number}", description="", kind=kind, by=people[0], at=BEGIN
            )
            place = Place(group, {people[0].pk: BEGIN})
            for member in people[1:12]:
                self._come_in(place, member)
            places.append(place)
        return places

    def _come_in(self, place: Place, member: Member) -> None:
        """An open group by oneself; else quietly, so that invitations need no account."""
        if place.group.is_open:
            actions.join_group(group=place.group, by=member, at=self.clock.now)
        else:
            Membership.objects.create(
                group=place.group, member=member, asked_at=BEGIN, joined_at=self.clock.now
            )
        place.joined[member.pk] = self.clock.now

    def _happen(self, at: dt.datetime) -> None:
        self.n_events += 1
        place = self.dice.choice(self.places)
        what = self.dice.choices(
            [self._write, self._comment, self._leave, self._join, self._remove],
            [40, 50, 4, 4, 2],
        )[0]
        what(place, at)

    def _write(self, place: Place, at: dt.datetime) -> None:
        writer = self._somebody_in(place)
        whom = self._named(place)
        words = " ".join(f"@{self.members[pk].name}!" for pk in whom)
        post = actions.write_post(group=place.group, text=f"Hello {words}", by=writer, at=at)
        self.said.append(Said(post, place, writer.pk, whom))

    def _comment(self, place: Place, at: dt.datetime) -> None:
        standing = [
            said for said in self.said[-200:] if said.place is place and not said.removed_at
        ]
        if not standing:
            self._write(place, at)
            return
        said, writer = self.dice.choice(standing), self._somebody_in(place)
        whom = self._named(place)
        words = " ".join(f"@{self.members[pk].name}," for pk in whom)
        post = Post.objects.select_related("group").get(pk=said.post.pk)
        comment = actions.write_comment(post=post, text=f"Well {words}", by=writer, at=at)
        for pk in (whom | {said.author}) - {writer.pk}:
            if place.group.is_open or pk in place.inside():
                self.told[pk, comment.pk] = place

    def _leave(self, place: Place, at: dt.datetime) -> None:
        member = self._somebody_in(place)
        try:
            actions.leave_group(group=place.group, by=member)
        except actions.LastOwnerStays:
            return
        place.left[member.pk] = at

    def _join(self, place: Place, _at: dt.datetime) -> None:
        outside = [pk for pk in self.members if pk not in place.joined]
        if outside:
            self._come_in(place, self.members[self.dice.choice(outside)])

    def _remove(self, place: Place, at: dt.datetime) -> None:
        standing = [said for said in self.said if said.place is place and not said.removed_at]
        if standing:
            said = self.dice.choice(standing)
            actions.remove_post(post=said.post, by=self.members[said.author], at=at)
            said.removed_at = at

    def _somebody_in(self, place: Place) -> Member:
        return self.members[self.dice.choice(place.inside())]

    def _named(self, place: Place) -> set[int]:
        """Now and then somebody who may not read here is named too."""
        if self.dice.random() < 0.5:
            return set()
        among = place.inside() if self.dice.random() < 0.8 else list(self.members)
        return set(self.dice.sample(among, min(2, len(among))))

    def arrivals(self) -> list[Arrival]:
        """Read what the mail server took."""
        pks = {member.email: pk for pk, member in self.members.items()}
        found = []
        for at, (to, content) in zip(self.arrived_at, self.mailbox.letters, strict=True):
            letter = email.message_from_string(content, policy=policy.default)
            links = LINK.findall(letter.get_content().replace("\r\n", "\n"))
            found.append(
                Arrival(
                    at=at,
                    member=pks[to],
                    name=letter["Message-ID"],
                    posts=[int(post) for post, comment in links if not comment],
                    comments=[int(comment) for _post, comment in links if comment],
                )
            )
        return found

    def wants(self, pk: int) -> tuple[bool, bool]:
        """Whether a member wants by mail what concerns them, and a digest."""
        choice = self.choices.get(pk)
        if choice is None:
            return True, True
        is_digest = choice.digest != "never"
        return choice.personal == "at_once" or (
            choice.personal == "digest" and is_digest
        ), is_digest

    def is_quiet(self, pk: int, at: dt.datetime) -> bool:
        """Told apart from the program: the hour on the wall where the member is."""
        wall = at.astimezone(ZoneInfo(self.members[pk].time_zone or "Europe/Amsterdam"))
        choice = self.choices.get(pk)
        first, last = (choice.from_hour, choice.until_hour) if choice else (8, 18)
        is_weekend = wall.strftime("%a") in {"Sat", "Sun"}
        weekend_counts = choice.is_weekend_quiet if choice else True
        return (is_weekend and weekend_counts) or wall.hour < first or wall.hour >= last


def faults_of(month: Month) -> dict[str, list[object]]:
    """What went wrong: mail in quiet hours, twice, missing, or to who was out already."""
    faults: dict[str, list[object]] = defaultdict(list)
    comments: dict[tuple[int, int], set[str]] = defaultdict(set)
    posts: dict[tuple[int, int], set[str]] = defaultdict(set)
    by_post = {said.post.pk: said for said in month.said}
    for each in month.arrivals():
        if month.is_quiet(each.member, each.at):
            faults["in quiet hours"].append(each)
        for comment in each.comments:
            comments[each.member, comment].add(each.name)
            place = month.told.get((each.member, comment))
            if place is None or _is_out(place, each.member, each.at):
                faults["leaked"].append(each)
        for post in each.posts:
            posts[each.member, post].add(each.name)
            said = by_post[post]
            is_gone = said.removed_at and said.removed_at < each.at
            if is_gone or _is_out(said.place, each.member, each.at):
                faults["leaked"].append(each)
    faults["twice"] += [key for found in (comments, posts) for key in found if len(found[key]) > 1]
    faults["missed"] += _missed_comments(month, comments) + _missed_posts(month, posts)
    return {what: found for what, found in faults.items() if found}


def _is_out(place: Place, pk: int, at: dt.datetime) -> bool:
    if place.group.is_open:
        return False
    return pk not in place.joined or (pk in place.left and place.left[pk] < at)


def _missed_comments(month: Month, arrived) -> list[object]:
    removed = {said.post.pk for said in month.said if said.removed_at}
    posts = dict(actions.Comment.objects.values_list("pk", "post_id"))
    return [
        (pk, comment)
        for (pk, comment), place in month.told.items()
        if month.wants(pk)[0]
        and not _is_out(place, pk, DRAINED)
        and posts[comment] not in removed
        and not arrived[pk, comment]
    ]


def _missed_posts(month: Month, arrived) -> list[object]:
    return [
        (pk, said.post.pk)
        for said in month.said
        for pk, joined_at in said.place.joined.items()
        if month.wants(pk)[1]
        and pk != said.author
        and pk not in said.place.left
        and not said.removed_at
        and joined_at <= said.post.created_at
        and not arrived[pk, said.post.pk]
    ]


def _die_at(stage: str, nth: int, clock: Clock, worker: str) -> None:
    """Runs in the child."""
    name = {STAGES[0]: "_fix", STAGES[1]: "_hand_over", STAGES[2]: "_end"}[stage]
    go_on, seen = getattr(sending, name), itertools.count(1)

    def die_in_time(*values, **more):
        if next(seen) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return go_on(*values, **more)

    setattr(sending, name, die_in_time)
    try:
        for _letter in sending.send_letters(clock=clock, worker=worker):
            pass
    finally:
        os._exit(0)
