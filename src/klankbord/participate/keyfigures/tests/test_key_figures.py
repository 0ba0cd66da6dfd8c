import datetime as dt
import re
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from klankbord.core.post import Author, Post, unknown_author
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Author as KeptAuthor
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.rights import outsider_found
from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.keyfigures.gathering import gather
from klankbord.participate.keyfigures.jobs import look
from klankbord.participate.keyfigures.looking import take_look
from klankbord.participate.keyfigures.models import KeyFigure, Look, Role
from klankbord.participate.keyfigures.queries import (
    is_due,
    last_look,
    mentions_behind,
)
from klankbord.participate.keyfigures.sentences import reason
from klankbord.participate.listening.models import Gap, Source
from klankbord.participate.stakeholders.placing import place_author
from klankbord.people.models import Account, Member
from klankbord.people.models import Role as Allowed
from klankbord.trust.rights.contract import ERASERS

NORTH = ("noor", "bas", "cem", "eva", "finn")
SOUTH = ("zoe", "yara", "wim", "vera", "umut")


@pytest.fixture
def source(organisation, now):
    return Source.objects.create(connector="file", target="x", name="Place", created_at=now)


@pytest.fixture
def at():
    return timezone.localtime().replace(hour=0, minute=0, second=1, microsecond=0)


@pytest.fixture
def place(owner, now):
    def run(*handles, group="association"):
        for author in KeptAuthor.objects.filter(handle__in=handles):
            place_author(author=author, group=group, by=owner, at=now)

    return run


@pytest.fixture
def talk(unsorted_talk, place):
    """The same, and everybody is known to be public."""
    place(*NORTH, *SOUTH)
    return unsorted_talk


@pytest.fixture
def unsorted_talk(source, at):
    """Two circles that answer their own, somebody who carries, and somebody at home in both."""
    posts = []

    def say(who, **more):
        number = len(posts) + 1
        given = {
            "id": f"mastodon:{number}", "platform": "mastodon", "text": f"Zin {number}",
            "published_at": at - dt.timedelta(days=1, minutes=500 - number), "lang": "nl",
            "author": Author(id=who, handle=who, name=who.title()),
        }  # fmt: skip
        posts.append(Post(**given, **more))
        return posts[-1].id

    for circle in (NORTH, SOUTH):
        first, second = say(circle[0]), say(circle[0])
        for other in circle[1:]:
            answer = say(other, in_reply_to=first)
            say(circle[0], in_reply_to=answer)
            say(other, in_reply_to=second)
        for one, two in pairwise(circle[1:]):
            say(one, mentions=(f"@{two}",))
    for other in ("eva", "finn"):
        say(other, mentions=("@bas",))
    for number in range(4):
        say("bas", mentions=(SOUTH[number],))  # of the north, and knows four of the south
    for writer in ("zoe", "yara", "wim"):
        own = say(writer)
        say("umut", repost_of=own)
    keep_posts(posts=posts, source=source, at=at)
    return posts


def run_look():
    look(SimpleNamespace(now=timezone.now(), progress=lambda: None))
    return last_look()


@pytest.fixture
def shown(talk):
    return run_look()


def named(shown, role):
    return [figure.author.handle for figure in shown.of(role)]


def test_who_stands_out_in_each_role(shown):
    assert set(named(shown, Role.STARTS)) == {"noor", "zoe"}
    assert named(shown, Role.CARRIES) == ["umut"]
    assert named(shown, Role.BRIDGES) == ["bas"]
    assert {"noor", "zoe"} <= set(named(shown, Role.TRUSTED))
    assert shown.look.n_people == 10
    assert shown.look.n_circles == 2


