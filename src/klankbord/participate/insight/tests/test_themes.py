"""Themes on the overview: found, named, kept from round to round, and every number is a list."""

import datetime as dt
import html
import random
import re
from types import SimpleNamespace

import pytest
from django.utils import timezone

from klankbord.core.post import Author
from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.queries import local_day
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.understanding import theming
from klankbord.participate.understanding.jobs import look_for_themes
from klankbord.participate.understanding.models import Theme, ThemedMention, ThemeRound
from klankbord.participate.understanding.themes import Span, is_overtaken, theme_figures
from klankbord.people.models import Account

from .heard import hear, post, source_of

pytestmark = pytest.mark.django_db
BUS = (
    "bus",
    "halte vertraging chauffeur dienstregeling wachten regen overstap Café Noord reizigers spits",
)
CAKE = ("appeltaart", "kaneel oven appels deeg recept bakken suiker vork boter zondag schort")


def said(theme, at, days, first, *, n_authors=9):
    """One on each of these days: its subject, and some other words that go with it."""
    subject, others = theme
    chance = random.Random(first)  # noqa: S311  # drawn texts, not secrets
    for n, day in enumerate(days):
        author = Author(id=f"a{n % n_authors}", handle=f"a{n % n_authors}", name="")
        text = " ".join([subject, *chance.sample(others.split(), 5)])
        moment = at - dt.timedelta(days=day, minutes=n % 50)
        yield post(first + n, text, moment, lang="nl", author=author)


def look(at):
    look_for_themes(SimpleNamespace(now=at, progress=lambda: None))


@pytest.fixture
def at():
    return timezone.localtime().replace(hour=10)


@pytest.fixture
def heard(at, owner):
    """Cake all month; buses only in the last week."""
    create_topic(name="Bus", query="bus", by=owner, at=at)
    posts = [*said(CAKE, at, [n % 27 for n in range(40)], 100)]
    posts += said(BUS, at, [n % 5 for n in range(20)], 500)
    hear(source_of(at), posts, at=at)
    look(at)
    return at


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def test_what_rises_comes_first_and_has_words_that_people_write(client, heard):
    page = client.get("/overview/")
    lines = page.context["themes"]
    assert lines[0].figure.is_rising
    assert "bus" in lines[0].figure.theme.terms
    assert lines[1:]
    assert not any(line.figure.is_rising for line in lines[1:])
    assert "rises" in page.text
    assert lines[0].example


def test_every_number_of_a_theme_is_the_list_behind_it_and_the_api_s(client, heard):
    page = client.get("/overview/")
    program = client.get("/api/v1/insight/themes").json()
    assert len(program["themes"]) == len(page.context["themes"]) >= 2
    for line, row in zip(page.context["themes"], program["themes"], strict=True):
        figure = line.figure
        assert (row["id"], row["n_new"], row["n_before"]) == (
            figure.theme.pk,
            figure.n_new,
            figure.n_before,
        )
        for url, n in (
            (line.new_url, figure.n_new),
            (line.before_url, figure.n_before),
            (line.url, len(row["mention_ids"])),
        ):
            listed = client.get(url)
            assert len(listed.context["rows"]) == n, url
            assert html.escape(figure.theme.name) in listed.text
        assert row["mention_ids"] == [str(each.mention.pk) for each in listed.context["rows"]]


def test_a_theme_can_be_narrowed_like_any_list(client, heard):
    line = client.get("/overview/").context["themes"][0]
    everything = client.get(line.url)
    on_mastodon = client.get(f"{line.url}&platform=mastodon")
    of_topic = client.get(f"{line.url}&q=bus")
    assert 0 < len(on_mastodon.context["rows"]) < len(everything.context["rows"])
    assert len(of_topic.context["rows"]) == len(everything.context["rows"])
    n = len(on_mastodon.context["rows"])
    assert re.search(rf"\b{n} mentions?", on_mastodon.text)
    assert "not there any more" in client.get("/mentions/?theme=99999").text


def test_a_theme_stays_itself_from_day_to_day(heard):
    before = {row.pk: row.name for row in Theme.objects.all()}
    tomorrow = heard + dt.timedelta(days=1)
    source = Mention.objects.first().source
    hear(source, [*said(BUS, tomorrow, [0] * 6, 900)], at=tomorrow)
    assert is_overtaken()
    look(tomorrow)
    after = {row.pk: row.name for row in Theme.objects.all()}
    assert before.items() <= after.items()
    assert not is_overtaken()


def test_a_theme_goes_with_its_mentions_and_its_name_with_its_authors(heard):
    (bus,) = [each.theme for each in theme_figures(Span(local_day(heard))) if each.is_rising]
    ids = list(bus.mentions.values_list("mention_id", flat=True))
    erase_mentions(ids=ids)
    assert not ThemedMention.objects.filter(theme=bus).exists()
    assert bus.pk not in {each.theme.pk for each in theme_figures(Span(local_day(heard)))}
    assert is_overtaken()
    look(heard)
    assert not Theme.objects.filter(pk=bus.pk).exists()


def test_words_of_one_person_name_nothing(at):
    alone = [*said(BUS, at, range(12), 300, n_authors=2)]
    hear(source_of(at), alone, at=at)
    look(at)
    assert theme_figures(Span(local_day(at))) == []
    assert ThemeRound.objects.get().n_read == 12


def test_what_colleagues_write_makes_no_theme(at, colleague):
    for n in range(9):
        for platform in ("mastodon", "reddit"):
            Account.objects.create(member=colleague, platform=platform, handle=f"a{n}")
    hear(source_of(at), [*said(BUS, at, range(12), 300)], at=at)
    look(at)
    assert ThemeRound.objects.get().n_read == 0
    assert not ThemedMention.objects.exists()


def test_of_too_much_every_round_reads_the_same_part(heard, monkeypatch):
    monkeypatch.setattr(theming, "MOST", 40)
    ids = []
    for _round in range(2):
        made = theming.find_themes(span=Span(local_day(heard)), at=heard)
        assert (made.one_in, made.n_read) == (2, made.n_read)
        assert 15 < made.n_read < 45
        ids.append(sorted(ThemedMention.objects.values_list("mention_id", flat=True)))
    assert ids[0] == ids[1]


def test_an_empty_place_explains_itself(client, at):
    hear(source_of(at), [*said(BUS, at, range(3), 300)], at=at)
    assert "Nobody looked for themes yet" in client.get("/overview/").text
    assert client.get("/api/v1/insight/themes").json()["themes"] == []
    look(at)
    page = client.get("/overview/").text
    assert "we looked at 3 messages" in page
    assert "at least five" in page


def test_strangers_see_no_themes(client_of, stranger):
    assert client_of(stranger).get("/api/v1/insight/themes").status_code == 403
