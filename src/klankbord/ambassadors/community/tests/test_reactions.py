"""The reactions that the house has: chosen, given, taken away, counted, brought along."""

import json

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import translation

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.imports.models import CommunityImport, Origin
from klankbord.ambassadors.community.models import Group, Post, Reaction
from klankbord.ambassadors.community.reactions.actions import choose_reactions
from klankbord.ambassadors.community.reactions.emoji import IDEAS, is_emoji
from klankbord.ambassadors.community.reactions.giving import toggle_reaction
from klankbord.ambassadors.community.reactions.models import ReactionKind
from klankbord.ambassadors.community.reactions.queries import MOST_NAMES, givers_of, kinds_on_offer
from klankbord.ambassadors.community.tests.exports import SLACK, pack, slack_said
from klankbord.ambassadors.community.tests.taking import bring, tables
from klankbord.ambassadors.community.tests.test_exporting import export, read
from klankbord.people.models import Member
from klankbord.trust.models import AuditEntry

SETTINGS = "community:reaction-settings"
THANKS = ("🙏", "Thanks", "Bedankt")
PARTY = ("🎉", "Congratulations", "Gefeliciteerd")


@pytest.fixture
def manager(make_member) -> Member:
    return make_member("Mia Manager", "manager")


@pytest.fixture
def post(open_group, owner, now) -> Post:
    return actions.write_post(group=open_group, text="The shed is open", by=owner, at=now)


def lines(*says, **more):
    """The form as the page has it."""
    sent = {"form-TOTAL_FORMS": 8, "form-INITIAL_FORMS": 8}
    for number, (emoji, name_en, name_nl) in enumerate(says):
        names = {"emoji": emoji, "name_en": name_en, "name_nl": name_nl}
        sent |= {f"form-{number}-{name}": value for name, value in names.items()}
    return sent | more


def shown_to(client, post):
    return client.get(reverse("community:post-detail", args=[post.pk])).content.decode()


def test_a_house_begins_with_four_and_chooses_its_own(post, owner, manager, client_of):
    host, leader = client_of(owner), client_of(manager)
    assert [kind.key for kind in kinds_on_offer()] == ["thanks", "agree", "idea", "well_done"]
    assert "Bedankt" in leader.get(reverse(SETTINGS)).content.decode()
    leader.post(reverse(SETTINGS), lines(PARTY, THANKS))
    assert [kind.says for kind in kinds_on_offer()] == [PARTY, THANKS]
    page = shown_to(host, post)
    assert page.index("Congratulations") < page.index("Thanks")
    assert "Good idea" not in page
    with translation.override("nl"):
        assert kinds_on_offer()[0].name == "Gefeliciteerd"
    (entry,) = AuditEntry.objects.filter(act="community.reactions-chosen")
    assert entry.detail["after"] == ["🎉 Congratulations", "🙏 Thanks"]
    leader.post(reverse(SETTINGS), lines())
    assert kinds_on_offer() == []


def test_what_was_taken_away_stays_where_it_was_given(
    post, owner, colleague, manager, client_of, now
):
    actions.join_group(group=post.group, by=colleague, at=now)
    toggle_reaction(post=post, kind="idea", by=colleague, at=now)
    choose_reactions(says=[PARTY], by=manager, at=now)
    react = reverse("community:reaction-toggle", args=[post.pk])
    button, idea = 'name="kind" value="idea"', {"kind": "idea"}
    assert client_of(owner).post(react, idea).status_code == 404
    page = shown_to(client_of(owner), post)
    assert "Good idea" in page
    assert button not in page
    theirs = client_of(colleague)
    assert button in shown_to(theirs, post)
    assert theirs.post(react, idea).status_code == 302
    assert not Reaction.objects.exists()
    assert theirs.post(react, idea).status_code == 404


def test_other_words_are_another_reaction(post, owner, manager, now):
    choose_reactions(says=[PARTY], by=manager, at=now)
    (first,) = kinds_on_offer()
    toggle_reaction(post=post, kind=first.key, by=owner, at=now)
    renamed = ("🎉", "Hurrah", "Hoera")
    choose_reactions(says=[renamed], by=manager, at=now)
    (second,) = kinds_on_offer()
    assert second.key != first.key
    assert [each.kind.says for each in givers_of(post)] == [PARTY]
    choose_reactions(says=[PARTY], by=manager, at=now)
    assert kinds_on_offer() == [first]


def test_who_reads_the_post_sees_who_gave_what(post, owner, make_member, client_of, now):
    people = [make_member(f"Giver {n:02}") for n in range(MOST_NAMES + 2)]
    for member in people:
        actions.join_group(group=post.group, by=member, at=now)
        toggle_reaction(post=post, kind="agree", by=member, at=now)
    toggle_reaction(post=post, kind="idea", by=owner, at=now)
    told = {each.kind.key: (len(each.names), each.n_more) for each in givers_of(post)}
    assert told == {"agree": (MOST_NAMES, 2), "idea": (1, 0)}
    page = shown_to(client_of(owner), post)
    assert "Giver 00, Giver 01" in page
    assert "and 2 more" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([("x", "Ex", "Iks")], "Fill in one emoji, and no letters."),
        ([("🎉🎉", "Two", "Twee")], "Fill in one emoji, and no letters."),
        ([("🎉", "Party", "")], "leave the whole line empty"),
        ([("🎉", "Party", "Feest"), ("🎉", "Cake", "Taart")], "the same emoji or the same name"),
        ([("🎉", "Party", "Feest"), ("🍰", "party", "Taart")], "the same emoji or the same name"),
    ],
)
def test_what_cannot_be_a_reaction_is_refused_in_words(given, said, manager, client_of):
    answer = client_of(manager).post(reverse(SETTINGS), lines(*given))
    assert said in answer.content.decode()
    assert not ReactionKind.objects.exists()


