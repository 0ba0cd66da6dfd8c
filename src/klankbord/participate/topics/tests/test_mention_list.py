import csv
import datetime as dt
import io
import json

import pytest
from django.urls import reverse
from pyarrow.parquet import read_table

from klankbord.connectors.file import read_file
from klankbord.core.exchange.forms import FORMS
from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.topics import mention_views, search
from klankbord.people.models import Account, Role
from klankbord.trust.models import AuditEntry

from .said import keep, post, several

LIST = "/mentions/"


@pytest.fixture
def page(client_of, owner):
    client = client_of(owner)

    def get(address="", **params):
        return client.get(LIST + address, params)

    return get


def test_strangers_stay_out(client_of, stranger, colleague, member_with):
    for member in (stranger, colleague, member_with(Role.COUNCIL)):
        for address in ("", "fresh/", "export/", "1/"):
            assert client_of(member).get(LIST + address).status_code == 403


def test_nobody_is_asked_to_sign_in(client, db):
    assert client.get(LIST).status_code == 302


def test_an_empty_house_teaches(page):
    assert "Nothing heard yet" in page().text


def test_newest_first_with_a_pager(page, now):
    keep(several(120, now), now)
    first = page()
    assert "120 mentions" in first.text
    rows = first.context["rows"]
    assert [row.published_at for row in rows] == sorted(
        (row.published_at for row in rows), reverse=True
    )
    second = page(before=str(first.context["rows"][-1].id))
    ids = {row.id for row in rows} | {row.id for row in second.context["rows"]}
    assert len(ids) == 100
    assert "Newest" in second.text


def test_filters_narrow_and_can_be_taken_off(page, make_topic, match_all, now):
    topic = make_topic("zwembad", "Zwembad")
    keep([post("Het zwembad", now, platform="reddit"), post("A pool", now, lang="en")], now)
    keep([post("Parkeren", now - dt.timedelta(days=40))], now, "Elders")
    match_all()
    elsewhere = Source.objects.get(name="Elders")
    for params, n in [
        ({"topic": topic.pk}, 1),
        ({"platform": "reddit"}, 1),
        ({"language": "nl"}, 2),
        ({"source": elsewhere.pk}, 1),
        ({"since": "2026-03-01"}, 2),
        ({"until": "2026-03-01"}, 1),
        ({"q": "zwembad OR parkeren"}, 2),
        ({"topic": topic.pk, "platform": "mastodon"}, 0),
        ({"topic": topic.pk, "since": "2026-03-10", "until": "2026-03-10"}, 1),
    ]:
        got = page(**params)
        assert len(got.context["rows"]) == n, params
        assert len(got.context["chips"]) == len(params)
    assert all("topic" not in chip.remove for chip in got.context["chips"][:1])


def test_a_group_with_more_authors_than_are_looked_for_is_told(page, owner, now, monkeypatch):
    keep([post("Het zwembad", now, handle=handle) for handle in ("bode", "krant", "woon")], now)
    for author in Author.objects.all():
        group = "partner" if author.handle == "woon" else "journalist"
        place_author(author=author, group=group, by=owner, at=now)
    for room in (search, mention_views):
        monkeypatch.setattr(room, "MOST_AUTHORS", 2)
    assert "stand in this group" not in page(group="journalist").text
    for room in (search, mention_views):
        monkeypatch.setattr(room, "MOST_AUTHORS", 1)
    got = page(group="journalist")
    assert "1 mention" in got.text
    assert "This list has what the first 1 said" in got.text
    assert "stand in this group" not in page(group="partner").text
    file = b"".join(page("export/", form="jsonl", group="journalist").streaming_content)
    assert [word in file.decode() for word in ("bode", "krant", "woon")] == [True, True, False]
    narrow = page("export/", form="jsonl", group="journalist", q="parkeren")
    assert b"".join(narrow.streaming_content) == b""


def test_words_are_marked_and_text_is_escaped(page, now):
    keep([post("<b>Parkeren</b> is duur", now)], now)
    assert "&lt;b&gt;<mark>Parkeren</mark>&lt;/b&gt;" in page(q="parkeren").text


def test_a_wrong_query_points_at_the_place(page):
    got = page(q="(klacht OR boos")
    assert got.status_code == 200
    assert "opens, but nothing closes it" in got.text
    assert got.context["problem"].marked == "("


@pytest.mark.parametrize("params", [{"topic": 999}, {"source": 999}, {"topic": "x" * 99}])
def test_filters_that_are_gone(page, params):
    assert page(**params).status_code == 200


def test_colleagues_are_masked_everywhere(page, client_of, owner, colleague, now):
    Account.objects.create(member=colleague, platform="mastodon", handle="@Jansen")
    keep([post("Het zwembad", now, handle="jansen", name="J. Jansen")], now)
    number = Mention.objects.get().pk
    for got in (page(), page(f"{number}/")):
        assert "Jansen" not in got.text
    for form in FORMS:
        file = b"".join(page("export/", form=form).streaming_content)
        words = (
            str(read_table(io.BytesIO(file)).to_pylist()) if form == "parquet" else file.decode()
        )
        assert "zwembad" in words
        assert "ansen" not in words
        assert "plek.example" not in words


