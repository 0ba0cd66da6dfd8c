import datetime as dt

import pytest

from klankbord.core.match import parse_query
from klankbord.core.match.contradictions import Clash
from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.archive.models import Mention
from klankbord.participate.topics.actions import change_topic, create_topic
from klankbord.participate.topics.advice import CLASH_WORDS
from klankbord.participate.topics.comparing import difference
from klankbord.participate.topics.examples import (
    ExamplesFail,
    add_mention_example,
    add_own_example,
    outcomes,
)
from klankbord.participate.topics.models import Example, QueryVersion, Topic
from klankbord.participate.topics.query_check import check_query
from klankbord.people.models import Account, Role

from .said import keep, post, several


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def topic(make_topic):
    return make_topic("parkeren")


@pytest.fixture
def own(topic, now):
    def add(text, *, must_match=True, **values):
        return add_own_example(topic=topic, must_match=must_match, text=text, at=now, **values)

    return add


@pytest.fixture
def send(client):
    """Press a button of the work bench."""

    def press(topic, query, **button):
        topic.refresh_from_db()
        form = {"name": topic.name, "query": query, "version": topic.version, **button}
        answer = client.post(f"/topics/{topic.pk}/edit/", form, follow=True)
        topic.refresh_from_db()
        return answer

    return press


def numbers(topic):
    rows = topic.versions.order_by("number").values_list("number", "query", "published_at")
    return [(number, query, at is not None) for number, query, at in rows]


def test_a_draft_changes_nothing_until_it_is_published(topic, send):
    page = send(topic, "zwembad", draft="1")
    assert "Nothing changes until you publish it" in page.text
    assert (topic.query, topic.query_version) == ("parkeren", 1)
    assert numbers(topic) == [(1, "parkeren", True), (2, "zwembad", False)]
    assert "zwembad</textarea>" in page.text
    send(topic, "zwembad OR bad", draft="1")
    send(topic, "zwembad OR bad", publish="1")
    assert (topic.query, topic.query_version) == ("zwembad OR bad", 2)
    assert numbers(topic) == [(1, "parkeren", True), (2, "zwembad OR bad", True)]
    version = topic.versions.get(number=2)
    assert version.written_by == version.published_by
    assert version.published_by.name == "Owner"


def test_a_new_topic_can_begin_as_a_draft(client, now, match_all):
    form = {"name": "Bad", "query": "zwembad", "draft": "1"}
    page = client.post("/topics/new/", form, follow=True)
    topic = Topic.objects.get()
    assert page.redirect_chain[-1][0] == f"/topics/{topic.pk}/edit/"
    assert (topic.is_published, topic.is_active) == (False, False)
    keep([post("Het zwembad", now)], now)
    match_all()
    assert not topic.matches.exists()
    assert "draft" in client.get("/topics/").text
    client.post(f"/topics/{topic.pk}/pause/")
    topic.refresh_from_db()
    assert not topic.is_active  # nothing to listen for yet
    client.post(f"/topics/{topic.pk}/edit/", form | {"version": topic.version, "query": "bad"})
    topic.refresh_from_db()
    assert (topic.query, topic.is_published) == ("bad", False)


def test_an_example_that_fails_keeps_a_version_from_being_published(topic, own, send):
    own("Parkeren is duur")
    own("Reclame voor parkeren", must_match=False)
    page = send(topic, "parkeren duur OR reclame", publish="1")
    assert "Not published: 1 example fails" in page.text
    assert (topic.query, topic.query_version) == ("parkeren", 1)
    assert "but it does" in page.text
    page = send(topic, "parkeren -reclame", publish="1")
    assert "Published" in page.text
    assert (topic.query, topic.query_version) == ("parkeren -reclame", 2)


def test_the_refusal_stands_in_the_action_itself(topic, own, owner, now):
    own("Iets anders")
    with pytest.raises(ExamplesFail) as refused:
        change_topic(
            topic=topic, version=topic.version, name="Parkeren", description="",
            query="fietsen", by=owner, at=now,
        )  # fmt: skip
    assert [outcome.text for outcome in refused.value.failed] == ["Iets anders"]
    topic.refresh_from_db()
    assert (topic.query, topic.version) == ("parkeren", 1)
    assert QueryVersion.objects.count() == 1


def test_another_name_is_no_other_version(topic, own, send):
    own("Dit faalt al")
    send(topic, "parkeren", publish="1")
    assert numbers(topic) == [(1, "parkeren", True)]


def test_a_mention_becomes_an_example_on_either_side(topic, send, client, now):
    keep([post("Parkeren kan hier", now), post("Parkeren, de musical", now)], now)
    first, second = Mention.objects.order_by("text")
    send(topic, "parkeren -musical", hit=f"{first.pk}:no")
    send(topic, "parkeren -musical", hit=f"{second.pk}:yes")
    send(topic, "parkeren -musical", hit=f"{second.pk}:yes")
    assert set(topic.examples.values_list("mention", "must_match")) == {
        (first.pk, False),
        (second.pk, True),
    }
    assert numbers(topic)[-1] == (2, "parkeren -musical", False)
    client.post(f"/mentions/{first.pk}/example/", {"topic": topic.pk, "side": "yes"})
    assert topic.examples.get(mention=first).must_match
    assert client.post(f"/mentions/{first.pk}/example/", {"topic": "x"}).status_code == 404
    for wrong in ("9" * 5000, "9" * 19, "-1", "\u0663"):
        answer = client.post(f"/mentions/{first.pk}/example/", {"topic": wrong})
        assert answer.status_code == 404


