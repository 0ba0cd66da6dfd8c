"""Out and in again is the same: a community taken along and brought into an empty house."""

import datetime as dt
import io
import json
import re
import zipfile
from collections import Counter

import pytest
from django.urls import reverse
from PIL import Image

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.announcements.actions import acknowledge, write_announcement
from klankbord.ambassadors.community.announcements.models import Acknowledgement, Announcement
from klankbord.ambassadors.community.announcements.queries import (
    announcements_on_top,
    announcements_to_tell,
)
from klankbord.ambassadors.community.attachments import actions as attachments
from klankbord.ambassadors.community.attachments.models import Attachment, AttachmentChange
from klankbord.ambassadors.community.events import actions as events
from klankbord.ambassadors.community.events.actions import Occasion
from klankbord.ambassadors.community.events.models import Event
from klankbord.ambassadors.community.imports.exporting import write_export
from klankbord.ambassadors.community.imports.models import CommunityImport, Origin, Voice
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.community.moderation.actions import decide_review, report_words
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.polls import actions as polls
from klankbord.ambassadors.community.polls.models import Poll, PollChoice
from klankbord.ambassadors.community.praise.actions import take_name_out, write_praise
from klankbord.ambassadors.community.reactions.giving import toggle_reaction
from klankbord.ambassadors.community.tests.exports import SECRET
from klankbord.ambassadors.community.tests.exports import write_export as slack_file
from klankbord.ambassadors.community.tests.polling import ask
from klankbord.ambassadors.community.tests.taking import bring, look_at, tables
from klankbord.connectors.intranet.workspace.klankbord import person_id
from klankbord.core.guard.bare_picture import bare_picture
from klankbord.core.guard.shared_file import shared_file

pytestmark = pytest.mark.django_db
ALONG = (Attachment, AttachmentChange)
PDF = b"%PDF-1.7 a plan"


def shared(name="Plan.pdf", content=PDF):
    return attachments.a_file(shared_file(name, content), content)


