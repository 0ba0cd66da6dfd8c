"""Every number that is a link on a page of what is heard opens a list of as many mentions.

Each room tests that its interface for programs says the same. Here the pages are read as they are
sent, so that a number that somebody adds is walked without being named.
"""

import datetime as dt
import html
import re
from types import SimpleNamespace

import pytest
from django.db.models import F
from django.utils import timezone

from klankbord.core.post import Author as PostAuthor
from klankbord.participate.archive.models import Author
from klankbord.participate.insight.dashboards.actions import save_dashboard
from klankbord.participate.insight.models import Rhythm
from klankbord.participate.insight.tests.heard import ANGRY, GLAD, hear, own_words, post, source_of
from klankbord.participate.insight.watching import watch_topic
from klankbord.participate.keyfigures.looking import take_look
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.jobs import measure
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.stories.window import let_go
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.models import Driver, Topic
from klankbord.participate.understanding.jobs import look_for_themes

pytestmark = pytest.mark.django_db
LINK = re.compile(
    r'<a [^>]*?href="(/(?:mentions/\?|key-figures/\d)[^"]*)"[^>]*>(.*?)</a>', re.DOTALL
)
HIDDEN = re.compile(r'<span class="visually-hidden">.*?</span>|<[^>]+>', re.DOTALL)
MONTH = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DAY = re.compile(rf"\d{{1,2}} {MONTH}(?: \d{{4}})?|{MONTH} \d{{1,2}}(?:, \d{{4}})?")
N_PEOPLE = 6
FORTNIGHT = 14
WEEKS = 10
# Each page, and how many numbers it has at least.
PAGES = {
    "/overview/?days=28": 20,
    "/overview/?days=28&count=stories": 20,
    "/overview/?days=28&topic={pool}": 8,
    "/overview/alerts/": 3,
    "/overview/who-what-where/?days=28": 3,
    "/overview/who-what-where/?days=28&topic={pool}": 2,
    "/overview/who-what-where/?days=28&group=journalist": 2,
    "/overview/who-what-where/?days=28&platform=mastodon": 2,
    "/overview/dashboards/{dashboard}/": 10,
    "/topics/": 3,
    "/topics/{pool}/": 1,
    "/stakeholders/?days=28": 2,
    "/stakeholders/authors/?group=journalist": 3,
    "/stakeholders/authors/{author}/": 1,
    "/key-figures/": 1,
    "/platforms/": 6,
    "/platforms/on/mastodon/": 6,
    "/platforms/compare/?one=mastodon&other=reddit": 10,
}


@pytest.fixture(autouse=True)
def _nothing_at_hand():
    let_go()
    yield
    let_go()


def posts(at):
    """Two weeks of a park, a storm about a pool today, and people who answer one another.

    Of earlier weeks there is today's weekday alone: a storm is compared with that one.
    """
    number = 0
    for day in (*range(FORTNIGHT), *range(FORTNIGHT, WEEKS * 7, 7)):
        for text in (ANGRY, GLAD) if day < FORTNIGHT else (ANGRY,):
            number += 1
            moment = at - dt.timedelta(days=day, minutes=number)
            yield post(number, text.format(own_words(number)), moment)
    for n in range(24):
        who = PostAuthor(id=f"p{n % N_PEOPLE}", handle=f"p{n % N_PEOPLE}", name=f"P {n % N_PEOPLE}")
        moment = at - dt.timedelta(minutes=200 - n)
        begun = f"mastodon:{1000 + 2 * (n - n % N_PEOPLE)}" if n % N_PEOPLE else ""
        yield post(
            1001 + 2 * n,
            f"pool {own_words(1000 + n)}",
            moment,
            id=f"mastodon:{1000 + 2 * n}",
            author=who,
            in_reply_to=begun,
        )


@pytest.fixture
def heard(organisation, owner, now):
    """A house in which every page has something to count."""
    here = timezone.localtime()
    at = here.replace(hour=12) - dt.timedelta(days=here.hour <= 12)  # noon
    run = SimpleNamespace(now=at, progress=lambda: None)
    for word in ("park", "pool"):
        create_topic(name=word.title(), query=word, by=owner, at=at)
    coded = create_topic(name="Leading", query="terrible", by=owner, at=at)
    Topic.objects.filter(pk=coded.pk).update(driver=Driver.values[0])
    hear(source_of(now), list(posts(at)), at=at)
    for author in Author.objects.filter(handle__in=["p0", "author1", "author2"]):
        place_author(author=author, group="journalist", by=owner, at=now)
    look_for_themes(run)
    Topic.objects.update(n_replayed=F("n_replays"))
    watch_topic(topic=Topic.objects.get(name="Pool"), today=local_day(at), at=at)
    take_look(today=local_day(at), at=at)
    measure(run)
    return {
        "pool": Topic.objects.get(name="Pool").pk,
        "author": Author.objects.get(handle="p0").pk,
        "dashboard": save_dashboard(
            dashboard=None,
            values={"name": "Week", "choices": {"days": "28"}, "rhythm": Rhythm.OFF, "roles": []},
            readers=[],
            by=owner,
            at=at,
        ).pk,
    }


def numbers_on(text: str) -> list[tuple[str, set[int]]]:
    """Where each link with a number leads, and the numbers in it: a share may stand beside it."""
    found = []
    for address, inside in LINK.findall(text):
        said = re.findall(r"\d[\d,]*", DAY.sub(" ", HIDDEN.sub(" ", inside)))
        if said:
            found.append((html.unescape(address), {int(each.replace(",", "")) for each in said}))
    return found


def n_listed(client, address: str) -> int:
    page = client.get(address)
    if address.startswith("/key-figures/"):
        return page.context["page"].paginator.count
    return int(re.findall(r"\d[\d,]*", page.context["count_words"])[0].replace(",", ""))


def test_every_number_opens_as_many_mentions(client_of, owner, heard):
    client = client_of(owner)
    listed, wrong = {}, []
    for page, n_least in PAGES.items():
        address = page.format(**heard)
        numbers = numbers_on(client.get(address).text)
        if len(numbers) < n_least:
            wrong.append((page, "numbers", len(numbers)))
        for where, said in numbers:
            if where not in listed:
                listed[where] = n_listed(client, where)
            if listed[where] not in said:
                wrong.append((page, where, listed[where], said))
    assert not wrong
