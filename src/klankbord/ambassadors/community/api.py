"""The community over the API: the reader's own groups, with the reader's own rights."""

import datetime as dt
from typing import Annotated

from django.urls import reverse
from django.utils import timezone
from ninja import Field, Query, Schema
from ninja.errors import HttpError

from klankbord.ambassadors.community import queries
from klankbord.ambassadors.community.actions import NotInGroup
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.audience import polls_readable
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.polls.actions import (
    ChoiceUnknown,
    NotByName,
    PollOver,
    change_vote,
)
from klankbord.ambassadors.community.polls.declarations import VOTES
from klankbord.ambassadors.community.polls.models import MOST
from klankbord.ambassadors.community.polls.queries import PollShown, polls_among
from klankbord.ambassadors.community.reactions.queries import ReactionButton, kinds_on_offer
from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.routers import Router
from klankbord.trust.register import declares, no_personal_data

router = Router(tags=["community"])


class AttachmentOut(Schema):
    """A picture or file that goes along; `address` asks for the same rights again."""

    kind: str
    alt: str
    name: str
    n_bytes: int
    address: str


class OccasionOut(Schema):
    """When and where what a post tells of is."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    place: str
    link: str
    is_cancelled: bool


class PollChoiceOut(Schema):
    """One choice; `n_votes` and `percent` are empty where nothing may be seen yet.

    Of an anonymous poll `percent` is rounded, `figure` says how, and there is no number of votes.
    """

    place: int
    words: str
    is_mine: bool
    n_votes: int | None
    percent: int | None
    figure: str


class PollOut(Schema):
    """What a post asks, as you may see it."""

    is_anonymous: bool
    has_several: bool
    closes_at: dt.datetime
    is_over: bool
    shows: str
    n_voters: int | None
    choices: list[PollChoiceOut]


class PollVoteIn(Schema):
    """The places of what you choose by name; nothing takes your vote back."""

    places: list[Annotated[int, Field(ge=0, lt=MOST)]] = Field(max_length=MOST)


class ReactionKindOut(Schema):
    """A reaction that one can give, and what it says."""

    kind: str
    emoji: str
    name_en: str
    name_nl: str


class ReactionOut(Schema):
    """How often one kind of reaction was given at a post, and whether by the reader."""

    kind: str
    emoji: str
    name: str
    n_given: int
    is_mine: bool


class PreviewOut(Schema):
    """What the page says of itself that a post links to first."""

    address: str
    site: str
    title: str
    about: str


class PostOut(Schema):
    """A post in the feed."""

    id: int
    group: str
    author: str | None
    is_by_guest: bool
    text: str
    created_at: dt.datetime
    n_comments: int
    is_question: bool
    is_answered: bool
    announced_until: dt.date | None
    event: OccasionOut | None
    poll: PollOut | None
    praised: list[str]
    tags: list[str]
    reactions: list[ReactionOut]
    attachments: list[AttachmentOut]
    preview: PreviewOut | None


class FeedOut(Schema):
    """A page of the feed; ask again with `before` for older posts."""

    posts: list[PostOut]
    before: int | None


class FeedPage(Schema):
    """Which page."""

    before: int | None = Field(None, ge=0, le=2**63 - 1)


@router.get("/feed", response=FeedOut, url_name="community-feed")
@allow_members
@declares(WORDS, VOTES)
def community_feed(request: MemberRequest, page: Query[FeedPage]) -> FeedOut:
    """What was said in my groups, newest first."""
    shown = queries.post_page(request.user, before=page.before)
    posts = [
        PostOut(
            id=card.post.pk,
            group=card.post.group.name,
            author=card.post.author.name if card.post.author else None,
            is_by_guest=card.post.author is not None and card.post.author.is_guest,
            text=card.post.text,
            created_at=card.post.created_at,
            n_comments=card.n_comments,
            is_question=card.post.is_question,
            is_answered=card.post.best_answer_id is not None,
            praised=list(card.praised.names) if card.praised else [],
            poll=_poll(card.poll) if card.poll else None,
            event=OccasionOut.from_orm(card.event) if card.event else None,
            announced_until=card.announcement.until_on if card.announcement else None,
            tags=list(card.tags),
            reactions=[_given(each) for each in card.reactions if each.n_given],
            attachments=[_shown(each) for each in card.along],
            preview=PreviewOut.from_orm(card.preview) if card.preview else None,
        )
        for card in shown.cards
    ]
    return FeedOut(posts=posts, before=shown.before)


@router.post("/polls/{int:pk}/vote", response=PollOut, url_name="community-poll-vote")
@allow_members
@declares(VOTES)
def community_poll_vote(request: MemberRequest, pk: int, given: PollVoteIn) -> PollOut:
    """Vote by name in one of my groups, otherwise than before, or not any more.

    An anonymous poll is voted in by a browser: nothing that knows who you are may take it.
    """
    poll = polls_readable(request.user).select_related("post").filter(pk=pk).first()
    if poll is None:
        raise HttpError(404, "There is no such poll.")
    try:
        change_vote(poll=poll, places=given.places, by=request.user, at=timezone.now())
    except NotInGroup as refusal:
        raise HttpError(403, "Join the group to vote.") from refusal
    except NotByName as refusal:
        raise HttpError(409, "It is anonymous: only a browser votes.") from refusal
    except PollOver as refusal:
        raise HttpError(409, "It is closed.") from refusal
    except ChoiceUnknown as refusal:
        raise HttpError(422, "Choose what is there, and one thing where one is asked.") from refusal
    return _poll(polls_among([poll.post], request.user)[pk])


def _poll(shown: PollShown) -> PollOut:
    poll = shown.poll
    return PollOut(
        is_anonymous=poll.is_anonymous,
        has_several=poll.has_several,
        closes_at=poll.closes_at,
        is_over=shown.is_over,
        shows=poll.shows,
        n_voters=shown.n_voters,
        choices=[
            PollChoiceOut(
                place=each.place,
                words=each.words,
                is_mine=each.is_mine,
                n_votes=each.n_votes,
                percent=each.percent if shown.is_shown else None,
                figure=each.figure,
            )
            for each in shown.choices
        ],
    )


@router.get("/reactions", response=list[ReactionKindOut], url_name="community-reactions")
@allow_members
@no_personal_data("Which signs there are, and what they say; nothing of who gave one")
def community_reactions(request: MemberRequest) -> list[ReactionKindOut]:  # noqa: ARG001  # the same for all
    """Which reactions one can give here, in their order."""
    return [
        ReactionKindOut(kind=kind.key, emoji=kind.emoji, name_en=kind.name_en, name_nl=kind.name_nl)
        for kind in kinds_on_offer()
    ]


def _given(button: ReactionButton) -> ReactionOut:
    return ReactionOut(
        kind=button.kind.key,
        emoji=button.kind.emoji,
        name=button.kind.name,
        n_given=button.n_given,
        is_mine=button.is_mine,
    )


def _shown(row: Attachment) -> AttachmentOut:
    return AttachmentOut(
        kind=row.kind,
        alt=row.alt,
        name=row.name,
        n_bytes=row.n_bytes,
        address=reverse("community:attachment-open", args=[row.pk]),
    )
