"""Communities of elsewhere: everything that may come, once, and nothing wider than it was."""

import datetime as dt
import shutil

import pytest

from klankbord.ambassadors.community import audience, queries
from klankbord.ambassadors.community.imports import actions, bringing
from klankbord.ambassadors.community.imports.models import CommunityImport, Origin, Voice
from klankbord.ambassadors.community.models import (
    Comment,
    Group,
    Membership,
    Notification,
    Post,
    Reaction,
)
from klankbord.ambassadors.community.tests.exports import (
    MATTERMOST,
    SECRET,
    SLACK,
    lines,
    mattermost_channel,
    mattermost_said,
    pack,
    slack_said,
    write_export,
)
from klankbord.ambassadors.community.tests.taking import bring, look_at, tables

pytestmark = pytest.mark.django_db
State = CommunityImport.State
PLATFORMS = ["slack", "yammer", "mattermost"]


def post_with(words: str) -> Post:
    return Post.objects.get(text__contains=words)


def test_slack_comes_whole(tmp_path, owner, colleague, stranger, now):
    brought = bring(write_export(tmp_path, "slack"), by=owner, at=now)
    assert brought.state == State.DONE
    lunch = post_with("Lunch")
    assert lunch.text == (
        "**Lunch** om `x*y*z` uur? @Colleague en @Iemand van Slack, 1, zie"
        " [het plan](https://brug.example/a) & #brug"
    )
    assert (lunch.author, lunch.is_pinned) == (owner, True)
    assert lunch.created_at.timestamp() == pytest.approx(1_772_000_001, abs=1)
    assert lunch.edited_at > lunch.created_at
    assert [tag.tag for tag in lunch.tags.all()] == ["brug"]
    assert [comment.text for comment in lunch.comments.all()] == ["Graag!", "Nog een antwoord"]
    assert [(each.member, each.kind) for each in lunch.reactions.all()] == [(colleague, "agree")]
    group = lunch.group
    assert (group.name, group.kind, group.description) == ("algemeen", "open", "Everything & more")
    inside = {each.member: each.is_owner for each in group.memberships.all()}
    assert inside == {owner: False, colleague: True}
    kept = Comment.objects.get(text="Antwoord op wat weg is").post
    assert (kept.is_removed, kept.author, kept.text) == (True, None, "")
    assert brought.counts == {
        "groups": 2, "posts": 3, "comments": 4, "reactions": 1, "files": 1, "old": 1,
        "signs-unknown": 1, "signs-below": 1, "signs-unmatched": 1, "program": 2, "wordless": 1,
        "direct": 2, "placeless": 1, "unchosen": 1,
    }  # fmt: skip


def test_viva_engage_comes_whole(tmp_path, owner, colleague, now):
    brought = bring(write_export(tmp_path, "yammer"), by=owner, at=now)
    top = post_with("gaat dicht")
    assert top.text == "**Brug**\n\nDe brug\ngaat dicht"
    answer = Comment.objects.get(text="Wanneer @Colleague?")
    assert (answer.post, answer.author, answer.said_by) == (top, None, "Somebody of Viva Engage, 1")
    assert Comment.objects.get(text="Bijna").parent == answer
    assert top.group.kind == "open"
    council = post_with(SECRET).group
    assert (council.kind, [each.member for each in council.memberships.all()]) == (
        "private",
        [colleague],
    )
    assert (brought.counts["direct"], brought.counts["deleted"]) == (1, 1)


def test_mattermost_comes_whole(tmp_path, owner, colleague, now):
    brought = bring(write_export(tmp_path, "mattermost"), by=owner, at=now)
    lunch = post_with("Lunch")
    assert lunch.text == "Lunch, @Colleague. En @niemand?"
    assert (lunch.is_pinned, lunch.edited_at > lunch.created_at) == (True, True)
    assert [(each.member, each.kind) for each in lunch.reactions.all()] == [
        (colleague, "well_done")
    ]
    assert [comment.said_by for comment in lunch.comments.all()] == ["Somebody of Mattermost, 1"]
    owners = Membership.objects.filter(group=lunch.group, is_owner=True)
    assert [each.member for each in owners] == [colleague]
    council = post_with(SECRET).group
    assert (council.kind, [each.member for each in council.memberships.all()]) == (
        "private",
        [owner],
    )
    assert {key: brought.counts[key] for key in ("direct", "program", "placeless")} == {
        "direct": 2, "program": 1, "placeless": 1,
    }  # fmt: skip


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_file_again_adds_nothing(platform, tmp_path, owner, colleague, now):
    path = write_export(tmp_path, platform)
    first = bring(path, by=owner, at=now)
    before = tables()
    again = bring(path, by=owner, at=now + dt.timedelta(days=1))
    assert tables() == before
    n_words = first.counts["posts"] + first.counts["comments"]
    assert again.counts["here"] == n_words
    assert not {"groups", "posts", "comments", "reactions"} & {
        key for key, n in again.counts.items() if n
    }


