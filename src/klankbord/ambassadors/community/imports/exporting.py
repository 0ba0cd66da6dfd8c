"""Take groups along: one ZIP in our own form, of which an import makes the same groups."""

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import msgspec
from django.db.models import Prefetch, QuerySet

from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.attachments.queries import listed, place_of
from klankbord.ambassadors.community.events.models import Event, EventAnswer
from klankbord.ambassadors.community.imports.origins import own_key
from klankbord.ambassadors.community.models import Comment, Group, Membership, Post, Reaction
from klankbord.ambassadors.community.polls.models import Poll, PollVote
from klankbord.ambassadors.community.praise.models import Praise, Praised
from klankbord.ambassadors.community.reactions.queries import kinds_kept
from klankbord.connectors.intranet.workspace.klankbord import (
    ALONG,
    FORMAT,
    HEADER,
    LINES,
    VERSION,
    VOICE,
    AnnouncementLine,
    BesideLine,
    ChangePart,
    ChoicePart,
    ComingPart,
    DocumentPart,
    EventLine,
    GroupLine,
    Header,
    Line,
    MemberPart,
    NoteLine,
    PersonLine,
    PraiseLine,
    QuestionLine,
    ReactionLine,
    ReactionPart,
    VersionPart,
    VotePart,
    person_id,
)
from klankbord.connectors.intranet.workspace.klankbord import PLATFORM as OURS
from klankbord.people.models import Member

PAGE = 200


def write_export(file: IO[bytes], *, groups: QuerySet[Group], at: dt.datetime) -> Header:
    """Write groups with what stands in them; who calls answers for who may read them."""
    told = _Told()
    n_messages = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(LINES, "w", force_zip64=True) as out:
            for line in _lines(groups, told):
                for each in (*told.take(), line):
                    out.write(msgspec.json.encode(each) + b"\n")
                n_messages += isinstance(line, NoteLine)
        _write_along(archive, told.places)
        header = Header(FORMAT, VERSION, at, groups.count(), n_messages)
        archive.writestr(HEADER, msgspec.json.encode(header))
    return header


def _write_along(archive: zipfile.ZipFile, places: Mapping[str, int]) -> None:
    """Pictures and files, one by one: what went since its line was written stays out."""
    for place, pk in places.items():
        row = Attachment.objects.filter(pk=pk).only("content").first()
        if row is not None:
            archive.writestr(place, bytes(row.content), zipfile.ZIP_STORED)


class _Told:
    """Who and what was told of already: each once, before the first line that names it.

    `places` are those of pictures and files in the ZIP, each with the number of a row.
    """

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self._known: set[str] = set()
        self._waiting: list[PersonLine | ReactionLine] = []
        self._kinds = kinds_kept()

    def member(self, member: Member) -> str:
        return self._tell(PersonLine(person_id(member.email), member.name))

    def author(self, words: Post | Comment) -> str:
        if words.author:
            return self.member(words.author)
        origin = getattr(words, "origin", None)
        if origin is None or origin.voice is None:
            return ""
        voice = origin.voice
        return self._tell(PersonLine(f"{VOICE}{voice.key}", generator=voice.platform))

    def kind(self, key: str) -> str:
        """The first four every house knows; any other is told of."""
        if key in self._kinds and key not in Reaction.Kind.values:
            kind = self._kinds[key]
            self._tell(ReactionLine(key, kind.emoji, kind.name_en, kind.name_nl))
        return key

    def along(self, rows: Iterable[Attachment]) -> tuple[DocumentPart, ...]:
        return tuple(self._document(each) for each in rows)

    def _document(self, row: Attachment) -> DocumentPart:
        """The same bytes lie in the ZIP once."""
        place = f"{ALONG}{place_of(row)}"
        self.places.setdefault(place, row.pk)
        return DocumentPart(
            url=place,
            media_type=row.kind,
            published=row.attached_at,
            is_picture=row.is_picture,
            name=row.name,
            summary=row.alt,
        )

    def take(self) -> list[PersonLine | ReactionLine]:
        taken, self._waiting = self._waiting, []
        return taken

    def _tell(self, line: PersonLine | ReactionLine) -> str:
        if line.id not in self._known:
            self._known.add(line.id)
            self._waiting.append(line)
        return line.id


def _lines(groups: QuerySet[Group], told: _Told) -> Iterator[Line]:
    for group in groups.select_related("origin").order_by("pk"):
        yield _group_line(group, told)
        for post in _posts(group):
            yield _note_line(post, group, told)
            if not post.is_removed:
                yield from _beside_lines(post, told)
            for comment in post.comments.all():
                yield _answer_line(comment, post, group, told)