def test_a_look_and_a_move_change_nothing_yet(manager, client_of):
    client = client_of(manager)
    page = client.post(reverse(SETTINGS), lines(PARTY, THANKS, look="1"))
    preview = page.content.decode().partition('id="preview"')[2]
    assert preview.index("Congratulations") < preview.index("Thanks")
    page = client.post(reverse(SETTINGS), lines(PARTY, THANKS, move="down-0"))
    preview = page.content.decode().partition('id="preview"')[2]
    assert preview.index("Thanks") < preview.index("Congratulations")
    for nonsense in ("up-0", "down-99", "up-x", "sideways"):
        assert client.post(reverse(SETTINGS), lines(PARTY, move=nonsense)).status_code == 200
    assert not ReactionKind.objects.exists()


def test_one_of_before_goes_back_on_an_empty_line(manager, client_of, now):
    choose_reactions(says=[PARTY], by=manager, at=now)
    client = client_of(manager)
    assert 'value="thanks"' in client.get(reverse(SETTINGS)).content.decode()
    page = client.post(reverse(SETTINGS), lines(PARTY, back="thanks")).content.decode()
    assert 'name="form-1-name_en" value="Thanks"' in page


@pytest.mark.parametrize("role", ["employee", "responder"])
def test_nobody_else_chooses(role, make_member, client_of):
    client = client_of(make_member("Other", role))
    assert client.post(reverse(SETTINGS), lines(PARTY)).status_code == 403


@pytest.mark.parametrize("text", [*IDEAS, "👩‍🚒", "🇳🇱", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "☑️"])
def test_one_emoji_is_one(text):
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text", ["", "a", "1", "🎉🎉", "🎉a", " 🎉", "<b>", "\u200d", "🎉\u200d", "é"]
)
def test_anything_else_is_none(text):
    assert not is_emoji(text)


def test_a_reaction_of_the_house_comes_along_and_comes_back(
    post, owner, manager, open_group, tmp_path, now
):
    choose_reactions(says=[PARTY, THANKS], by=manager, at=now)
    for kind in kinds_on_offer():
        toggle_reaction(post=post, kind=kind.key, by=owner, at=now)
    first, before = export(Group.objects.all(), now), tables()
    for model in (Post, Group, Origin, CommunityImport, ReactionKind):
        model.objects.all().delete()
    path = tmp_path / "own.zip"
    path.write_bytes(first)
    bring(path, by=owner, at=now)
    assert tables()["Reaction"] == before["Reaction"]
    assert read(export(Group.objects.all(), now)) == read(first)
    assert [kind.key for kind in kinds_on_offer()] == ["thanks", "agree", "idea", "well_done"]
    assert [each.kind.says for each in givers_of(Post.objects.get())] == [THANKS, PARTY]


def test_a_file_cannot_call_anything_a_reaction(post, owner, manager, tmp_path, now):
    choose_reactions(says=[PARTY], by=manager, at=now)
    toggle_reaction(post=post, kind=kinds_on_offer()[0].key, by=owner, at=now)
    told = read(export(Group.objects.all(), now))
    Post.objects.all().delete()
    Group.objects.all().delete()
    ReactionKind.objects.all().delete()
    caches["process"].clear()  # another house
    for line in told:
        if line["type"] == "Reaction":
            line["emoji"] = "<b>"
    order = ["Person", "Group", "Reaction", "Note"]
    told.sort(key=lambda line: order.index(line["type"]))
    header = {"format": "klankbord-community", "version": 1, "exportedAt": now.isoformat()}
    body = b"\n".join(json.dumps(line).encode() for line in told)
    files = {"klankbord-community.json": json.dumps(header).encode(), "community.jsonl": body}
    brought = bring(pack(tmp_path / "bad.zip", files), by=owner, at=now)
    assert brought.counts["signs-unknown"] == 1
    assert not Reaction.objects.exists()
    assert not ReactionKind.objects.exists()


def test_a_sign_of_slack_becomes_the_nearest_that_the_house_has(
    manager, owner, colleague, tmp_path, now
):
    says = [PARTY, ("👀", "Seen", "Gezien"), ("🐌", "Slow", "Langzaam"), THANKS]
    choose_reactions(says=says, by=manager, at=now)
    names = ["tada", "eyes", "snail", "gefeliciteerd", "heart", "+1", "bulb"]
    signs = [{"name": name, "users": ["U2"]} for name in names]
    changed = SLACK | {"algemeen/2026-02-25.json": [slack_said(1, "U1", "Ja", reactions=signs)]}
    brought = bring(pack(tmp_path / "s.zip", changed), by=owner, at=now)
    kinds = {kind.key: kind.emoji for kind in kinds_on_offer()}
    given = {kinds[kind] for kind in Reaction.objects.values_list("kind", flat=True)}
    assert given == {"🎉", "👀", "🐌", "🙏"}
    assert brought.counts["signs-unknown"] == 2  # a thumb and a lamp, which this house took away


def test_programs_read_what_there_is_and_what_was_given(
    post, owner, colleague, manager, client_of, now
):
    choose_reactions(says=[PARTY], by=manager, at=now)
    (kind,) = kinds_on_offer()
    toggle_reaction(post=post, kind=kind.key, by=owner, at=now)
    client = client_of(owner)
    assert client.get("/api/v1/community/reactions").json() == [
        {"kind": kind.key, "emoji": "🎉", "name_en": PARTY[1], "name_nl": PARTY[2]}
    ]
    (told,) = client.get("/api/v1/community/feed").json()["posts"]
    assert told["reactions"] == [
        {"kind": kind.key, "emoji": "🎉", "name": PARTY[1], "n_given": 1, "is_mine": True}
    ]