class Killed(Exception):  # noqa: N818  # no error: somebody pulled the plug
    pass


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("stop_at", [1, 2, 3])
def test_killed_in_the_middle_it_goes_on(
    platform, stop_at, tmp_path, owner, colleague, now, monkeypatch
):
    monkeypatch.setattr(bringing, "PAGE", 2)
    pages = []

    def stop():
        pages.append(1)
        if len(pages) == stop_at:
            raise Killed

    path = write_export(tmp_path, platform)
    with pytest.raises(Killed):
        bring(path, by=owner, at=now, in_page=stop)
    half = CommunityImport.objects.get()
    assert half.state == State.RUNNING
    actions.carry_over(brought=half, at=now, on_page=lambda _each: None)
    once = (tables(), CommunityImport.objects.get().counts)
    undo(half, now)
    assert not Origin.objects.exists()
    CommunityImport.objects.all().delete()
    whole = bring(path, by=owner, at=now)
    assert (tables(), whole.counts) == once


def undo(brought, now):
    brought.refresh_from_db()
    actions.undo_import(brought=brought, by=brought.by, at=now)
    actions.undo(brought=brought, at=now, on_page=lambda _n: None)


def test_private_stays_private_and_who_brings_it_reads_nothing(
    tmp_path, owner, colleague, stranger, now
):
    bring(write_export(tmp_path, "slack"), by=owner, at=now)
    directors = Group.objects.get(name="directie")
    assert directors.kind == "private"
    assert {each.member for each in directors.memberships.all()} == {colleague}
    for member in (owner, stranger):
        assert directors not in audience.groups_visible(member)
        assert not audience.posts_readable(member).filter(text__contains=SECRET).exists()
        assert not audience.comments_readable(member).filter(text__contains=SECRET).exists()
    mine = audience.posts_readable(colleague).filter(text__contains=SECRET)
    assert [post.text for post in mine] == [f"{SECRET} van de directie"]
    everywhere = [
        *Post.objects.values_list("text", flat=True),
        *Comment.objects.values_list("text", flat=True),
    ]
    for never in ("tussen twee", "tussen drie", "nergens", "verloren"):
        assert not [text for text in everywhere if never in text]


@pytest.mark.parametrize("kind", ["open", "closed"])
def test_no_choice_makes_a_private_channel_wider(kind, tmp_path, owner, colleague, now):
    brought = look_at(write_export(tmp_path, "slack"), by=owner, at=now)
    choices = {"G1": kind, "C1": "closed"}
    bring(brought, by=owner, at=now, choices=choices)
    assert not Group.objects.filter(name="directie").exists()
    assert Group.objects.get(name="algemeen").kind == "closed"


def test_a_channel_that_was_closed_since_does_not_fill_an_open_group(
    tmp_path, owner, colleague, now
):
    bring(pack(tmp_path / "a.zip", SLACK), by=owner, at=now)
    general = SLACK["channels.json"][0]
    later = SLACK | {
        "channels.json": [],
        "groups.json": [general],
        "algemeen/2026-03-01.json": [slack_said(400_000, "U2", f"{SECRET} achteraf")],
    }
    again = bring(pack(tmp_path / "b.zip", later), by=owner, at=now)
    assert not Post.objects.filter(text__contains="achteraf").exists()
    assert again.counts["unchosen"] >= 1