def test_addresses_of_scripts_become_no_links(page, now):
    keep([post("Boe", now, external="x")], now)
    Mention.objects.update(url="javascript:alert(1)")
    assert "javascript:" not in page(f"{Mention.objects.get().pk}/").text


def test_the_list_costs_the_same_however_long(
    page, make_topic, match_all, now, django_assert_max_num_queries
):
    for number in range(5):
        make_topic(f"parkeren OR t{number}", f"Topic {number}")
    keep(several(60, now), now)
    match_all()
    with django_assert_max_num_queries(21):
        assert len(page(q="parkeren").context["rows"]) == 50


def test_mention_page_shows_its_conversation(page, now):
    hour = dt.timedelta(hours=1)
    keep(
        [
            post("Vraag over afval", now - 3 * hour, external="a"),
            post("Antwoord", now - 2 * hour, external="b", in_reply_to="a"),
            post("Nog een", now - hour, external="c", in_reply_to="b"),
            post("Iets ernaast", now, external="d", in_reply_to="a"),
        ],
        now,
    )
    got = page(f"{Mention.objects.get(external_id='b').pk}/")
    talk = got.context["conversation"]
    assert [row.mention.external_id for row in talk.earlier] == ["a"]
    assert [branch.row.mention.external_id for branch in talk.later] == ["c"]
    assert [row.mention.external_id for row in talk.elsewhere] == ["d"]


def test_an_unknown_mention_is_not_found(page):
    assert page("123456789/").status_code == 404


def test_what_is_new_is_counted(page, now):
    keep(several(3, now), now)
    newest = Mention.objects.order_by("-pk").first().pk
    assert "new mention" not in page("fresh/", after=newest).text
    keep([post("Nieuw", now + dt.timedelta(minutes=1))], now)
    assert "1 new mention" in page("fresh/", after=newest).text


def test_export_is_whole_and_written_down(page, owner, now):
    keep([*several(600, now), post("=2+5", now)], now)
    got = page("export/", form="csv")
    rows = list(csv.reader(io.StringIO(b"".join(got.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 602
    text = rows[0].index("text")
    assert [row[text] for row in rows if "2+5" in row[text]] == ["'=2+5"]
    entry = AuditEntry.objects.get(act="topics.mentions-exported")
    assert entry.actor == f"member:{owner.pk}"


@pytest.mark.parametrize("form", FORMS)
def test_each_form_comes_in_again_and_is_written_down(page, now, tmp_path, form):
    keep(several(520, now), now)
    got = page("export/", form=form, q="parkeren")
    name = got["Content-Disposition"].removeprefix('attachment; filename="').rstrip('"')
    path = tmp_path / name
    path.write_bytes(b"".join(got.streaming_content))
    read = read_file(path, limit=1000, now=now)
    assert len({post.id for post in read.batch}) == 520
    assert read.warnings == ()
    detail = AuditEntry.objects.get(act="topics.mentions-exported").detail
    assert detail == {"filters": {"q": "parkeren"}, "form": form, "at_most": 520}


def test_posts_come_out_as_they_went_in(page, now):
    keep(several(3, now), now)
    lines = b"".join(page("export/", form="jsonl", q="parkeren").streaming_content).splitlines()
    assert {json.loads(line)["platform"] for line in lines} == {"mastodon"}
    assert len(lines) == 3


def test_unknown_export_is_not_found(page):
    assert page("export/", form="exe").status_code == 404


def test_views_are_saved_shared_and_deleted(client_of, owner, responder, now):
    keep(several(2, now), now)
    mine, theirs = client_of(owner), client_of(responder)
    mine.post("/mentions/views/?q=parkeren&platform=mastodon", {"name": "Auto's"})
    assert "Auto&#x27;s" in mine.get(LIST).text
    assert "Auto&#x27;s" not in theirs.get(LIST).text
    mine.post("/mentions/views/?q=parkeren", {"name": "Team", "is_shared": "on"})
    shared = [view for view in theirs.get(LIST).context["views"] if view["name"] == "Team"]
    assert shared[0]["url"].endswith("?q=parkeren")
    address = reverse("topics:view-delete", args=[shared[0]["pk"]])
    assert theirs.post(address).status_code == 404
    assert mine.post(address).status_code == 302
    assert not [view for view in theirs.get(LIST).context["views"] if view["name"] == "Team"]


def test_a_view_without_filters_is_not_saved(client_of, owner):
    client = client_of(owner)
    client.post("/mentions/views/", {"name": "Alles"})
    assert client.get(LIST).context["views"] == []
