import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_init
from django.urls import reverse

from klankbord.participate.archive.models import Mention
from klankbord.participate.stakeholders import queries, urls
from klankbord.participate.stakeholders.models import Entry, Group, Placement, Rule
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.stakeholders.queries import sums_of
from klankbord.people.models import Account, Role
from klankbord.trust.models import AuditEntry

ARGUMENTS = {"author-detail": [1], "author-place": [1], "rule-remove": [1]}
POSTED = {"author-place", "rule-remove"}


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def heard(hear, owner, now):
    """Three by a paper on two platforms, two by a partner, four by nobody that we know."""
    paper, twin = hear("bode", n=2), hear("bode", platform="x")
    partner = hear("woongoed", n=2)
    hear("anna", n=4)
    for author, group in ((paper, "journalist"), (twin, "journalist"), (partner, "partner")):
        place_author(author=author, group=group, by=owner, at=now)
    return paper


def test_strangers_stay_out(client_of, stranger, member_with):
    for member in (stranger, member_with(Role.EXPERT)):
        client = client_of(member)
        for pattern in urls.urlpatterns:
            name = pattern.name
            address = reverse(f"stakeholders:{name}", args=ARGUMENTS.get(name))
            ask = client.post if name in POSTED else client.get
            assert ask(address).status_code == 403, name
        assert client.get("/api/v1/stakeholders/groups").status_code == 403


def test_an_empty_house_teaches(client):
    text = client.get("/stakeholders/").text
    assert "Nobody stands in a group yet" in text
    assert "Read in a table" in text


def test_the_page_says_at_once_who_talks(client, heard):
    page = client.get("/stakeholders/?days=7")
    assert "Of 56\N{NO-BREAK SPACE}% of what was said we know the group" in page.text
    assert "heard most: Journalist or medium (3)" in page.text
    assert page.context["left"].heard.n == 4


def test_every_number_leads_to_as_many_mentions_and_the_program_says_the_same(client, heard):
    lines = client.get("/stakeholders/?days=7").context["lines"]
    said = client.get("/api/v1/stakeholders/groups?days=7").json()
    counts = {each["group"]: each["n_mentions"] for each in said["groups"]}
    assert counts == {"journalist": 3, "partner": 2, "": 4}
    assert said["n_mentions"] == 9
    for line in lines:
        assert counts[line.heard.group] == line.heard.n
        assert f"{line.heard.n} mentions" in client.get(line.url).text
        listed = client.get(line.authors_url).context["rows"]
        assert len(listed) == line.heard.n_authors
        for each in listed:
            words = f"{each['n']} mention" + ("s" if each["n"] > 1 else "")
            assert words in client.get(each["url"]).text
    assert said["groups"][0]["platforms"] == {"mastodon": 2, "x": 1}
    cells = client.get("/stakeholders/where/?days=7&format=csv").text
    assert "Journalist or medium,X,1" in cells.replace('"', "")


def test_the_list_of_mentions_is_narrowed_with_other_filters(client, heard, now):
    assert "1 mention" in client.get("/mentions/?group=journalist&platform=x").text
    assert "Stakeholders: Journalist or medium" in client.get("/mentions/?group=journalist").text
    assert "Nobody stands in this group" in client.get("/mentions/?group=investor").text
    assert client.get("/mentions/?group=nonsense").context["filters"].group == ""


def test_a_list_says_which_filter_is_gone(client, heard):
    text = client.get("/mentions/?group=journalist&source=999").text
    assert "Nobody stands in this group" not in text
    assert "This topic, theme or source is not there any more" in text
    assert "Nobody stands in this group" in client.get("/mentions/?group=investor").text


def test_a_visit_counts_once_and_holds_no_placements(client, heard, hear, owner, now, monkeypatch):
    counted, held = [], []

    def counts(*given):
        counted.append(given)
        return sums_of(*given)

    def hold(**given):
        held.append(given["instance"])

    monkeypatch.setattr(queries, "sums_of", counts)
    post_init.connect(hold, sender=Placement)
    try:
        for part in ("", "mentions/", "where/"):
            assert client.get(f"/stakeholders/{part}?days=7").status_code == 200
    finally:
        post_init.disconnect(hold, sender=Placement)
    assert (len(counted), held) == (1, [])
    hear("woongoed")
    (_first, second) = client.get("/stakeholders/?days=7").context["lines"]
    assert second.heard.n == 3  # what comes in is counted at once
    place_author(author=heard, group="partner", by=owner, at=now + dt.timedelta(minutes=1))
    assert client.get("/stakeholders/?days=7").context["lines"][0].heard.group == "partner"


def test_a_mention_says_who_speaks_and_why(client, heard):
    mention = Mention.objects.filter(author=heard).first()
    text = client.get(reverse("topics:mention-detail", args=[mention.pk])).text
    assert "Journalist or medium" in text
    assert "Said by hand by Owner" in text


