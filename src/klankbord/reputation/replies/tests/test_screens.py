import datetime as dt

import pytest
from django.urls import reverse

from klankbord.people.models import Role
from klankbord.reputation.replies.models import SavedReply
from klankbord.trust.models import AuditEntry
from klankbord.trust.rights.contract import LEAVERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, keeper):
    return client_of(keeper)


def test_a_reply_is_written_changed_and_thrown_away(client):
    form = {"title": "Hours", "text_en": "Open at [[hour]], {author}.", "text_nl": ""}
    page = client.post(reverse("replies:saved-add"), form, follow=True).text
    assert "Open at [[hour]], {author}." in page
    reply = SavedReply.objects.get()
    change = reverse("replies:saved-change", args=[reply.pk])
    client.post(change, {**form, "platforms": ["x"], "review_on": "2020-01-01"})
    page = client.get(reverse("replies:saved-list")).text
    assert "look at it again" in page
    client.post(reverse("replies:saved-delete", args=[reply.pk]))
    assert not SavedReply.objects.exists()
    acts = list(AuditEntry.objects.filter(act__startswith="replies.").values_list("act", flat=True))
    assert acts == ["replies.saved", "replies.changed", "replies.deleted"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"title": "A"}, "Write the reply in Dutch, in English, or in both."),
        ({"title": "A", "text_en": "{price}"}, "We cannot fill in {price}."),
        ({"title": "A", "text_nl": "[[which"}, "A blank begins with [["),
        ({"title": " opening  HOURS ", "text_en": "x"}, "with this title already"),
    ],
)
def test_what_cannot_be_is_told(client, make_reply, form, words):
    make_reply()
    assert words in client.post(reverse("replies:saved-add"), form).text
    assert SavedReply.objects.count() == 1


def test_length_for_each_platform_is_shown(client, make_reply):
    make_reply(text_en="a" * 290)
    page = client.get(reverse("replies:saved-list")).text
    assert "290 characters" in page
    assert page.count("too long") == 1  # X takes 280, Bluesky 300, Mastodon 500


def test_search_finds_words_of_title_and_text(client, make_reply):
    make_reply("Pool", text_en="swimming")
    make_reply("Library", text_en="books")
    page = client.get(reverse("replies:saved-list") + "?q=SWIM").text
    assert "Pool" in page
    assert "Library" not in page
    assert "No saved reply holds" in client.get(reverse("replies:saved-list") + "?q=zz").text


def test_an_expert_reads_and_does_not_change(client_of, member_with, make_reply):
    reply = make_reply()
    expert = client_of(member_with(Role.EXPERT))
    page = expert.get(reverse("replies:saved-list")).text
    assert reply.title in page
    assert reverse("replies:saved-add") not in page


def test_a_keeper_who_leaves_lets_go(make_reply, keeper):
    reply = make_reply(owner=keeper)
    leaver = LEAVERS["replies.kept"]
    assert leaver.count(keeper.pk) == 1
    leaver.keep(keeper.pk)
    reply.refresh_from_db()
    assert reply.owner is None


def test_a_list_of_many_costs_no_more_questions(client, make_reply, django_assert_max_num_queries):
    for number in range(20):
        make_reply(f"Reply {number}", review_on=dt.date(2026, 1, 1))
    with django_assert_max_num_queries(8):
        client.get(reverse("replies:saved-list"))