def test_an_example_goes_with_its_mention(topic, now):
    keep([post("Parkeren", now)], now)
    mention = Mention.objects.get()
    add_mention_example(topic=topic, must_match=True, mention=mention, at=now)
    erase_mentions(ids=[mention.pk])
    assert not Example.objects.exists()


def test_own_words_are_written_and_removed(topic, send):
    page = send(
        topic, "parkeren", own="yes",
        **{"example-text": "Waar kan ik parkeren?", "example-language": "", "example-platform": ""},
    )  # fmt: skip
    example = topic.examples.get()
    assert (example.text, example.must_match) == ("Waar kan ik parkeren?", True)
    assert "<mark>parkeren</mark>" in page.text
    assert "Write the words" in send(topic, "parkeren", own="no").text
    send(topic, "parkeren", drop=str(example.pk))
    assert not topic.examples.exists()


def test_a_wrong_query_loses_nothing_that_was_typed(topic, send):
    page = send(topic, "(parkeren", own="yes", **{"example-text": "Mijn voorbeeld"})
    assert "opens, but nothing closes it" in page.text
    assert "Mijn voorbeeld</textarea>" in page.text
    assert not topic.examples.exists()


def test_an_older_wording_is_taken_up_again(topic, send):
    send(topic, "zwembad", publish="1")
    send(topic, "zwembad", take="1")
    assert numbers(topic)[-1] == (3, "parkeren", False)
    send(topic, "parkeren", discard="1")
    assert [number for number, _query, _is in numbers(topic)] == [1, 2]
    assert topic.query == "zwembad"


def test_fields_of_an_example_count(topic, own, now):
    dutch = own("Parkeren", language="nl", platform="mastodon")
    for query, holds in (("parkeren lang:nl", True), ("parkeren lang:en", False)):
        tested = outcomes(parse_query(query), [dutch], at=now)
        assert [outcome.holds for outcome in tested] == [holds]
    assert outcomes(parse_query("platform:mastodon"), [dutch], at=now)[0].holds


def test_the_live_look_shows_examples_and_hits(topic, own, client, now):
    own("Parkeren is duur")
    keep([post("Parkeren kan hier", now)], now)
    page = client.post(f"/topics/{topic.pk}/check/", {"query": "kan"})
    assert "1 example fails" in page.text
    assert "Parkeren <mark>kan</mark> hier" in page.text
    assert "but it does not" in page.text
    wrong = client.post(f"/topics/{topic.pk}/check/", {"query": "(kan"})
    assert "Mend the query first" in wrong.text


def test_a_masked_colleague_stays_so_among_hits_and_examples(topic, client, make_member, now):
    anna = make_member("Anna de Vries", Role.EMPLOYEE)
    Account.objects.create(member=anna, platform="mastodon", handle="annav")
    keep([post("Parkeren", now, handle="annav", name="Anna de Vries")], now)
    add_mention_example(topic=topic, must_match=True, mention=Mention.objects.get(), at=now)
    page = client.get(f"/topics/{topic.pk}/edit/").text
    assert "a colleague" in page
    assert "Anna" not in page
    assert "annav" not in page


def test_an_example_never_tells_who_a_masked_colleague_is(topic, client, make_member, now):
    anna = make_member("Anna de Vries", Role.EMPLOYEE)
    Account.objects.create(member=anna, platform="mastodon", handle="annav")
    keep(
        [
            post("Parkeren", now, handle="annav", name="Anna de Vries"),
            post("Parkeren", now, handle="piet", name="Piet"),
        ],
        now,
    )
    hers, his = (Mention.objects.get(author__handle=handle) for handle in ("annav", "piet"))
    for mention in (hers, his):
        add_mention_example(topic=topic, must_match=True, mention=mention, at=now)
    for query, does_match in (
        ("author:annav", [False, False]),
        ('author:"Anna de Vries"', [False, False]),
        ("parkeren -author:annav", [True, True]),
        ("author:piet", [False, True]),
        ("parkeren", [True, True]),
    ):
        tested = outcomes(parse_query(query), topic.examples.order_by("pk"), at=now)
        assert [outcome.does_match for outcome in tested] == does_match, query


def test_a_refused_query_is_tried_on_no_example(topic, own, client, make_member, now):
    make_member("Anna de Vries", Role.EMPLOYEE)
    own("Anna de Vries zei iets")
    page = client.post(f"/topics/{topic.pk}/check/", {"query": "anna vries"})
    assert "works here" in page.text
    assert [each.outcome.does_match for each in page.context["bench"].examples] == [False]
    assert "<mark>" not in page.text