def test_the_counts_in_the_sentence_are_the_real_ones(shown, talk):
    """Counted here once more, from the posts themselves."""
    by_id = {post.id: post for post in talk}
    for figure in shown.of(Role.STARTS):
        who = figure.author.handle
        took_up = [
            post for post in talk
            if (post.in_reply_to or post.repost_of) and post.author.handle != who
            and (begun := by_id[post.in_reply_to or post.repost_of]).author.handle == who
            and not (begun.in_reply_to or begun.repost_of)
        ]  # fmt: skip
        begun = {post.in_reply_to or post.repost_of for post in took_up}
        people = {post.author.handle for post in took_up}
        assert _numbers(reason(figure, shown.leads)) == [len(begun), len(people)]
        assert figure.n_times == len(took_up)
    (umut,) = shown.of(Role.CARRIES)
    assert _numbers(reason(umut, shown.leads)) == [3, 3]
    (bas,) = shown.of(Role.BRIDGES)
    sentence = reason(bas, shown.leads)
    assert _numbers(sentence)[1] == 4
    assert "the circle around Zoe" in sentence
    (noor,) = [each for each in shown.of(Role.TRUSTED) if each.author.handle == "noor"]
    assert _numbers(reason(noor, shown.leads)) == [4, 4]


def _numbers(sentence):
    return [int(number) for number in re.findall(r"\d+", sentence)]


def test_every_number_leads_to_as_many_mentions_and_the_program_says_the_same(
    shown, client_of, owner
):
    client = client_of(owner)
    page = client.get("/key-figures/")
    assert "10 people answered, repeated or named each other, in 2 circles." in page.text
    said = client.get("/api/v1/keyfigures/look").json()
    assert {each["id"] for each in said["figures"]} == {each.pk for each in shown.figures}
    for each in said["figures"]:
        assert each["sentence"] in page.text
        figure = KeyFigure.objects.get(pk=each["id"])
        behind = client.get(f"/key-figures/{figure.pk}/")
        assert behind.context["page"].paginator.count == each["n_mentions"] == figure.n_times
        assert len(behind.context["rows"]) == min(figure.n_times, 50)
    assert [(c["number"], c["n_people"]) for c in said["circles"]] == [(0, 5), (1, 5)]


def test_the_program_says_too_what_was_not_heard(shown, client_of, owner):
    client, source = client_of(owner), Source.objects.first()
    assert client.get("/api/v1/keyfigures/look").json()["unheard"] == []
    day = shown.look.until - dt.timedelta(days=1)
    from_at = dt.datetime.combine(day, dt.time(10), dt.UTC)
    Gap.objects.create(
        source=source,
        from_at=from_at,
        until_at=from_at + dt.timedelta(hours=2),
        reason="server-fault",
    )
    said = client.get("/api/v1/keyfigures/look").json()
    assert said["unheard"] == [{"day": day.isoformat(), "source": source.name, "hours": 2.0}]
    assert "not every source was heard" in client.get("/key-figures/").text


def test_the_picture_and_the_table_say_the_same(shown, client_of, owner):
    page = client_of(owner).get("/key-figures/")
    drawn = page.context["drawn"]
    rings = page.context["circles"]
    assert [disc.count.words for disc in drawn.discs] == [str(r.circle.n_people) for r in rings]
    assert [span.name.words for span in drawn.spans] == ["Bas"]
    for disc, ring in zip(drawn.discs, rings, strict=True):
        assert [name.words for name in disc.names] == ring.turned_to
    around = {ring.name: ring.connecting for ring in rings}
    assert around == {
        "the circle around Noor": ["Bas, with the circle around Zoe"],
        "the circle around Zoe": ["Bas, with the circle around Noor"],
    }
    assert page.text.count("<td><div>Bas, with the circle around") == 2
    assert page.text.count("<circle") >= 3
    assert "style=" not in page.text.split("<svg viewBox")[1].split("</svg>")[0]


def test_strangers_stay_out(shown, client_of, stranger, member_with):
    pk = shown.figures[0].pk
    for member in (stranger, member_with(Allowed.EXPERT)):
        for address in ("/key-figures/", f"/key-figures/{pk}/", "/api/v1/keyfigures/look"):
            assert client_of(member).get(address).status_code == 403


