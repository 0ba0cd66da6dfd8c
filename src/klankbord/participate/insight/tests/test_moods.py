"""How it sounds, on the overview: every number is the list behind it, and the API's."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.core.text.understanding.encoder import has_encoder
from klankbord.participate.archive.models import Reading
from klankbord.participate.insight.dashboards.sections import figure_rows
from klankbord.participate.insight.models import DayFigure
from klankbord.participate.insight.queries import Figures
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.understanding.actions import correct_reading
from klankbord.participate.understanding.models import Adaptation, Aspect

from .heard import ANGRY, hear, mixed, post, settle, source_of

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a [^>]*href="(/mentions/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
NUMBER = re.compile(r"\b(\d+)\b(?!\s*%)")


@pytest.fixture
def heard(owner, now):
    at = timezone.localtime().replace(hour=10)  # of today, also between two midnights
    topics = [
        create_topic(name=name, query=query, by=owner, at=at)
        for name, query in (("Pool", "pool"), ("Park", "park OR pool"))
    ]
    said = mixed(at, n_days=20)
    said += [post(8000 + n, ANGRY.format("the same story each time"), at) for n in range(4)]
    said += [post(8100, "Bardzo dziękuję", at, lang="pl"), post(8101, "Hm", at, hashtags=("x",))]
    hear(source_of(at), said, at=at)
    return topics


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def numbers_with_links(page):
    """Each link into the list of mentions, with the number that stands in it."""
    days = {spike["url"] for spike in page.context["spikes"]}  # there the link is the day
    for address, inner in LINK.findall(page.text):
        if html.unescape(address) in days:
            continue
        words = re.sub(r"<[^>]*>", " ", inner)
        found = NUMBER.findall(words.replace("\N{NO-BREAK SPACE}", " "))
        if found:
            yield html.unescape(address), int(found[0])


def n_listed(client, address):
    """Rows of all pages, counted one by one."""
    n_rows = 0
    while address:
        page = client.get(address)
        n_rows += len(page.context["rows"])
        address = page.context["next_page"]
    return n_rows


@pytest.mark.parametrize("topic", [None, "Pool"])
def test_every_number_is_the_list_behind_it(client, heard, topic):
    address = reverse("insight:overview") + "?days=28"
    if topic:
        address += f"&topic={heard[0].pk}"
    numbers = dict(numbers_with_links(client.get(address)))
    assert len(numbers) > (15 if topic is None else 8)
    for url, n in numbers.items():
        assert n_listed(client, url) == n, url


def test_the_program_hears_the_same_numbers(client, heard):
    page = client.get("/overview/?days=28").context
    said = client.get("/api/v1/insight/overview?days=28").json()
    for links, counts in (
        ("sentiment_links", said["sentiments"]),
        ("intent_links", said["intents"]),
        ("platform_links", said["platforms"]),
        ("language_links", said["languages"]),
        ("author_links", dict(enumerate(row["n"] for row in said["authors"]))),
        ("hashtag_links", {row["name"]: row["n"] for row in said["hashtags"]}),
        ("topic_links", {row["name"]: row["n"] for row in said["topics"]}),
    ):
        assert sorted(link.n for link in page[links]) == sorted(counts.values()), links
    for tone, key in zip(page["tones"], ("negative", "positive"), strict=True):
        assert said[key]["n"] == tone.n == said["sentiments"][key]
        assert said[key]["low"] <= said[key]["share"] <= said[key]["high"]
    for line, row in zip(page["table"], said["topic_tones"], strict=True):
        assert (row["id"], row["n_once"]) == (line.row.topic.pk, line.n_stories)
        assert [tone.n for tone in line.tones] == [row["negative"]["n"], row["positive"]["n"]]
    assert [story["n"] for story in said["stories"]] == [line.n for line in page["stories"]]
    places = sorted(n for counts in said["places"].values() for n in counts.values())
    assert places == sorted(link.n for link in page["place_links"])
    assert sum(said["sentiments"].values()) == said["n_mentions"]


def test_copies_count_once_in_the_share_of_voice(client, heard):
    lines = {line.row.topic.name: line for line in client.get("/overview/").context["table"]}
    pool, park = lines["Pool"], lines["Park"]
    assert pool.row.n - pool.n_stories == 3
    assert pool.voice == pytest.approx(pool.n_stories / (pool.n_stories + park.n_stories))
    (story,) = client.get("/overview/").context["stories"]
    assert story.n == 4


def test_how_it_sounds_over_time_is_drawn_with_bounds(client, heard):
    address = reverse("insight:picture-moods")
    drawn = client.get(address, {"days": 28}, headers={"HX-Request": "true"}).text
    assert "<svg" in drawn
    assert "negative" in drawn
    rows = client.get(address, {"days": 28, "format": "csv"}).text.splitlines()
    head, *lines = [row.split(",") for row in rows]
    assert head[3:6] == ["Share %", "Lowest %", "Highest %"]
    assert lines
    for line in lines:
        share, low, high, n, of = map(int, line[3:8])
        assert low <= share <= high
        assert n <= of


def test_the_tone_is_of_all_that_was_read_and_corrections_count(client, heard, owner, now):
    said = client.get("/api/v1/insight/overview?days=28").json()
    assert said["n_judged"] == said["n_mentions"] - 1  # one in a language without a model
    assert sum(stretch["n_judged"] for stretch in said["stretches"]) <= said["n_judged"]
    negative = said["negative"]
    assert negative["estimate_low"] < negative["estimate"] < negative["estimate_high"]
    assert negative["estimate"] == pytest.approx(3 / 9, abs=0.15)
    rows = Reading.objects.filter(p_neutral__isnull=False)
    for reading in rows:
        correct_reading(
            mention=reading.mention, aspect=Aspect.SENTIMENT, label="neutral", by=owner, at=now
        )
    settle(now)
    said = client.get("/api/v1/insight/overview?days=28").json()
    assert said["n_judged"] == rows.count()
    assert (said["negative"]["estimate"], said["negative"]["estimate_high"]) == (0.0, 0.0)


def test_bounds_that_say_little_give_way_to_what_is_sure(client, heard):
    page = client.get("/overview/?days=28")
    assert "Too few are sure" not in page.text
    assert "<strong>64</strong> for certain; of all" in page.text
    assert "not clear" not in page.text
    DayFigure.objects.filter(language="en").update(language="nl")
    page = client.get("/overview/?days=28")
    whole, tone = page.context["figures"].moods.whole, page.context["tones"][0]
    assert (whole.n_clear, tone.n) == (whole.n_clear, 64)
    shown = page.text[page.text.index(html.escape(tone.url)) :]
    assert "64 <small>for certain</small>" in shown
    said = f"Too few are sure to say a share: {whole.n_clear} of {whole.tone.n} were read with"
    assert said in shown
    assert not re.search(r"\d\s%\W\d+\s%", shown[: shown.index("</a>")])
    assert "not clear" in page.text  # in the table of topics
    assert n_listed(client, tone.url) == 64


def test_what_is_not_clear_is_not_on_paper_either(heard):
    DayFigure.objects.filter(language="en").update(language="nl")
    figures = Figures.read({"days": "28"}, today=timezone.localdate())
    negative = figure_rows(figures)[1]
    assert negative[1] == "64 for certain"
    assert negative[2].startswith("Too few are sure to say a share: ")
    DayFigure.objects.all().delete()
    figures = Figures.read({"days": "28"}, today=timezone.localdate())
    assert figure_rows(figures)[1][2].startswith("No mention was read yet")


def test_own_labels_wait_until_all_is_read_by_them_and_the_overview_says_so(client, heard, now):
    eye = {"off": 0.01, "noise": 0.1, "rows": [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]}
    shares = client.get("/overview/?days=28").context["figures"].moods.whole.tone
    Adaptation.objects.create(
        scale=[1.0, 1.0, 1.0],
        weights=b"", uses_meanings=has_encoder(), n_texts=30, made_at=now, is_in_use=True,
        before={}, after={}, eye=eye,
    )  # fmt: skip
    Reading.objects.filter(p_neutral__isnull=False).update(
        is_due=True, content_hash=0, is_close=has_encoder()
    )
    page = client.get("/overview/?days=28")
    assert "mentions are still to be read again" in page.text
    assert page.context["figures"].moods.whole.tone == shares
    Reading.objects.update(is_due=False)
    assert "still to be read again" not in client.get("/overview/?days=28").text


def test_what_cannot_be_read_is_said(client, heard):
    page = client.get("/overview/?days=28")
    assert "Not read, for we have no model of the language:" in page.text
    assert [link.n for link in page.context["unread_links"]] == [1]


def test_an_unknown_topic_is_not_found(client, heard):
    assert client.get("/overview/?topic=99999").status_code == 404


def test_one_topic_costs_the_same_however_much(client, heard, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        client.get(f"/overview/?days=90&topic={heard[0].pk}")


def test_of_dutch_and_spanish_stands_that_hardly_anything_is_called_negative(client, owner, heard):
    now = timezone.localtime().replace(hour=10)
    address, told = reverse("insight:overview") + "?days=28", "In Dutch and Spanish the program"
    assert told not in client.get(address).text
    hear(source_of(now), [post(9000, "De bus is alweer te laat", now, lang="nl")], at=now)
    assert told in client.get(address).text
    figures = {"macro_f1": 0.5, "low": 0.4, "high": 0.6, "accuracy": 0.5, "calibration_error": 0}
    Adaptation.objects.create(
        scale=[1.0, 1.0, 1.0], weights=bytes(8 * 12), uses_meanings=has_encoder(), n_texts=30,
        made_at=now, made_by=owner, before=figures, after=figures, is_in_use=True,
    )  # fmt: skip
    assert told not in client.get(address).text