def test_two_versions_are_compared_on_the_archive(topic, send, client, now):
    keep(
        [*several(7, now), post("Parkeren bij het bad", now), post("Het bad", now)],
        now,
    )
    both = difference(parse_query("parkeren"), parse_query("bad"))
    assert (both.gained.count.n, both.lost.count.n) == (1, 7)
    assert [row.mention.text for row in both.gained.rows] == ["Het bad"]
    send(topic, "bad", draft="1")
    page = client.get(f"/topics/{topic.pk}/edit/")
    assert f"/topics/{topic.pk}/compare/?old=1&amp;new=2" in page.text
    page = client.get(f"/topics/{topic.pk}/compare/?old=1&new=2")
    assert "Het <mark>bad</mark>" in page.text
    for wrong in ("old=1&new=9", "old=x&new=2", ""):
        assert client.get(f"/topics/{topic.pk}/compare/?{wrong}").status_code == 404


def advice(text, now):
    return " ".join(check_query(text, at=now).warnings)


def test_advice_has_numbers(now, db):
    keep([*several(110, now), post("Reclame voor de brug", now), post("Een brug", now)], now)
    assert "110 of the 112 mentions that we keep (98 %)" in advice("parkeren", now)
    assert "“zwembda” stands in none of the 112" in advice("zwembda brug", now)
    assert "Each part is heard (reclame: 1, parkeren: 110)" in advice("reclame parkeren", now)
    assert "without them 110 mentions, with them 0" in advice("parkeren -gemeente", now)
    assert "asks for “brug”, and excludes it with “bru*”" in advice("brug -bru*", now)
    assert advice("brug", now) == ""


def test_a_small_house_gets_no_advice_on_width(now, db):
    keep(several(20, now), now)
    assert advice("parkeren", now) == ""
    Mention.objects.all().delete()


def test_every_clash_has_its_words():
    assert set(CLASH_WORDS) == set(Clash)


def test_the_bench_costs_the_same_however_many(
    topic, own, client, now, django_assert_max_num_queries
):
    keep(several(40, now), now)
    for number in range(30):
        own(f"Parkeren {number}")
    for mention in Mention.objects.all()[:20]:
        add_mention_example(topic=topic, must_match=True, mention=mention, at=now)
    with django_assert_max_num_queries(32):
        client.get(f"/topics/{topic.pk}/edit/")


def test_responders_compare_but_do_not_change(client_of, responder, topic, send):
    send(topic, "bad", draft="1")
    client = client_of(responder)
    page = client.get(f"/topics/{topic.pk}/compare/?old=1&new=2")
    assert page.status_code == 200
    assert "work bench" not in page.text
    assert client.get(f"/topics/{topic.pk}/edit/").status_code == 403


def test_an_old_query_with_since_is_still_tried(topic, own, now):
    """Examples are said now: a query of a period has examples too."""
    example = own("Parkeren")
    since = (now - dt.timedelta(days=1)).date().isoformat()
    assert outcomes(parse_query(f"parkeren since:{since}"), [example], at=now)[0].holds


def test_a_topic_made_by_a_program_has_its_first_version(owner, now):
    topic = create_topic(name="Bad", query="bad", by=owner, at=now)
    assert numbers(topic) == [(1, "bad", True)]
    assert topic.is_active


def test_programs_meet_the_same_refusal(client_of, owner, responder, topic):
    api, address = client_of(owner), f"/api/v1/topics/{topic.pk}"

    def post_json(path, **values):
        return api.post(f"{address}/{path}", values, content_type="application/json")

    added = post_json("examples", text="Parkeren is duur", must_match=True)
    assert (added.status_code, added.json()["does_match"]) == (201, True)
    refused = post_json("publish", query="zwembad", version=topic.version)
    assert refused.status_code == 422
    assert [each["text"] for each in refused.json()["failed"]] == ["Parkeren is duur"]
    wrong = post_json("publish", query="(zwembad", version=topic.version)
    assert "nothing closes it" in wrong.json()["detail"]
    late = post_json("publish", query="parkeren duur", version=9)
    assert late.status_code == 409
    done = post_json("publish", query="parkeren duur", version=topic.version)
    assert (done.status_code, done.json()["number"]) == (200, 2)
    assert [each["is_in_force"] for each in api.get(f"{address}/versions").json()] == [True, False]
    reader = client_of(responder)
    assert reader.get(f"{address}/examples").json()[0]["must_match"]
    answer = reader.post(f"{address}/examples", {}, content_type="application/json")
    assert answer.status_code == 403


def test_a_look_that_takes_too_long_says_so(now, db, monkeypatch):
    """Capitals are not in the index: each post is read, and while one types not for long."""
    monkeypatch.setattr("klankbord.participate.topics.query_check.SECONDS", 0)
    keep(several(60, now), now)
    cut = check_query("{Parkeren}", at=now)
    assert (cut.is_cut, cut.rows) == (True, [])
    assert not check_query("parkeren", at=now).is_cut