def test_a_wrong_group_is_corrected(client, heard):
    address = reverse("stakeholders:author-detail", args=[heard.pk])
    assert "Journalist or medium" in client.get(address).text
    client.post(f"{address}place/", {"group": "partner"})
    assert Placement.objects.get(pk=heard.pk).group == Group.PARTNER
    client.post(f"{address}place/", {"group": ""})
    assert "Not known" in client.get(address).text
    client.post(f"{address}place/", {"group": "rules"})
    assert not Placement.objects.filter(pk=heard.pk).exists()
    assert client.post(f"{address}place/", {"group": "colleague"}).status_code == 302
    assert not Placement.objects.filter(pk=heard.pk).exists()
    acts = AuditEntry.objects.filter(act__startswith="stakeholders.author")
    assert acts.count() == 6  # three of them from the fixture
    assert "bode" not in str(list(acts.values_list("detail", "object")))


def test_the_program_corrects_too(client, heard):
    address = f"/api/v1/stakeholders/authors/{heard.pk}"
    put = client.put(address, {"group": "supplier"}, content_type="application/json")
    assert (put.status_code, put.json()["group"]) == (200, "supplier")
    put = client.put(address, {"group": "colleague"}, content_type="application/json")
    assert put.status_code == 422
    page = client.get("/api/v1/stakeholders/authors?group=supplier").json()
    assert [each["author"] for each in page["authors"]] == [str(heard.pk)]
    assert page["authors"][0]["reason"].startswith("Said by hand by Owner")


def test_who_is_not_known_is_asked_for(client, heard):
    page = client.get("/stakeholders/?days=7")
    assert [(author.handle, n) for author, _where, n in page.context["asked"]] == [("anna", 4)]


def test_a_masked_colleague_is_nowhere(client, heard, colleague):
    Account.objects.create(member=colleague, platform="mastodon", handle="bode")
    page = client.get("/stakeholders/?days=7")
    (line,) = [each for each in page.context["lines"] if each.heard.group == "journalist"]
    assert (line.heard.n, line.heard.n_authors) == (1, 1)
    assert client.get(reverse("stakeholders:author-detail", args=[heard.pk])).status_code == 404
    put = client.put(
        f"/api/v1/stakeholders/authors/{heard.pk}",
        {"group": "partner"},
        content_type="application/json",
    )
    assert put.status_code == 404


def test_a_rule_is_made_on_the_screen(client):
    given = {"group": "journalist", "kind": "profile", "value": "journalist OR reporter"}
    assert client.post("/stakeholders/rules/", given).status_code == 302
    assert "Whose profile has: journalist OR reporter" in client.get("/stakeholders/rules/").text
    rule = Rule.objects.get()
    assert client.post(reverse("stakeholders:rule-remove", args=[rule.pk])).status_code == 302
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"group": "resident", "kind": "profile", "value": "inwoner"}, "private persons"),
        ({"group": "partner", "kind": "site", "value": "github.com/x"}, "Anybody can have"),
        ({"group": "partner", "kind": "site", "value": "niets"}, "no website"),
        ({"group": "partner", "kind": "profile", "value": "(a"}, "cannot be read"),
        ({"group": "partner", "kind": "profile", "value": "lang:nl"}, "has no other fields"),
        ({"group": "partner", "kind": "source"}, "Choose the source"),
        ({"group": "partner", "kind": "site"}, "Say which website"),
    ],
)
def test_a_refused_rule_says_why(client, given, words):
    page = client.post("/stakeholders/rules/", given)
    assert words in page.text
    assert not Rule.objects.exists()


def test_a_table_is_brought_on_the_screen(client):
    file = SimpleUploadedFile("x.csv", b"group,website\npartner,woongoed.example\n")
    assert client.post("/stakeholders/directory/", {"file": file}).status_code == 302
    assert Entry.objects.count() == 1
    file = SimpleUploadedFile("x.csv", b"group,website\nvriend,woongoed.example\n")
    page = client.post("/stakeholders/directory/", {"file": file})
    assert "Line 2: “vriend” is no group." in page.text
    assert "/stakeholders/directory/empty/" in client.get("/stakeholders/directory/").text
    assert "1 line goes" in client.get("/stakeholders/directory/empty/").text
    assert Entry.objects.count() == 1
    assert client.post("/stakeholders/directory/empty/").status_code == 302
    assert Entry.objects.count() == 0


def test_the_page_costs_the_same_however_many_groups(
    client, heard, hear, owner, now, django_assert_max_num_queries
):
    for number, group in enumerate(("supplier", "government", "politician", "customer")):
        place_author(author=hear(f"a{number}"), group=group, by=owner, at=now)
    with django_assert_max_num_queries(26):  # two for what was not heard
        client.get("/stakeholders/?days=28")
