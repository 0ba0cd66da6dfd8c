import pytest

from klankbord.connectors.x.client import read_target
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry

from .said import keep, several

FORM = {"name": "Parkeren", "query": "parkeren OR parkeer*", "description": "Voor de balie"}


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def test_strangers_stay_out(client_of, stranger, make_topic):
    pk = make_topic().pk
    for address in ("", "new/", f"{pk}/", f"{pk}/volume/", f"{pk}/edit/", f"{pk}/delete/"):
        assert client_of(stranger).get(f"/topics/{address}").status_code == 403
    for address in (f"{pk}/pause/", "check/", f"{pk}/delete/", "new/"):
        assert client_of(stranger).post(f"/topics/{address}").status_code == 403
    assert Topic.objects.get(pk=pk).is_active


def test_responders_look_but_do_not_change(client_of, responder, make_topic):
    pk = make_topic().pk
    client = client_of(responder)
    assert client.get("/topics/").status_code == 200
    page = client.get(f"/topics/{pk}/")
    assert "Delete" not in page.text
    assert client.post(f"/topics/{pk}/pause/").status_code == 403


def test_a_topic_is_made_changed_paused_and_deleted_without_script(client, owner):
    assert "No topics yet" in client.get("/topics/").text
    made = client.post("/topics/new/", FORM, follow=True)
    topic = Topic.objects.get()
    assert "looking through the archive" in made.text
    client.post(f"/topics/{topic.pk}/edit/", {**FORM, "query": "auto", "version": topic.version})
    topic.refresh_from_db()
    assert (topic.query, topic.version) == ("auto", 2)
    client.post(f"/topics/{topic.pk}/pause/")
    assert "paused" in client.get("/topics/").text
    client.post(f"/topics/{topic.pk}/pause/")
    topic.refresh_from_db()
    assert topic.is_active
    assert "cannot be undone" in client.get(f"/topics/{topic.pk}/delete/").text
    client.post(f"/topics/{topic.pk}/delete/")
    assert not Topic.objects.exists()
    acts = list(AuditEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts == [
        f"topics.topic-{act}" for act in ("created", "changed", "paused", "resumed", "deleted")
    ]


def test_the_second_of_two_edits_is_told(client, make_topic):
    topic = make_topic()
    form = {**FORM, "version": topic.version}
    client.post(f"/topics/{topic.pk}/edit/", {**form, "name": "Eerste"})
    second = client.post(f"/topics/{topic.pk}/edit/", {**form, "name": "Tweede"})
    assert "Somebody else changed this topic" in second.text
    assert Topic.objects.get().name == "Eerste"


def test_a_new_name_alone_needs_no_second_look_at_the_past(client, make_topic, replay):
    topic = make_topic("parkeren")
    replay(topic)
    client.post(
        f"/topics/{topic.pk}/edit/",
        {"name": "Anders", "query": "parkeren", "version": topic.version},
    )
    topic.refresh_from_db()
    assert topic.version == 2
    assert topic.is_up_to_date


def test_a_name_is_taken_once(client, make_topic):
    make_topic(name="Parkeren")
    assert "Another topic has this name" in client.post("/topics/new/", FORM).text


@pytest.mark.parametrize(
    ("query", "words", "place"),
    [
        ("(klacht OR boos", "opens, but nothing closes it", "("),
        ("klacht OR", "There is nothing after “OR”", "OR"),
        ("NOT klacht", "nearly everything", "NOT klacht"),
        ("langg:nl", "There is no field", "langg"),
    ],
)
def test_an_error_points_at_its_character(client, query, words, place):
    page = client.post("/topics/check/", {"query": query})
    assert words in page.text
    assert page.context["bench"]["check"].problem.marked == place
    assert page.context["bench"]["check"].problem.caret.strip() == "^" * len(place)
    saved = client.post("/topics/new/", {**FORM, "query": query})
    assert words in saved.text
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("language", "query", "told", "remedy"),
    [
        ("en", "parkeren sentiment:negative", "“sentiment” is not known yet", "Take it out here."),
        (
            "nl",
            "parkeren -bedoeling:praise",
            "“bedoeling” is nog niet bekend",
            "Haal het hier weg.",
        ),
    ],
)
def test_what_is_read_later_cannot_be_asked(
    client, owner, make_topic, language, query, told, remedy
):
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    topic = make_topic()
    forms = {"new/": {}, f"{topic.pk}/edit/": {"version": topic.version, "act": "draft"}}
    for address, more in forms.items():
        page = client.post(f"/topics/{address}", {**FORM, "name": "X", "query": query, **more})
        assert told in page.context["form"].errors["query"][0]
        assert remedy in page.text
    assert told in client.post("/topics/check/", {"query": query}).text
    topic.refresh_from_db()
    assert (Topic.objects.count(), topic.query) == (1, "parkeren")
    assert client.get("/mentions/", {"q": query}).context["rows"] == []