def test_colleagues_are_named_only_if_they_chose_so(talk, colleague):
    Account.objects.create(member=colleague, platform="mastodon", handle="@Noor")
    shown = run_look()
    assert "noor" not in {figure.author.handle for figure in shown.figures}
    assert shown.look.n_people < 10
    Look.objects.all().delete()
    Member.objects.filter(pk=colleague.pk).update(is_shown_in_listening=True)
    assert "noor" in named(run_look(), Role.STARTS)
    Member.objects.filter(pk=colleague.pk).update(is_shown_in_listening=False)
    assert "noor" not in named(last_look(), Role.STARTS)  # at once, before the next look


def test_posts_that_name_nobody_make_no_key_figure(source, at):
    said = at - dt.timedelta(days=1)
    posts = [
        Post(id="facebook:1", platform="facebook", text="Zin", published_at=said, lang="nl",
             author=unknown_author("facebook:1")),
        Post(id="facebook:2", platform="facebook", text="Zin", published_at=said, lang="nl",
             author=Author(id="els", handle="els"), in_reply_to="facebook:1", mentions=("@",)),
        Post(id="facebook:3", platform="facebook", text="Zin", published_at=said, lang="nl",
             author=unknown_author("facebook:3"), in_reply_to="facebook:2"),
    ]  # fmt: skip
    keep_posts(posts=posts, source=source, at=at)
    assert gather(since=said.date(), until=at.date()).mentions.tolist() == []


def test_private_persons_count_and_are_not_named(talk, owner, now, client_of):
    noor = KeptAuthor.objects.get(handle="noor")
    place_author(author=noor, group="resident", by=owner, at=now)
    shown = run_look()
    assert "noor" not in {figure.author.handle for figure in shown.figures}
    assert shown.look.n_people == 10
    zoe = KeptAuthor.objects.get(handle="zoe")
    figure = KeyFigure.objects.filter(author=zoe).first()
    place_author(author=zoe, group="customer", by=owner, at=now)
    assert client_of(owner).get(f"/key-figures/{figure.pk}/").status_code == 404


def test_nobody_is_named_of_whom_no_group_is_known(unsorted_talk, place, client_of, owner):
    place("zoe", group="journalist")
    shown, client = run_look(), client_of(owner)
    page = client.get("/key-figures/")
    assert "An author whose group is not known" in page.text
    assert "circle around Zoe" in page.text
    said = client.get("/api/v1/keyfigures/look")
    for name in {*NORTH, *SOUTH} - {"zoe"}:
        assert not re.search(rf"\b{name}\b", page.text, re.IGNORECASE)
        assert f'"{name}"' not in said.content.decode()
    (umut,) = shown.of(Role.CARRIES)
    behind = client.get(f"/key-figures/{umut.pk}/")
    assert "<h1>An author whose group is not known</h1>" in behind.text
    assert behind.context["page"].paginator.count == umut.n_times
    assert reverse("stakeholders:author-detail", args=[umut.author_id]) in page.text
    place("umut", group="partner")
    assert "Umut" in client.get("/key-figures/").text  # at once, before the next look


def test_the_register_says_the_same_as_the_screen_and_the_pages(client_of, owner, shown):
    words = "only if we know their group and it is not one of private persons"
    assert words in str(KEY_FIGURES.data)
    assert words in client_of(owner).get("/key-figures/").text


def test_whoever_is_erased_is_named_no_more(shown):
    outsider = outsider_found(platform="mastodon", handle="noor")
    eraser = ERASERS["keyfigures.figures"]
    assert eraser.find(outsider) == 2
    eraser.erase(outsider)
    assert eraser.find(outsider) == 0
    assert "noor" not in {figure.author.handle for figure in last_look().figures}