def _posts(group: Group) -> Iterator[Post]:
    along = Prefetch("attachments", listed().order_by("pk"))
    comments = Comment.objects.select_related("author", "origin__voice", "parent__origin")
    comments = comments.prefetch_related(along)
    reactions = Reaction.objects.select_related("member").order_by("reacted_at", "pk")
    votes = PollVote.objects.select_related("member").order_by("voted_at", "pk")
    answers = EventAnswer.objects.select_related("member").order_by("answered_at", "pk")
    named = Praised.objects.select_related("member").order_by("pk")
    posts = Post.objects.filter(group=group).select_related(
        "author", "origin__voice", "poll", "event", "praise", "announcement"
    )
    with_all = posts.prefetch_related(
        Prefetch("comments", comments.order_by("pk")),  # what is answered stands above
        Prefetch("reactions", reactions),
        "tags",
        "versions",
        Prefetch("poll__choices__votes", votes),
        Prefetch("event__answers", answers),
        Prefetch("praise__named", named),
        along,
        "attachment_changes",
    )
    return with_all.order_by("created_at", "pk").iterator(chunk_size=PAGE)


def _key_of(thing: Group | Post | Comment) -> str:
    origin = getattr(thing, "origin", None)
    return origin.key if origin else own_key(thing)


def _group_line(group: Group, told: _Told) -> GroupLine:
    inside = Membership.objects.filter(group=group, joined_at__isnull=False)
    return GroupLine(
        id=_key_of(group),
        name=group.name,
        audience=group.kind,  # type: ignore[arg-type]  # one of the three
        published=group.created_at,
        summary=group.description,
        is_moderated=group.is_moderated,
        members=tuple(
            MemberPart(told.member(each.member), each.joined_at or group.created_at, each.is_owner)
            for each in inside.select_related("member").order_by("joined_at", "pk")
        ),
    )


def _note_line(post: Post, group: Group, told: _Told) -> NoteLine:
    line = _words_line(post, group, told)
    return msgspec.structs.replace(
        line,
        is_pinned=post.is_pinned,
        is_question=post.is_question,
        tags=tuple(sorted(each.tag for each in post.tags.all())),
        reactions=tuple(
            ReactionPart(told.kind(each.kind), told.member(each.member), each.reacted_at)
            for each in post.reactions.all()
        ),
        versions=tuple(
            VersionPart(each.text, each.written_at, each.replaced_at)
            for each in post.versions.all()
        ),
        attachment_changes=tuple(
            ChangePart(each.is_picture, each.is_added, each.n, each.changed_at)
            for each in post.attachment_changes.all()
            if not post.is_removed
        ),
    )


def _beside_lines(post: Post, told: _Told) -> Iterator[BesideLine]:
    """What a post asks, sets, praises and announces, where its words stand."""
    if poll := getattr(post, "poll", None):
        yield _question_line(poll, post, told)
    if event := getattr(post, "event", None):
        yield _event_line(event, post, told)
    if praise := getattr(post, "praise", None):
        yield _praise_line(praise, post, told)
    if announcement := getattr(post, "announcement", None):
        yield AnnouncementLine(
            in_reply_to=_key_of(post),
            until=announcement.until_on,
            published=announcement.announced_at,
            is_to_acknowledge=announcement.is_to_acknowledge,
            is_for_all=announcement.is_for_all,
        )


def _event_line(event: Event, post: Post, told: _Told) -> EventLine:
    return EventLine(
        in_reply_to=_key_of(post),
        start_time=event.starts_at,
        end_time=event.ends_at,
        updated=event.changed_at,
        zone=event.zone,
        location=event.place,
        url=event.link,
        sequence=event.sequence,
        is_cancelled=event.is_cancelled,
        answers=tuple(
            ComingPart(told.member(each.member), each.says, each.answered_at)
            for each in event.answers.all()
        ),
    )


def _praise_line(praise: Praise, post: Post, told: _Told) -> PraiseLine:
    """Who took their name out is in no file."""
    named = tuple(told.member(each.member) for each in praise.named.all())
    return PraiseLine(_key_of(post), named)


def _question_line(poll: Poll, post: Post, told: _Told) -> QuestionLine:
    """Of an anonymous poll what was told of it, and nothing else, also while it runs."""
    choices = list(poll.choices.all())
    return QuestionLine(
        in_reply_to=_key_of(post),
        end_time=poll.closes_at,
        closed=poll.counted_at,
        choices=tuple(ChoicePart(each.words, each.n_votes) for each in choices),
        has_several=poll.has_several,
        is_anonymous=poll.is_anonymous,
        shows=poll.shows,
        n_voters=poll.n_voters,
        votes=tuple(
            VotePart(told.member(vote.member), each.place, vote.voted_at)
            for each in choices
            for vote in each.votes.all()
        ),
        told=poll.told,
    )


def _answer_line(comment: Comment, post: Post, group: Group, told: _Told) -> NoteLine:
    return msgspec.structs.replace(
        _words_line(comment, group, told),
        in_reply_to=_key_of(comment.parent or post),
        is_best_answer=comment.pk == post.best_answer_id,
    )


def _words_line(words: Post | Comment, group: Group, told: _Told) -> NoteLine:
    origin = getattr(words, "origin", None)
    return NoteLine(
        id=_key_of(words),
        context=_key_of(group),
        published=words.created_at,
        attributed_to=told.author(words),
        content=words.text,
        updated=words.edited_at,
        deleted=words.removed_at,
        is_taken_down=words.is_taken_down,
        attachments=() if words.is_removed else told.along(words.attachments.all()),
        generator=origin.platform if origin and origin.platform != OURS else "",
    )