def test_an_answer_cannot_carry_words_into_a_wider_group(tmp_path, owner, colleague, now):
    hostile = [
        {"type": "Group", "id": "open", "name": "Open", "audience": "open",
         "published": "2026-02-01T00:00:00Z"},
        {"type": "Group", "id": "shut", "name": "Shut", "audience": "private",
         "published": "2026-02-01T00:00:00Z"},
        {"type": "Note", "id": "top", "context": "open", "content": "Hallo",
         "published": "2026-02-02T00:00:00Z"},
        {"type": "Note", "id": "leak", "context": "shut", "content": SECRET,
         "published": "2026-02-02T00:00:00Z", "inReplyTo": "top"},
        {"type": "Note", "id": "a", "context": "open", "content": "kring",
         "published": "2026-02-02T00:00:00Z", "inReplyTo": "b"},
        {"type": "Note", "id": "b", "context": "open", "content": "kring",
         "published": "2026-02-02T00:00:00Z", "inReplyTo": "a"},
        {"type": "Poll", "id": "new"},
        {"type": "Note", "id": "x" * 300, "context": "open", "content": "lang",
         "published": "2026-02-02T00:00:00Z"},
    ]  # fmt: skip
    person = actions_person(colleague)
    hostile[1]["members"] = [{"id": person, "joined": "2026-02-01T00:00:00Z", "isOwner": True}]
    header = {
        "format": "klankbord-community",
        "version": 1,
        "exportedAt": "2026-03-01T00:00:00Z",
    }
    files = {
        "klankbord-community.json": header,
        "community.jsonl": lines([{"type": "Person", "id": person, "name": "C"}, *hostile]),
    }
    brought = bring(pack(tmp_path / "own.zip", files), by=owner, at=now)
    assert brought.state == State.DONE
    assert not Comment.objects.filter(text=SECRET).exists()
    assert brought.counts["elsewhere"] == 1
    assert (brought.counts["unknown"], brought.counts["broken"]) == (1, 1)
    assert Comment.objects.filter(text="kring").exists()


def actions_person(member):
    from klankbord.connectors.intranet.workspace.klankbord import person_id  # noqa: PLC0415

    return person_id(member.email)


def test_several_teams_are_closed_to_each_other(tmp_path, owner, colleague, now):
    other = mattermost_channel("ander", "O", team="u")
    path = tmp_path / "two.jsonl"
    path.write_bytes(lines([*MATTERMOST[:4], other, *MATTERMOST[4:]]))
    brought = look_at(path, by=owner, at=now)
    widths = {each["name"]: each["width"] for each in brought.found["places"]}
    assert widths == {"Plein (Team)": "closed", "Or (Team)": "private"}


def test_nobody_is_told(tmp_path, owner, colleague, stranger, now):
    bring(write_export(tmp_path, "slack"), by=owner, at=now)
    assert not Notification.objects.exists()
    since = now - dt.timedelta(days=60)
    for member in (owner, colleague, stranger):
        assert not audience.posts_new(member, since=since, until=now).exists()
    assert queries.open_posts(since=since, until=now) == []
    assert queries.community_figures(at=now).n_posts_28d is None


def test_without_voices_only_the_place_is_kept(tmp_path, owner, colleague, now):
    brought = look_at(write_export(tmp_path, "slack"), by=owner, at=now)
    bring(brought, by=owner, at=now, has_voices=False)
    assert not Comment.objects.filter(text="Graag!").exists()
    assert not Origin.objects.exclude(voice=None).exists()
    assert Comment.objects.filter(text="", author=None).count() == 2
    brought.refresh_from_db()
    assert brought.counts["voices-out"] == 2


def test_a_voice_keeps_its_number_and_goes_with_its_words(tmp_path, owner, colleague, now):
    first = bring(write_export(tmp_path, "slack"), by=owner, at=now)
    voice = Voice.objects.get()
    later = SLACK | {"algemeen/2026-03-01.json": [slack_said(400_000, "U3", "Nog iets")]}
    second = bring(pack(tmp_path / "b.zip", later), by=owner, at=now)
    assert Post.objects.get(text="Nog iets").origin.voice == voice
    for brought in (second, first):
        undo(brought, now)
    assert not Voice.objects.exists()
    assert tables() == {name: [] for name in tables()}


