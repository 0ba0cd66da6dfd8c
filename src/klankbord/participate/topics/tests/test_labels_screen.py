"""The screen of the team's own labels."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from klankbord.core.post import Author, Post
from klankbord.core.text.understanding.encoder import has_encoder
from klankbord.jobs.models import Job
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Reading
from klankbord.participate.listening.models import Source
from klankbord.participate.understanding.jobs import has_unread, read_arrivals
from klankbord.participate.understanding.learning import LEAST_OF_EACH
from klankbord.participate.understanding.models import Adaptation
from klankbord.people.models import Role

pytestmark = pytest.mark.django_db
SCREEN = "topics:label-list"
TEXTS = ("I hate it, awful and terrible!", "It opens at nine.", "I love it, wonderful, thank you!")


@pytest.fixture
def heard(organisation, now):
    source = Source.objects.create(connector="feed", target="x", name="Paper", created_at=now)
    posts = [
        Post(
            id=f"mastodon:{n}", platform="mastodon", text=f"{TEXTS[n % 3]} {n}", lang="en",
            published_at=now, author=Author(id=f"a{n}", handle=f"a{n}"),
        )
        for n in range(3 * LEAST_OF_EACH)
    ]  # fmt: skip
    keep_posts(posts=posts, source=source, at=now)
    while has_unread():
        read_arrivals(SimpleNamespace(now=now, progress=lambda: None))


def test_ten_by_chance_are_labelled_and_counted(client_of, owner, heard):
    client = client_of(owner)
    rows = client.get(reverse(SCREEN)).context["rows"]
    assert len(rows) == 10
    given = {f"m{row.id}": "neutral" for row in rows[:4]} | {"mx": "neutral", "m1": "neutral"}
    page = client.post(reverse("topics:label-give"), given, follow=True)
    assert "4 labels" in page.text
    assert page.context["n_labels"] == 4
    assert not {row.id for row in rows[:4]} & {row.id for row in page.context["rows"]}


def test_learning_needs_enough_and_then_shows_before_and_after(client_of, owner, heard, now):
    client = client_of(owner)
    assert not client.get(reverse(SCREEN)).context["may_learn"]
    for number, text in Reading.objects.values_list("pk", "mention__text"):
        label = ("negative", "neutral", "positive")[int(text.split()[-1]) % 3]
        client.post(reverse("topics:label-give"), {f"m{number}": label})
    assert client.get(reverse(SCREEN)).context["may_learn"]
    client.post(reverse("topics:label-learn"))
    job = Job.objects.get(name="understanding.learn")
    assert job.payload == {"member_id": owner.pk}
    figures = {"macro_f1": 0.5, "low": 0.4, "high": 0.6, "accuracy": 0.5, "calibration_error": 0}
    made = Adaptation.objects.create(
        scale=[1.0, 1.0, 1.0],
        weights=bytes(8 * 12), uses_meanings=False, n_texts=30, made_at=now, made_by=owner,
        before=figures, after=figures | {"macro_f1": 0.58},
    )  # fmt: skip
    page = client.get(reverse(SCREEN))
    assert "In Dutch and Spanish the program is hardly ever sure enough" in page.text
    assert "58\N{NO-BREAK SPACE}%" in page.text
    page = client.post(reverse("topics:label-use", args=[made.pk]), follow=True)
    assert "in use" in page.text
    assert ("In Dutch and Spanish the program" in page.text) is has_encoder()  # it learned without
    assert ("30 mentions are still to be read again" in page.text) is not has_encoder()
    Reading.objects.update(is_due=False)
    assert "still to be read again" not in client.get(reverse(SCREEN)).text
    client.post(reverse("topics:label-use", args=[made.pk]))
    assert not Adaptation.objects.filter(is_in_use=True).exists()


def test_who_may_label_and_who_may_change_the_program(client_of, stranger, member_with, heard):
    responder = client_of(member_with(Role.RESPONDER))
    assert responder.get(reverse(SCREEN)).status_code == 200
    assert responder.post(reverse("topics:label-learn")).status_code == 403
    assert client_of(stranger).get(reverse(SCREEN)).status_code == 403