def test_mentions_that_went_are_told_as_gone(shown, client_of, owner):
    figure = KeyFigure.objects.get(role=Role.CARRIES)
    ids = mentions_behind(figure)
    assert ids == sorted(ids, reverse=True)
    assert np.frombuffer(figure.mention_ids, "<i8").tolist() == ids[::-1]
    client, address = client_of(owner), f"/key-figures/{figure.pk}/"
    assert "gone since" not in client.get(address).text
    Mention.objects.filter(pk=ids[0]).delete()
    page = client.get(address)
    assert "1 mention that was counted here is gone since" in page.text
    assert [row.id for row in page.context["rows"]] == ids[1:]
    assert 'class="pager"' not in page.text  # all on one page
    Mention.objects.filter(pk__in=ids).delete()
    assert "3 mentions that were counted here are gone since" in client.get(address).text


def test_a_page_of_mentions_looks_up_no_other_page(shown, client_of, owner):
    client = client_of(owner)
    figure = KeyFigure.objects.get(role=Role.CARRIES)
    address = f"/key-figures/{figure.pk}/?page=2"
    client.get(address)
    asked = []
    for n in (1_000, 10_000):
        extra = np.arange(1, n, dtype="<i8")
        packed = np.concatenate([extra, np.frombuffer(figure.mention_ids, "<i8")]).tobytes()
        KeyFigure.objects.filter(pk=figure.pk).update(mention_ids=packed)
        with CaptureQueriesContext(connection) as done:
            assert client.get(address).context["page"].paginator.count == n + 2
        asked.append(len(done))
    assert asked[0] == asked[1]


def test_a_look_that_found_nothing_is_taken_again_only_if_more_arrived_and_ever_later(source, at):
    author = Author(id="a", handle="a")
    start = timezone.now()
    minutes = dt.timedelta(minutes=1)

    def hear(number, when):
        post = Post(
            id=f"mastodon:{number}", platform="mastodon", text="x", published_at=at, lang="nl",
            author=author,
        )  # fmt: skip
        keep_posts(posts=[post], source=source, at=when)

    hear(1, start)
    take_look(today=at.date(), at=start + minutes)
    assert not is_due(start + 30 * minutes)  # nothing came since
    assert is_due(start + dt.timedelta(hours=25))
    hear(2, start + 2 * minutes)
    assert not is_due(start + 10 * minutes)
    waits = []
    for number in range(3, 9):
        last = Look.objects.get().taken_at
        wait = next(n for n in range(1, 25 * 60) if is_due(last + n * minutes))
        waits.append(wait)
        take_look(today=at.date(), at=last + wait * minutes)
        hear(number, last + (wait + 1) * minutes)
    assert waits == [10, 11, 22, 44, 88, 176]
    Look.objects.update(taken_at=start + dt.timedelta(days=3))
    hear(9, start + dt.timedelta(days=3, minutes=1))
    assert not is_due(start + dt.timedelta(days=3, hours=23))  # never later than a day
    assert is_due(start + dt.timedelta(days=4))


def test_a_look_is_taken_once_a_day(shown):
    assert not is_due(timezone.now())
    assert is_due(timezone.now() + dt.timedelta(hours=25))
    before = Look.objects.get().pk
    run_look()
    assert Look.objects.get().pk == before


@pytest.mark.django_db
def test_an_empty_house_teaches(client_of, owner):
    assert not is_due(timezone.now())
    assert "Nothing to see yet" in client_of(owner).get("/key-figures/").text
    assert client_of(owner).get("/api/v1/keyfigures/look").json()["figures"] == []


def test_two_people_make_no_key_figure(source, at):
    author = Author(id="a", handle="a", name="A")
    first = Post(
        id="mastodon:1", platform="mastodon", text="x", published_at=at, author=author, lang="nl"
    )
    answer = Post(
        id="mastodon:2", platform="mastodon", text="y", published_at=at, lang="nl",
        author=Author(id="b", handle="b"), in_reply_to="1",
    )  # fmt: skip
    keep_posts(posts=[first, answer], source=source, at=at)
    assert run_look().figures == []
    assert Look.objects.get().n_acts == 1


def test_the_page_costs_the_same_however_many(
    shown, client_of, owner, django_assert_max_num_queries
):
    client = client_of(owner)
    with django_assert_max_num_queries(18):
        client.get("/key-figures/")