def test_what_was_answered_stays_when_it_is_taken_back(tmp_path, owner, colleague, now):
    brought = bring(write_export(tmp_path, "slack"), by=owner, at=now)
    lunch = post_with("Lunch")
    Comment.objects.create(post=lunch, text="Van hier", author=owner, created_at=now)
    undo(brought, now)
    assert [post.pk for post in Post.objects.all()] == [lunch.pk]
    assert Comment.objects.count() == 3
    assert [group.name for group in Group.objects.all()] == ["algemeen"]
    brought.refresh_from_db()
    assert brought.state == State.UNDONE


def test_after_two_weeks_it_stays(tmp_path, owner, colleague, now):
    brought = bring(write_export(tmp_path, "slack"), by=owner, at=now)
    with pytest.raises(actions.NotReady):
        actions.undo_import(brought=brought, by=owner, at=now + dt.timedelta(days=15))
    assert Post.objects.exists()


def test_the_file_and_its_names_are_gone_when_it_is_over(tmp_path, owner, colleague, now):
    brought = look_at(write_export(tmp_path, "slack"), by=owner, at=now)
    assert "directie" in str(brought.found)
    bring(brought, by=owner, at=now)
    brought.refresh_from_db()
    assert (brought.found, brought.choices) == ({}, {})
    assert not list(actions.import_folder().iterdir())
    told = str([vars(each) for each in Voice.objects.all()])
    assert "Gone Person" not in told
    assert "gone@elsewhere" not in told


def test_a_file_that_nobody_chose_from_is_dropped_after_a_week(tmp_path, owner, now):
    brought = look_at(write_export(tmp_path, "slack"), by=owner, at=now)
    assert actions.drop_forgotten(at=now + dt.timedelta(days=6)) == 0
    assert actions.drop_forgotten(at=now + dt.timedelta(days=8)) == 1
    brought.refresh_from_db()
    assert (brought.state, brought.found) == (State.CANCELLED, {})
    assert not list(actions.import_folder().iterdir())


def test_a_name_that_is_taken_tells_where_it_comes_from(
    open_group, tmp_path, owner, colleague, now
):
    Group.objects.filter(pk=open_group.pk).update(name="algemeen")
    bring(write_export(tmp_path, "slack"), by=owner, at=now)
    assert Group.objects.filter(name="algemeen (Slack)").exists()


@pytest.mark.parametrize(
    ("name", "body", "refusal"),
    [
        ("a.zip", b"PK\x03\x04" + b"\0" * 60, "file-damaged"),
        ("a.jsonl", b"hello\nworld\n", "file-kind-unknown"),
        ("a.txt", b"", "file-kind-unknown"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(name, body, refusal, tmp_path, owner, now):
    path = tmp_path / name
    path.write_bytes(body)
    brought = look_at(path, by=owner, at=now)
    assert (brought.state, brought.refusal) == (State.FAILED, refusal)
    assert not list(actions.import_folder().iterdir())


def test_one_row_that_no_longer_says_what_is_private_stops_all(tmp_path, owner, now):
    path = pack(tmp_path / "y.zip", {"Messages.csv": b"id,body\n1,Hallo\n"})
    brought = look_at(path, by=owner, at=now)
    assert (brought.state, brought.refusal) == (State.FAILED, "export-changed")


def test_reactions_are_given_once(tmp_path, owner, colleague, now):
    twice = [{"name": name, "users": ["U2", "U2"]} for name in ("+1", "100")]
    changed = SLACK | {
        "algemeen/2026-02-25.json": [slack_said(1, "U1", "Twee duimen", reactions=twice)]
    }
    bring(pack(tmp_path / "r.zip", changed), by=owner, at=now)
    assert Reaction.objects.count() == 1


def test_words_that_their_author_removed_do_not_come_back(tmp_path, owner, colleague, now):
    path = write_export(tmp_path, "mattermost")
    bring(shutil.copy(path, tmp_path / "again.jsonl"), by=owner, at=now)
    Post.objects.filter(text__contains="Lunch").update(text="", removed_at=now)
    bring(path, by=owner, at=now)
    assert not Post.objects.filter(text__contains="Lunch").exists()


def test_a_channel_of_the_past_is_read_to_the_second(tmp_path, owner, colleague, now):
    path = tmp_path / "m.jsonl"
    said = mattermost_said("plein", "owner", "Straks", 10_000_000)
    path.write_bytes(lines([*MATTERMOST[:7], said]))
    brought = bring(path, by=owner, at=now)
    assert brought.counts["broken"] == 1