def test_check_shows_meaning_warnings_and_what_is_found(client, now, db):
    keep(several(3, now), now)
    page = client.post("/topics/check/", {"query": "parkeren zwembad OR gemeente"})
    assert "This means" in page.text
    assert "(parkeren AND zwembad) OR gemeente" in page.text
    assert "3 mentions" in page.text
    assert "<mark>" in page.text


def test_check_without_script_keeps_what_was_typed(client):
    page = client.post("/topics/new/", {**FORM, "check": "1"})
    assert "This means" in page.text
    assert "parkeer*" in page.text
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        '"Anna de Vries"',
        "anna AND vries",
        "anna NEAR/3 vries",
        "klacht AND (ann* OR els) vries",
        "author:annavries",
        "klacht -author:annavries",
        "klacht -(reclame OR author:anna*)",
        'klacht -author:"Anna de Vries"',
        "@annavries",
        "{Anna de Vries}",
        "title:(anna vries)",
    ],
)
def test_queries_that_follow_colleagues_are_refused(client, make_member, query):
    anna = make_member("Anna de Vries", Role.EMPLOYEE)
    anna.accounts.create(platform="mastodon", handle="@AnnaVries@plek.example")
    page = client.post("/topics/new/", {**FORM, "query": query})
    assert "Anna de Vries works here" in page.text
    assert not Topic.objects.exists()
    anna.is_shown_in_listening = True  # her own choice
    anna.save()
    client.post("/topics/new/", {**FORM, "query": query})
    assert Topic.objects.exists()


@pytest.mark.parametrize("query", ["anna", "vries", "anna OR vries", "klacht -anna -vries"])
def test_half_a_name_is_no_name(client, make_member, query):
    make_member("Anna de Vries", Role.EMPLOYEE)
    client.post("/topics/new/", {**FORM, "query": query})
    assert Topic.objects.exists()


def test_list_and_page_cost_the_same_however_many(
    client, make_topic, match_all, now, django_assert_max_num_queries
):
    pks = [make_topic(f"parkeren OR t{n}", f"Topic {n}").pk for n in range(12)]
    keep(several(40, now), now)
    match_all()
    with django_assert_max_num_queries(14):  # two for what was not heard
        assert len(client.get("/topics/").context["rows"]) == 12
    with django_assert_max_num_queries(19):  # idem
        assert len(client.get(f"/topics/{pks[0]}/").context["rows"]) == 10


def test_volume_is_a_picture_with_a_table(client, make_topic, match_all):
    topic = make_topic()
    assert client.get(f"/topics/{topic.pk}/volume/?format=csv").status_code == 200


def test_programs_read_topics(client_of, owner, stranger, make_topic, match_all, now):
    topic = make_topic()
    keep(several(5, now), now)
    match_all()
    api = client_of(owner)
    assert [row["name"] for row in api.get("/api/v1/topics").json()] == ["Parkeren"]
    address = f"/api/v1/topics/{topic.pk}/mentions"
    first = api.get(address, {"limit": 3}).json()
    second = api.get(address, {"before": first["next_before"]}).json()
    assert len({row["id"] for row in first["mentions"] + second["mentions"]}) == 5
    assert client_of(stranger).get("/api/v1/topics").status_code == 403


def test_a_topic_is_heard_on_x_by_searches_that_can_be_added(client, make_topic, now):
    topic = make_topic("(parkeren OR parkeer* OR #parkeer) AND centrum NOT spel")
    address = f"/topics/{topic.pk}/x/"
    assert address in client.get(f"/topics/{topic.pk}/").text
    page = client.get(address)
    (words, target, source) = page.context["searches"][0]
    assert (words, source) == ("centrum -spel (parkeren OR #parkeer)", None)
    assert page.context["unheard"] == ("parkeer*",)
    assert "X asks money" in page.text
    form = {"connector": "x", "address": target, "save": "1"}
    client.post("/sources/add/", form)
    heard = client.get(address).context["searches"][0][2]
    assert (heard.connector, heard.target) == ("x", target)
    assert read_target(target).words == words


def test_what_x_cannot_look_for_is_told(client, client_of, responder, make_topic):
    address = f"/topics/{make_topic('parkeer* AND lang:nl').pk}/x/"
    page = client.get(address)
    assert page.context["searches"] == []
    assert "X can look for nothing here" in page.text
    assert "parkeer*" in page.text
    assert client_of(responder).get(address).status_code == 403