def a_picture(form="JPEG"):
    """Large enough to have a small one beside it."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((1000, 700)).convert("RGB").save(out, form)
    bare = bare_picture(out.getvalue(), most_bytes=attachments.MOST_KEPT)
    return attachments.picture(bare, alt="De zaal")


@pytest.fixture
def community(owner, colleague, stranger, now, later, tmp_path):
    """Everything that a community can hold, also what came from elsewhere."""
    open_group = actions.create_group(
        name="Ask", description="Questions", kind="open", by=owner, at=now, is_moderated=True
    )
    shut = actions.create_group(name="Quiet", description="", kind="private", by=owner, at=now)
    actions.join_group(group=open_group, by=colleague, at=later(1))
    actions.invite_member(group=shut, member=colleague, by=owner, at=later(1))
    actions.join_group(group=shut, by=colleague, at=later(2))
    asked = actions.write_post(
        group=open_group, text="Where? #door", by=colleague, at=later(3), is_question=True,
        attachments=[a_picture(), a_picture("PNG"), shared("Plan van de zaal.pdf")],
    )  # fmt: skip
    first = Attachment.objects.order_by("pk").first()
    edit = attachments.AttachmentEdit(new=[shared("Lijst.csv", b"a;b")], dropped=[first.pk])
    actions.edit_post(post=asked, text="Where? #door", by=colleague, at=later(3), along=edit)
    actions.edit_post(post=asked, text="Where #door?", by=colleague, at=later(4), is_question=True)
    answer = actions.write_comment(post=asked, text="There", by=owner, at=later(5))
    below = actions.write_comment(
        post=asked, text="Yes", by=colleague, at=later(6), parent=answer,
        attachments=[a_picture(), shared()],
    )  # fmt: skip
    actions.edit_comment(comment=below, text="Yes!", by=colleague, at=later(7))
    actions.choose_answer(comment=answer, is_best=True, by=colleague, at=later(8))
    toggle_reaction(post=asked, kind="thanks", by=owner, at=later(9))
    actions.pin_post(post=asked, is_pinned=True, by=owner, at=later(9))
    gone = actions.write_post(group=open_group, text="Oops", by=colleague, at=later(10))
    actions.write_comment(post=gone, text="What?", by=owner, at=later(11))
    actions.remove_post(post=gone, by=colleague, at=later(12))
    rude = actions.write_post(
        group=open_group, text="Rude", by=colleague, at=later(13),
        attachments=[shared("Taken down.csv", b"taken down")],
    )  # fmt: skip
    review = report_words(words=rude, reason="hurts", more="", by=stranger, at=later(14))
    decide_review(review=review, is_shown=False, reason="No", by=owner, at=later(15))
    actions.write_post(group=shut, text=f"{SECRET} here", by=owner, at=later(16))
    _polls(open_group, owner, colleague, later)
    _beside(open_group, owner, colleague, stranger, later)
    bring(slack_file(tmp_path, "slack"), by=owner, at=later(17))
    return later(60)


def _polls(group, owner, colleague, later):
    """One that runs, one that was closed, and what was told of one without names."""
    runs = ask(group, by=owner, at=later(17), closes_at=later(9_000), has_several=True)
    for member, places in ((owner, {0, 2}), (colleague, {0})):
        polls.change_vote(poll=runs, places=places, by=member, at=later(18))
    over = ask(group, by=owner, at=later(17), closes_at=later(900), shows="voted")
    polls.change_vote(poll=over, places={1}, by=colleague, at=later(18))
    polls.close_poll(poll=over, by=owner, at=later(19))
    figure = {"value": 0.35, "n_about": 20, "edge": 0, "cohort": ""}
    secret = actions.write_post(
        group=group, text="Anonymous?", by=owner, at=later(20), beside=("Yes", "No")
    )
    told = {"choices": [figure, {"reason": "too-few", "least": 10}], "turnout": figure}
    poll = Poll.objects.create(
        post=secret, is_anonymous=True, shows="closed", closes_at=later(30), counted_at=later(30),
        told=told,
    )  # fmt: skip
    for place, words in enumerate(("Yes", "No")):
        PollChoice.objects.create(poll=poll, place=place, words=words)


def _beside(group, owner, colleague, stranger, later):
    """Something that comes, something called off, praise with a name taken out, announcements."""
    occasion = Occasion(
        starts_at=later(9_000), ends_at=later(9_060), zone="America/Curacao", place="Zaal 4",
        link="https://meet.example/lunch",
    )  # fmt: skip
    lunch = events.write_event(
        group=group, text="Lunch", occasion=occasion, by=owner, at=later(20)
    ).event
    for member, says in ((owner, "comes"), (colleague, "perhaps"), (stranger, "not")):
        events.answer_event(event=lunch, says=says, by=member, at=later(21))
    off = events.write_event(group=group, text="Off", occasion=occasion, by=owner, at=later(20))
    events.cancel_event(event=off.event, by=owner, at=later(22))
    thanks = write_praise(
        group=group, text="Well done", members=[colleague, stranger], by=owner, at=later(23)
    )
    take_name_out(praise=thanks.praise, by=stranger)
    told = write_announcement(
        group=group, text="Read me", until_on=later(9_000).date(), by=owner, at=later(24),
        is_to_acknowledge=True,
    )  # fmt: skip
    acknowledge(announcement=told.announcement, by=colleague, at=later(25))
    Announcement.objects.filter(pk=told.pk).update(is_for_all=True)
    down = events.write_event(group=group, text="Rude", occasion=occasion, by=owner, at=later(26))
    review = report_words(words=down, reason="hurts", more="", by=colleague, at=later(27))
    actions.take_post_down(post=review.post, at=later(28))


def export(groups, at) -> bytes:
    file = io.BytesIO()
    write_export(file, groups=groups, at=at)
    return file.getvalue()


def kinds(packed: bytes) -> Counter:
    return Counter(line["type"] for line in read(packed))


def read(packed: bytes) -> list[dict]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        lines = archive.read("community.jsonl").splitlines()
    return sorted((json.loads(line) for line in lines), key=json.dumps)


def test_out_and_in_again_is_the_same(community, owner, tmp_path):
    first = export(Group.objects.all(), community)
    Attachment.objects.filter(post__is_taken_down=True).delete()  # it stays out, see below
    Event.objects.filter(post__is_taken_down=True).delete()
    Acknowledgement.objects.all().delete()
    before = tables(*ALONG)
    assert len(before["Attachment"]) == 5
    assert len(before["AttachmentChange"]) == 2
    for model in (Post, Group, Origin, Voice, CommunityImport):
        model.objects.all().delete()
    assert not any(tables(*ALONG).values())
    path = tmp_path / "own.zip"
    path.write_bytes(first)
    brought = bring(path, by=owner, at=community)
    assert brought.state == CommunityImport.State.DONE
    again = export(Group.objects.all(), community)
    assert read(again) == read(first)
    assert packed(again) == packed(first)
    after = tables(*ALONG)
    for name in set(before) - {"Membership"}:  # when somebody asked to come in stays behind
        assert after[name] == before[name], name
    assert len(after["Membership"]) == len(before["Membership"])


def test_what_stands_beside_words_is_what_its_readers_see(community, stranger):
    exported = export(Group.objects.all(), community)
    lines = read(exported)
    assert kinds(exported) >= Counter(Event=2, Praise=1, Announcement=1)
    assert kinds(exported)["Event"] == 2  # that of words that were taken down stays out
    lunch = next(line for line in lines if line["type"] == "Event" and line.get("answers"))
    assert [each["says"] for each in lunch["answers"]] == ["comes", "perhaps", "not"]
    (praise,) = (line for line in lines if line["type"] == "Praise")
    assert len(praise["named"]) == 1
    assert person_id(stranger.email) not in praise["named"]  # who took their name out
    (told,) = (line for line in lines if line["type"] == "Announcement")
    assert set(told) == {
        "type", "inReplyTo", "until", "published", "isToAcknowledge", "isForAll",
    }  # fmt: skip


def test_nobody_hears_of_what_came_with_a_file(community, owner, colleague, tmp_path):
    exported = export(Group.objects.all(), community)
    empty_house()
    path = tmp_path / "own.zip"
    path.write_bytes(exported)
    Notification.objects.all().delete()
    bring(path, by=owner, at=community)
    assert not Notification.objects.exists()
    assert not Acknowledgement.objects.exists()
    assert announcements_on_top(colleague, at=community)
    until = community + dt.timedelta(days=1)
    told = announcements_to_tell(colleague, since=community, until=until, without=[])
    assert not told.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"https://meet.example/lunch"', b'"javascript:alert(1)"'),
        (b'"https://meet.example/lunch"', b'"https://' + b"a" * 600 + b'.example"'),
        (b'"America/Curacao"', b'"../../etc/passwd"'),
        (b'"America/Curacao"', b'"localtime"'),
        (b'"Zaal 4"', b'"' + b"x" * 201 + b'"'),
        (b'"sequence":1', b'"sequence":99999999999'),
        (re.compile(rb'"startTime":"\d{4}'), b'"startTime":"9999'),
    ],
)
def test_an_event_that_makes_no_sense_stays_out_and_its_words_come(
    community, owner, tmp_path, old, new
):
    exported = export(Group.objects.all(), community)
    empty_house()
    path = tmp_path / "own.zip"
    away = old if isinstance(old, re.Pattern) else re.compile(re.escape(old))
    changed(exported, path, lines=lambda text: away.sub(lambda _found: new, text))
    brought = bring(path, by=owner, at=community)
    assert brought.state == CommunityImport.State.DONE
    assert brought.counts["beside-out"] >= 1
    assert Post.objects.filter(text="Lunch").exists()
    assert Event.objects.count() == 2 - brought.counts["beside-out"]


def test_a_file_addresses_the_whole_house_only_from_an_open_group(community, owner, tmp_path):
    exported = export(Group.objects.filter(name="Ask"), community)
    empty_house()
    path = tmp_path / "own.zip"
    path.write_bytes(exported)
    looked = look_at(path, by=owner, at=community)
    bring(looked, by=owner, at=community, choices={key_of_ask(exported): "closed"})
    assert not Announcement.objects.get().is_for_all


def key_of_ask(exported):
    return next(line["id"] for line in read(exported) if line["type"] == "Group")


def test_a_file_of_before_is_still_read(community, owner, tmp_path):
    """One without what this form added, under the number of the first form."""
    exported = export(Group.objects.all(), community)
    empty_house()
    path = tmp_path / "own.zip"
    beside = re.compile(rb'^\{"type":"(Event|Praise|Announcement)".*\n', re.MULTILINE)
    changed(exported, path, lines=lambda text: beside.sub(b"", text), version=1)
    brought = bring(path, by=owner, at=community)
    assert brought.state == CommunityImport.State.DONE
    assert Post.objects.filter(text="Lunch").exists()
    assert not Event.objects.exists()
    assert "beside-out" not in brought.counts


def packed(exported: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        names = [name for name in archive.namelist() if name.startswith("attachments/")]
        return {name: archive.read(name) for name in names}


def changed(exported: bytes, path, *, lines=None, parts=None, version=None) -> None:
    """The same export after somebody had a hand in it."""
    with zipfile.ZipFile(io.BytesIO(exported)) as old, zipfile.ZipFile(path, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "community.jsonl" and lines:
                content = lines(content)
            elif name == "klankbord-community.json" and version:
                content = re.sub(rb'"version":\d+', b'"version":%d' % version, content)
            elif name.startswith("attachments/") and parts:
                content = parts(content)
            if content is not None:
                new.writestr(name, content)


def empty_house():
    for model in (Post, Group, Origin, Voice, CommunityImport):
        model.objects.all().delete()


@pytest.mark.parametrize(
    "parts",
    [
        lambda _content: None,  # the line names what is not there
        lambda _content: b"MZ\0 a program",
        lambda _content: b"\0" * 21_000_000,  # a bomb that unpacks past every measure
    ],
)
def test_what_somebody_put_in_its_place_stays_out(community, owner, tmp_path, parts):
    exported = export(Group.objects.all(), community)
    empty_house()
    path = tmp_path / "own.zip"
    changed(exported, path, parts=parts)
    brought = bring(path, by=owner, at=community)
    assert not Attachment.objects.exists()
    assert brought.state == CommunityImport.State.DONE
    assert brought.counts["along-out"] == 5


@pytest.mark.parametrize("place", ["../../etc/passwd", "/etc/passwd", "community.jsonl", ""])
def test_a_place_leads_nowhere_else(community, owner, tmp_path, place):
    exported = export(Group.objects.all(), community)
    empty_house()
    path = tmp_path / "own.zip"
    away = re.compile(rb'"url":"[^"]*"')
    changed(exported, path, lines=lambda text: away.sub(f'"url":"{place}"'.encode(), text))
    brought = bring(path, by=owner, at=community)
    assert Post.objects.exists()
    assert not Attachment.objects.exists()
    assert brought.counts["along-out"] == 5


def test_a_picture_with_more_in_it_is_made_anew(community, owner, tmp_path):
    exported = export(Group.objects.all(), community)
    empty_house()
    path, hidden = tmp_path / "own.zip", b"a secret behind the picture"

    def more(content):
        return content + hidden if content.startswith((b"\xff\xd8", b"\x89PNG")) else content

    changed(exported, path, parts=more)
    bring(path, by=owner, at=community)
    rows = Attachment.objects.filter(width__isnull=False)
    assert rows.count() == 2
    assert not any(hidden in bytes(row.content) for row in rows)


def test_no_more_comes_in_than_there_is_room(community, owner, tmp_path, settings):
    exported = export(Group.objects.all(), community)
    empty_house()
    path = tmp_path / "own.zip"
    path.write_bytes(exported)
    settings.ATTACHMENTS_BYTES = 100
    brought = bring(path, by=owner, at=community)
    assert sum(row.n_bytes for row in Attachment.objects.all()) <= 100
    assert brought.counts["along-out"] >= 2


def test_what_comes_home_is_here_already(community, owner, tmp_path):
    path = tmp_path / "own.zip"
    path.write_bytes(export(Group.objects.all(), community))
    before = tables()
    brought = bring(path, by=owner, at=community)
    assert tables() == before
    assert brought.counts["here"] == Post.objects.count() + Comment.objects.count()


def test_no_address_and_no_word_that_nobody_reads_is_in_it(community, now):
    packed = export(Group.objects.all(), community)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist()).decode("latin-1")
    assert "proefdam.example" not in told
    assert "Rude" not in told
    assert "taken down" not in told.lower()
    assert "Oops" not in told


def test_an_owner_takes_along_the_own_group_and_nobody_else(
    community, owner, colleague, stranger, client_of
):
    shut = Group.objects.get(name="Quiet")
    address = reverse("community:group-take", args=[shut.pk])
    assert client_of(owner).get(address).status_code == 200
    answer = client_of(owner).post(address)
    packed = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Quiet" not in answer.headers["Content-Disposition"]
    contents = {line.get("content") for line in read(packed)}
    assert f"{SECRET} here" in contents
    assert "There" not in contents
    for other in (colleague, stranger):
        assert client_of(other).get(address).status_code == 404
        assert client_of(other).post(address).status_code == 404


def test_a_private_group_of_people_who_are_not_here_stays_out(
    community, owner, colleague, tmp_path
):
    packed = export(Group.objects.filter(name="Quiet"), community)
    for model in (Post, Group, Origin):
        model.objects.all().delete()
    for member in (owner, colleague):
        member.email = f"else.{member.pk}@elsewhere.example"
        member.save()
    path = tmp_path / "own.zip"
    path.write_bytes(packed)
    brought = bring(path, by=owner, at=community + dt.timedelta(minutes=1))
    assert not Group.objects.exists()
    assert not Post.objects.exists()
    assert brought.counts == {"unchosen": 1}
