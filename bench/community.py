"""A community of 50,000 members and five million posts and comments: feed, group, post, search."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.community_crowd import measure_crowd
from bench.posts import UNTIL, Generator
from bench.report import Line
from bench.timing import Took, percentile, timed
from klankbord.ambassadors.community.models import Membership, Notification, Post
from klankbord.ambassadors.community.ranking.models import FeedOrder
from klankbord.people.models import Member, Organisation

CEILING = 200  # milliseconds, p95
POSTING_CEILING = 150
DAYS = 730
POST_SHARE = 0.3  # of the words; the rest are comments
PER_GROUP = 50  # members, for the number of groups
OWN_GROUPS = 12
N_READERS = 60
QUESTION_EACH = 20  # posts
AT_ONCE = 50_000
AT_ONCE_IN_HOUSE = 200
CEILINGS: dict[str, float] = {
    "feed": CEILING,
    "group": CEILING,
    "one post": CEILING,
    "search": CEILING,
    "post": POSTING_CEILING,
}
TEXTS = {
    "post": "A new thing to say, in some words that are indexed too.",
    "post that names three": "@Nobody here, @Nobody else and @Nobody at all: look at this.",
}
Row = tuple[Any, ...]
COLUMNS = {
    "people_member": "id, email, name, password, language, time_zone, is_active, is_sample,"
    " is_shown_in_listening, is_mailed_lines, subjects, joined_at",
    "people_rolegrant": "member_id, role, given_by",
    "community_group": "id, name, description, kind, created_at, is_sample",
    "community_membership": "group_id, member_id, is_owner, asked_at, joined_at",
    "community_post": "id, group_id, author_id, created_at, text, search_text, is_pinned,"
    " is_question",
    "community_posttag": "post_id, tag",
    "community_comment": "post_id, author_id, created_at, text",
    "community_reaction": "post_id, member_id, kind, reacted_at",
}


def measure(n_words: int) -> list[Line]:
    """Fill a community, then read it as members do; processor time counts on a shared machine."""
    settings.ALLOWED_HOSTS = ["testserver"]
    Organisation.objects.get_or_create(name="Bench", defaults={"created_at": UNTIL})
    crowd = Crowd(n_words)
    if not Post.objects.exists():
        crowd.fill()
    readers = [_client(pk) for pk in crowd.readers()]
    sizes = f"{crowd.n_members:,} members, {n_words:,} posts and comments"
    lines: list[Line] = []
    for what, ways in _ways(crowd).items():
        _get(readers[0], ways[0])  # the first one loads code and templates
        took = [
            timed(partial(_get, readers[number % len(readers)], way))
            for number, way in enumerate(ways)
        ]
        lines += _lines(f"community, {sizes}: {what}", took, CEILING)
    lines += _by_what_matters(crowd, readers, sizes)
    for what, text in TEXTS.items():
        took = [timed(partial(_say, client, 1, text)) for client in readers]
        lines += _lines(f"community, {sizes}: {what}", took, POSTING_CEILING)
    many = [_client(pk) for pk in crowd.readers(AT_ONCE_IN_HOUSE)]
    ways = {what: paths for what, paths in _ways(crowd).items() if what in CEILINGS}
    return lines + measure_crowd(many, ways, CEILINGS, sizes)


def _by_what_matters(crowd: "Crowd", readers: Sequence[Client], sizes: str) -> list[Line]:
    """The feed of who chose another order, with posts that name them, questions and subjects."""
    way = reverse("community:feed")
    crowd.name_readers()
    FeedOrder.objects.all().delete()  # of a run that was stopped half-way
    FeedOrder.objects.bulk_create(
        FeedOrder(member_id=pk, chosen_at=UNTIL) for pk in crowd.readers()
    )
    _get(readers[0], way)
    took = [timed(partial(_get, client, way)) for client in readers]
    FeedOrder.objects.all().delete()
    return _lines(f"community, {sizes}: feed by what matters", took, CEILING)


def _ways(crowd: "Crowd") -> dict[str, list[str]]:
    feed, search = reverse("community:feed"), reverse("community:search")
    groups = [reverse("community:group-detail", args=[pk]) for pk in range(1, crowd.n_open)]
    some = crowd.dice.sample(range(1, crowd.n_posts), 200)
    common, rare = crowd.words[5:65], crowd.words[5_000:35_000:500]
    return {
        "feed": [feed] * N_READERS,
        "older pages of the feed": [f"{feed}?before={pk}" for pk in some],
        "group": [*groups[:20], *crowd.dice.sample(groups, min(80, len(groups)))],
        "group list": [reverse("community:group-list")] * 20,
        "one post": [reverse("community:post-detail", args=[pk]) for pk in crowd.open_posts(100)],
        "search": [f"{search}?q={word}" for word in (*common, *rare)]
        + [f"{search}?q={one}+{other}" for one, other in zip(common, rare, strict=True)],
        "people of a group": [reverse("community:group-people", args=[1])] * 10,
    }


class Crowd:
    """Members in groups of every size, and what they say, in the order of time."""

    def __init__(self, n_words: int) -> None:
        self.n_posts = int(n_words * POST_SHARE)
        self.n_comments = n_words - self.n_posts
        self.n_members = n_words // 100
        self.n_groups = max(self.n_members // PER_GROUP, 20)
        self.n_open = self.n_groups * 2 // 3  # the first ones; the rest are closed or private
        self.dice = random.Random(1)
        self.words = [str(word) for word in Generator(1).words]

    def fill(self) -> None:
        """Write all rows as they stand after two years."""
        since = UNTIL - dt.timedelta(days=DAYS)
        _write("people_member", self._members(since))
        _write("people_rolegrant", ((pk, "employee", "") for pk in self._numbers()))
        _write("community_group", self._groups(since))
        _write("community_membership", self._memberships(since))
        _write("community_post", self._posts(since))
        _write("community_posttag", self._tags())
        _write("community_comment", self._comments(since))
        _write("community_reaction", self._reactions())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def readers(self, n: int = N_READERS) -> list[int]:
        """Members from all over the house."""
        return list(range(1, self.n_members, max(self.n_members // n, 1)))[:n]

    def name_readers(self) -> None:
        """Tell each reader of thirty new posts that name them, in groups that they are in."""
        for reader in self.readers():
            mine = Membership.objects.filter(member=reader).values("group")
            posts = Post.objects.filter(group__in=mine).order_by("-pk")[:300:10]
            told = (
                Notification(
                    member_id=reader, kind="named", group_id=post.group_id, post=post,
                    created_at=post.created_at,
                )
                for post in posts
            )  # fmt: skip
            Notification.objects.bulk_create(told, ignore_conflicts=True)  # of a run before

    def open_posts(self, n: int) -> list[int]:
        """Some posts of open groups, of every age."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM community_post WHERE group_id < %s AND id %% %s = 0 LIMIT %s",
                [self.n_open, max(self.n_posts // (n * 2), 1), n],
            )
            return [pk for (pk,) in cursor.fetchall()]

    def _numbers(self) -> range:
        return range(1, self.n_members + 1)

    def _members(self, since: dt.datetime) -> Iterator[Row]:
        for pk in self._numbers():
            name = f"{self.words[pk % 3_000].title()} {self.words[pk % 997].title()}"
            yield (pk, f"m{pk}@example.org", name, "!", "nl", "", True, False, False, True, "[]",
                   since)  # fmt: skip

    def _groups(self, since: dt.datetime) -> Iterator[Row]:
        for pk in range(1, self.n_groups + 1):
            kind = "open" if pk < self.n_open else ("closed", "private")[pk % 2]
            yield pk, f"Group {pk}", "What it is for", kind, since, False

    def _memberships(self, since: dt.datetime) -> Iterator[Row]:
        """Everybody is in the first group, and in some others, oftener in the large ones."""
        for pk in self._numbers():
            for group in {1, *(self._group() for _ in range(OWN_GROUPS))}:
                yield group, pk, pk % 500 == 0, since, since

    def _group(self) -> int:
        return min(int(self.dice.paretovariate(0.5)), self.n_groups)

    def _posts(self, since: dt.datetime) -> Iterator[Row]:
        for pk in range(1, self.n_posts + 1):
            said = self._said(24)
            at = since + dt.timedelta(days=DAYS * pk / self.n_posts)
            yield (
                pk,
                self._group(),
                self._somebody(),
                at,
                said,
                said,
                self.dice.random() < 0.0001,
                pk % QUESTION_EACH == 0,
            )

    def _tags(self) -> Iterator[Row]:
        """Questions name one of three hundred subjects."""
        for pk in range(QUESTION_EACH, self.n_posts + 1, QUESTION_EACH):
            yield pk, self.words[pk % 300]

    def _comments(self, since: dt.datetime) -> Iterator[Row]:
        for number in range(self.n_comments):
            post = number * self.n_posts // self.n_comments + 1
            at = since + dt.timedelta(days=DAYS * post / self.n_posts, hours=1)
            yield post, self._somebody(), at, self._said(12)

    def _reactions(self) -> Iterator[Row]:
        for post in range(1, self.n_posts, 2):
            yield post, self._somebody(), "thanks", UNTIL

    def _somebody(self) -> int:
        return self.dice.randrange(1, self.n_members + 1)

    def _said(self, n: int) -> str:
        """Words of rank 1 to 40,000, the first ones oftener: as people speak."""
        draw = self.dice.paretovariate
        return " ".join(self.words[min(int(draw(0.7)) + 3, 39_999)] for _ in range(n))


def _write(table: str, rows: Iterator[Row]) -> None:
    names = COLUMNS[table]
    marks = ", ".join(["%s"] * len(names.split(",")))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # our own names
    n_written = 0
    while batch := list(islice(rows, AT_ONCE)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, batch)
        n_written += len(batch)
        print(f"{table}: {n_written:,}", flush=True)


def _lines(what: str, took: Sequence[Took], ceiling: float) -> list[Line]:
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    return [
        Line(f"{what}, p50", p50.wall, "ms", cpu=p50.cpu),
        Line(f"{what}, p95", p95.wall, "ms", ceiling, is_ceiling=True, cpu=p95.cpu,
             counts_cpu=True),
    ]  # fmt: skip


def _client(pk: int) -> Client:
    client = Client()
    member = Member.objects.get(pk=pk)
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _get(client: Client, way: str) -> None:
    answer = client.get(way)
    if answer.status_code != 200:
        message = f"{way}: {answer.status_code}"
        raise AssertionError(message)


def _say(client: Client, group: int, text: str) -> None:
    values = {"group": group, "text": text}
    answer = client.post(reverse("community:post-write"), values)
    if answer.status_code != 302:
        message = f"not written: {answer.status_code}"
        raise AssertionError(message)
