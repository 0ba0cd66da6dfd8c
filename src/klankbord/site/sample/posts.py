"""Ninety days of sample posts, made from a seed: the same days give the same posts."""

import datetime as dt
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from klankbord.core.post import Author, Engagement, Post
from klankbord.site.sample import texts, turns

Choice = TypeVar("Choice")
DAYS = 90
POSTS_A_DAY = 44
OUTAGE_DAY = 52  # counted from the first day
POOL_DAY = 81
ZONE = ZoneInfo("Europe/Amsterdam")
# Shares of a day by hour, as towns talk: little at night, lunch and evening busy.
HOURS = (1, 1, 1, 1, 1, 2, 5, 9, 11, 10, 9, 9, 12, 10, 8, 8, 9, 11, 13, 15, 16, 13, 8, 3)
WEEKDAYS = (1.1, 1.12, 1.08, 1.05, 0.95, 0.75, 0.8)
PLATFORMS = {
    "mastodon": 0.18,
    "bluesky": 0.22,
    "x": 0.2,
    "facebook": 0.25,
    "reddit": 0.08,
    "instagram": 0.07,
}
MOODS = {"bad": 0.42, "mixed": 0.33, "good": 0.25}
OWN_HANDLE = "gemeentelindewaard"
EMPLOYEES = (
    ("mastodon", "sannewerkt", "Sanne Rietdijk"),
    ("bluesky", "omarbuiten", "Omar Bakhuis"),
)


@dataclass(frozen=True)
class _Moment:
    at: dt.datetime
    subject: str
    language: str
    text: str
    hashtags: tuple[str, ...]


