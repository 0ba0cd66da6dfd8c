"""What mentions say, on the list and on their own page; corrected by hand."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.listening.models import Source
from klankbord.participate.topics.said import Said
from klankbord.participate.understanding.jobs import has_unread, read_arrivals
from klankbord.people.models import Account

pytestmark = pytest.mark.django_db
ANGRY = "I hate parkeren, the worst and most terrible service ever, awful! number{}"
GLAD = "Thank you so much for parkeren, this is wonderful, I love it, great! number{}"


@pytest.fixture
def heard(owner, now, make_topic, match_all):
    """Seven angry and four glad, half of each platform; all but two about the topic."""
    topic = make_topic()
    source = Source.objects.create(connector="feed", target="x", name="Paper", created_at=now)
    texts = [ANGRY] * 7 + [GLAD] * 4
    keep_posts(
        posts=[
            Post(
                id=f"{'mastodon' if n % 2 else 'reddit'}:{n}",
                platform="mastodon" if n % 2 else "reddit",
                text=text.format(n).replace("parkeren", "this" if n < 2 else "parkeren"),
                lang="en",
                published_at=now,
                author=Author(id=f"a{n}", handle=f"a{n}"),
            )
            for n, text in enumerate(texts)
        ],
        source=source,
        at=now,
    )
    match_all()
    while has_unread():
        read_arrivals(SimpleNamespace(now=now, progress=lambda: None))
    return topic


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def listed(client, **params):
    page = client.get(reverse("topics:mention-list"), params)
    return page, len(page.context["rows"])


@pytest.mark.parametrize(
    ("params", "n"),
    [
        ({"sentiment": "negative"}, 7),
        ({"sentiment": "positive"}, 4),
        ({"sentiment": "negative", "platform": "mastodon"}, 3),
        ({"sentiment": "negative", "language": "en"}, 7),
        ({"sentiment": "negative", "q": "parkeren"}, 5),
        ({"q": "sentiment:negative"}, 7),
        ({"q": "parkeren -sentiment:negative"}, 4),
        ({"intent": "praise"}, 4),
        ({"sentiment": "neutral"}, 0),
        ({"sentiment": "furious"}, 11),
    ],
)
def test_the_list_is_narrowed_by_what_is_said(client, heard, params, n):
    page, n_rows = listed(client, **params)
    assert n_rows == n
    if "q" not in params and n:
        assert f"{n} mentions" in page.text


def test_together_with_a_topic(client, heard):
    page, n_rows = listed(client, sentiment="negative", topic=heard.pk)
    assert n_rows == 5
    assert "5 mentions" in page.text
    assert "Sounds: negative" in page.text


def test_pages_follow_each_other(client, heard, monkeypatch):
    monkeypatch.setattr("klankbord.participate.topics.mention_views.PAGE_SIZE", 3)
    address, seen = f"{reverse('topics:mention-list')}?sentiment=negative", []
    while address:
        page = client.get(address)
        seen += [row.id for row in page.context["rows"]]
        address = page.context["next_page"]
    assert len(seen) == len(set(seen)) == 7


def test_a_mention_says_how_sure_it_is_and_takes_a_correction(client, owner, heard):
    number = Reading.objects.filter(sentiment="negative").latest("pk").pk
    address = reverse("topics:mention-detail", args=[number])
    assert "What it says" in client.get(address).text
    correct = reverse("topics:reading-correct", args=[number])
    page = client.post(correct, {"sentiment": "neutral", "intent": "complaint"}, follow=True)
    assert "Your label stands" in page.text
    assert "by hand" in page.text
    assert "Owner: negative became neutral" in page.text
    assert listed(client, sentiment="neutral")[1] == 1
    page = client.post(correct, {"sentiment": "furious"}, follow=True)
    assert "does not exist" in page.text


def test_a_colleagues_mention_says_nothing(client, colleague, heard):
    number = Reading.objects.filter(sentiment="negative").latest("pk").pk
    author = Mention.objects.get(pk=number).author
    Account.objects.create(member=colleague, platform=author.platform, handle=author.handle)
    page = client.get(reverse("topics:mention-detail", args=[number]))
    assert "What it says" not in page.text
    correct = reverse("topics:reading-correct", args=[number])
    assert client.post(correct, {"sentiment": "neutral"}).status_code == 404


def test_strangers_correct_nothing(client_of, stranger, heard):
    number = Reading.objects.latest("pk").pk
    correct = reverse("topics:reading-correct", args=[number])
    assert client_of(stranger).post(correct, {"sentiment": "neutral"}).status_code == 403


@pytest.mark.parametrize(
    ("intent", "language", "is_by_hand", "share"),
    [
        ("complaint", "en-GB", False, 0.9),
        ("praise", "en", False, 0.9),
        ("spam", "en", False, None),
        ("complaint", "nl", False, None),
        ("complaint", "en", True, None),
    ],
)
def test_how_sure_it_is_of_an_intent_is_said_only_where_that_was_found_right(
    intent, language, is_by_hand, share
):
    reading = Reading(intent=intent, language=language, p_intent=900, is_intent_by_hand=is_by_hand)
    assert Said(reading).intent_share == share


def test_what_is_known_by_words_alone_shows_them():
    text = "Weet iemand hoe laat het begint?"
    reading = Reading(intent="question", language="nl", p_intent=900)
    assert Said(reading, text).intent_words == ("weet", "hoe", "?")
    reading.is_intent_by_hand = True
    assert Said(reading, text).intent_words == ()
    reading = Reading(intent="complaint", language="en", p_intent=960)
    assert Said(reading, "Never again").intent_words == ()


@pytest.mark.parametrize(
    ("sentiment", "language", "is_told"),
    [
        ("unsure", "nl-NL", True),
        ("unsure", "es", True),
        ("positive", "nl", False),
        ("unsure", "en", False),
    ],
)
def test_where_hardly_anything_is_negative_its_page_says_so(
    client, heard, sentiment, language, is_told
):
    number = Reading.objects.latest("pk").pk
    Reading.objects.filter(pk=number).update(sentiment=sentiment, language=language)
    page = client.get(reverse("topics:mention-detail", args=[number]))
    assert ("hardly ever sure enough to say negative" in page.text) is is_told
