"""Read which pages are to be visited, and which cards are shown."""

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.community.previews.models import MOST_VISITS, LinkPreview


def previews_due(*, at: dt.datetime) -> QuerySet[LinkPreview]:
    """Find what waits for a visit, of posts that stand; nothing where the house wants no cards."""
    if not settings.LINK_PREVIEWS:
        return LinkPreview.objects.none()
    waiting = LinkPreview.objects.filter(
        state=LinkPreview.State.WAITING, due_at__lte=at, n_visits__lt=MOST_VISITS
    )
    return waiting.filter(post__removed_at=None).order_by("due_at", "pk")


def preview_shown(post: Post) -> LinkPreview | None:
    """Find the card of a post that came with it; None where there is nothing to see."""
    preview = getattr(post, "preview", None)
    is_seen = settings.LINK_PREVIEWS and preview is not None and preview.is_shown
    return preview if is_seen and not post.is_removed else None
