"""Read editions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.newsletters.models import Delivery, Edition, Item, Subscription
from klankbord.ambassadors.newsletters.reasons import reasons_in_words
from klankbord.people.models import Member, Role

FEWEST_PEOPLE = 5  # a figure about fewer colleagues would be a figure about somebody
FIRST_PERIOD = dt.timedelta(days=28)
PAGE = 20


@dataclass(frozen=True)
class ItemCard:
    """One item with its reasons in the reader's language."""

    item: Item
    reasons: Sequence[str]
    is_withheld: bool


@dataclass(frozen=True)
class Progress:
    """How far an edition is sent."""

    n_all: int
    n_done: int
    n_refused: int

    @property
    def n_left(self) -> int:
        """How many letters still have to go."""
        return self.n_all - self.n_done


@dataclass(frozen=True)
class NewsletterFigures:
    """What the Plan shows; recipients are None when they are fewer than five."""

    n_sent: int
    n_drafts: int
    last_sent_at: dt.datetime | None
    n_recipients_last: int | None


def is_editor(member: Member) -> bool:
    """Whether a member may prepare and send editions."""
    return member.has_role(Role.MANAGER, Role.APPROVER)


def editions_for(member: Member, *, before: int | None = None) -> QuerySet[Edition]:
    """List editions, newest first: editors see drafts, everybody what was sent."""
    editions = Edition.objects.all()
    if not is_editor(member):
        editions = editions.filter(state=Edition.State.SENT)
    last = editions.filter(pk=before).first() if before else None
    if last:
        older = Q(created_at__lt=last.created_at)
        editions = editions.filter(older | Q(created_at=last.created_at, pk__lt=last.pk))
    return editions.order_by("-created_at", "-pk")


def period_start(*, at: dt.datetime) -> dt.datetime:
    """Where the next edition begins: at the end of the last one, at most four weeks back."""
    last = Edition.objects.exclude(state=Edition.State.DRAFT).order_by("-period_until").first()
    return max(last.period_until, at - FIRST_PERIOD) if last else at - FIRST_PERIOD


def item_cards(edition: Edition) -> list[ItemCard]:
    """List the items of an edition with their reasons."""
    items = edition.items.select_related("post__author", "post__group")
    return [ItemCard(item, reasons_in_words(item.reasons), is_withheld(item)) for item in items]


def items_shown(edition: Edition) -> list[Item]:
    """List what readers see: what the editor included and every colleague may still read."""
    items = edition.items.filter(is_included=True)
    with_names = items.select_related("post__author", "post__group")
    return [item for item in with_names if not is_withheld(item)]


def is_withheld(item: Item) -> bool:
    """Whether the words may no longer be shown: taken back, or behind a closed door by now."""
    post = item.post
    return post is None or post.is_removed or post.group.kind != Group.Kind.OPEN


def recipients() -> QuerySet[Member]:
    """Find the members who get the newsletter by mail."""
    return Member.objects.filter(is_active=True).exclude(newsletter_subscription__is_on=False)


def is_subscribed(member: Member) -> bool:
    """Whether a member gets the newsletter by mail."""
    return not Subscription.objects.filter(member=member, is_on=False).exists()


def sending_progress(edition: Edition) -> Progress:
    """Count how far an edition is sent."""
    left = [Delivery.State.WAITING, Delivery.State.CLAIMED]
    counted = Delivery.objects.filter(edition=edition).aggregate(
        n_all=Count("pk"),
        n_done=Count("pk", filter=~Q(state__in=left)),
        n_refused=Count("pk", filter=Q(state=Delivery.State.REFUSED)),
    )
    return Progress(**counted)


def newsletter_figures(*, at: dt.datetime) -> NewsletterFigures:
    """Count for the Plan."""
    sent = Edition.objects.filter(state=Edition.State.SENT, sent_at__lte=at)
    last = sent.order_by("-sent_at").first()
    n_recipients = last.deliveries.filter(state=Delivery.State.SENT).count() if last else 0
    return NewsletterFigures(
        n_sent=sent.count(),
        n_drafts=Edition.objects.filter(state=Edition.State.DRAFT).count(),
        last_sent_at=last.sent_at if last else None,
        n_recipients_last=n_recipients if n_recipients >= FEWEST_PEOPLE else None,
    )