class Town:
    """Draws the posts of the sample town; one generator, so that one seed tells everything."""

    def __init__(self, *, until: dt.datetime, seed: int = 2009) -> None:
        self._random = random.Random(seed)  # noqa: S311  # a sample, not a secret
        self._first_day = (until - dt.timedelta(days=DAYS)).astimezone(ZONE).date()
        self._until = until
        self._authors = [self._make_author(number) for number in range(420)]
        self._n_posts = 0

    def posts(self) -> list[Post]:
        """All posts, oldest first."""
        drawn: list[Post] = []
        for day in range(DAYS + 1):
            drawn.extend(self._day(day))
        drawn.extend(self._copied())
        return sorted((post for post in drawn if post.published_at <= self._until), key=_when)

    def _day(self, day: int) -> Iterator[Post]:
        date = self._first_day + dt.timedelta(days=day)
        season = 1 + 0.12 * math.sin(day / 9)
        expected = POSTS_A_DAY * WEEKDAYS[date.weekday()] * season
        for _ in range(round(self._random.gauss(expected, expected * 0.1))):
            yield from self._conversation(self._usual(date))
        yield from self._storm(day, date, OUTAGE_DAY, texts.OUTAGE, "desk", "storingloket")
        yield from self._storm(day, date, POOL_DAY, texts.POOL_CLOSES, "pool", "reddegolf")
        yield from self._house_voices(date)

    def _usual(self, date: dt.date) -> _Moment:
        subject = self._pick({each: each.weight for each in texts.SUBJECTS})
        language = "en" if self._happens(0.14) else "nl"
        line = self._random.choice(subject.lines[language][self._pick(MOODS)])
        tags = subject.hashtags if self._happens(0.3) else ()
        text = self._turn(line, language) + "".join(f" #{tag}" for tag in tags)
        return _Moment(self._time(date), subject.key, language, text, tags)

    def _storm(
        self,
        day: int,
        date: dt.date,
        start: int,
        lines: dict[str, tuple[str, ...]],
        subject: str,
        tag: str,
    ) -> Iterator[Post]:
        """A storm of four days: steep at first, then fading."""
        sizes = {start: 150, start + 1: 95, start + 2: 35, start + 3: 14}
        for _ in range(sizes.get(day, 0)):
            language = "en" if self._happens(0.1) else "nl"
            text = self._turn(self._random.choice(lines[language]), language)
            moment = _Moment(self._time(date, from_hour=9), subject, language, text, (tag,))
            yield from self._conversation(moment)

    def _conversation(self, moment: _Moment) -> Iterator[Post]:
        platform = self._pick(PLATFORMS)
        first = self._post(moment, platform, self._author(platform))
        yield first
        if self._happens(0.16):
            yield from self._replies(first, moment)
        if self._happens(0.07):
            yield self._repost(first)

    def _replies(self, first: Post, moment: _Moment) -> Iterator[Post]:
        at, before = first.published_at, first
        for _ in range(self._random.choice((1, 1, 2, 2, 3, 5))):
            at += dt.timedelta(minutes=self._random.expovariate(1 / 35) + 1)
            text = self._turn(self._random.choice(texts.REPLIES[moment.language]), moment.language)
            reply = _Moment(at, moment.subject, moment.language, text, ())
            author = self._author(first.platform)
            yield self._post(reply, first.platform, author, answers=before, thread=first.id)

    def _repost(self, first: Post) -> Post:
        at = first.published_at + dt.timedelta(minutes=self._random.randint(3, 400))
        moment = _Moment(at, "", first.lang, first.text, first.hashtags)
        return self._post(moment, first.platform, self._author(first.platform), shares=first)

    def _house_voices(self, date: dt.date) -> Iterator[Post]:
        """The town's own account, the local paper, and colleagues who chose to be named."""
        if date.weekday() in {1, 3}:
            own = Author(
                id=OWN_HANDLE, handle=OWN_HANDLE, name="Gemeente Lindewaard", followers=8400
            )
            text = self._fill(self._random.choice(texts.OWN_POSTS))
            moment = _Moment(self._time(date, from_hour=9), "", "nl", text, ())
            yield self._post(moment, self._random.choice(("mastodon", "bluesky")), own)
        if self._happens(0.5):
            yield from self._carried(self._news(date))
        if self._happens(0.25):
            platform, handle, name = self._random.choice(EMPLOYEES)
            text = self._fill(self._random.choice(texts.EMPLOYEE_POSTS))
            moment = _Moment(self._time(date), "working", "nl", text, ("trotsoplindewaard",))
            yield self._post(moment, platform, Author(id=handle, handle=handle, name=name))

    def _news(self, date: dt.date) -> Post:
        title, text = self._random.choice(texts.NEWS)
        words = {key: self._random.choice(values) for key, values in texts.SLOTS.items()}
        paper = Author(id="lindebode", handle="lindebode", name="De Lindebode", followers=15200)
        moment = _Moment(self._time(date, from_hour=6), "", "nl", text.format(**words), ())
        return self._post(moment, "feed", paper, title=title.format(**words))

    def _carried(self, first: Post) -> Iterator[Post]:
        """A piece of news, and other papers that take it over, nearly word for word."""
        yield first
        at = first.published_at
        for key, name, front in turns.PAPERS:
            if self._happens(0.5):
                at += dt.timedelta(minutes=self._random.randint(20, 400))
                paper = Author(id=key, handle=key, name=name, followers=3100)
                moment = _Moment(at, "", "nl", front + first.text, ())
                yield self._post(moment, "feed", paper, title=first.title)

    def _copied(self) -> Iterator[Post]:
        """A rumour of yesterday, that people copy from each other on one platform after another."""
        at = self._until - dt.timedelta(hours=26)
        for platform, words in texts.COPIED:
            at += dt.timedelta(minutes=50)
            yield self._post(_Moment(at, "", "nl", words, ()), platform, self._author(platform))

    def _post(
        self,
        moment: _Moment,
        platform: str,
        author: Author,
        *,
        title: str = "",
        answers: Post | None = None,
        shares: Post | None = None,
        thread: str = "",
    ) -> Post:
        self._n_posts += 1
        number = f"sample-{self._n_posts:05d}"
        identity = f"{platform}:{number}"
        return Post(
            id=identity,
            platform=platform,
            text=moment.text,
            title=title,
            published_at=moment.at,
            author=author,
            url=f"https://{platform}.example/{author.handle}/{number}",
            lang=moment.language,
            in_reply_to=answers.id if answers else "",
            repost_of=shares.id if shares else "",
            thread=thread or identity,
            hashtags=moment.hashtags,
            engagement=self._engagement(author),
        )

    def _engagement(self, author: Author) -> Engagement:
        scale = math.log10((author.followers or 20) + 10)
        return Engagement(
            replies=int(self._random.paretovariate(2.2) - 1),
            reposts=int(self._random.paretovariate(1.9) * scale / 3 - 0.6),
            likes=int(self._random.paretovariate(1.4) * scale - 1),
        )

    def _make_author(self, number: int) -> Author:
        first = self._random.choice(texts.FIRST_NAMES)
        last = self._random.choice(texts.LAST_NAMES)
        handle = f"{first.lower()}{number:03d}".replace("ë", "e")
        followers = int(self._random.paretovariate(1.1) * 40)
        bio, site = texts.PROFILES.get(number, ("", ""))
        return Author(
            id=handle,
            handle=handle,
            name=f"{first} {last}",
            followers=followers,
            bio=bio,
            verified_links=(site,) if site else (),
        )

    def _author(self, platform: str) -> Author:
        """Some people say much, most say little; everybody keeps to one or two platforms."""
        place = list(PLATFORMS).index(platform)
        rank = int(self._random.random() ** 1.5 * (len(self._authors) // len(PLATFORMS)))
        return self._authors[rank * len(PLATFORMS) + place]

    def _time(self, date: dt.date, *, from_hour: int = 0) -> dt.datetime:
        hour = self._random.choices(range(from_hour, 24), weights=HOURS[from_hour:])[0]
        minute, second = self._random.randrange(60), self._random.randrange(60)
        at = dt.datetime(date.year, date.month, date.day, hour, minute, second, tzinfo=ZONE)
        return at.astimezone(dt.UTC)

    def _happens(self, share: float) -> bool:
        return self._random.random() < share

    def _fill(self, line: str) -> str:
        words = {key: self._random.choice(values) for key, values in texts.SLOTS.items()}
        return line.format(**words)

    def _turn(self, line: str, language: str) -> str:
        """A line as somebody says it, with a beginning and an end of their own."""
        start, end = (
            self._random.choice(some[language]) for some in (turns.BEGINNINGS, turns.ENDINGS)
        )
        return f"{start} {self._fill(line)} {end}"

    def _pick(self, weights: dict[Choice, float]) -> Choice:
        return self._random.choices(list(weights), weights=list(weights.values()))[0]


def _when(post: Post) -> tuple[dt.datetime, str]:
    return post.published_at, post.id
