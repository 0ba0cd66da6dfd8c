"""Visit the pages that posts link to: through the guarded client, into no own network.

A page is read once, as it is given: no script runs, no picture is fetched, no `refresh` followed.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings

from klankbord.ambassadors.community.previews.actions import claim_visit, give_up, keep_card
from klankbord.ambassadors.community.previews.models import SITE_LENGTH, LinkPreview
from klankbord.ambassadors.community.previews.queries import previews_due
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reasons import ConnectorRefused
from klankbord.core.text.page_card import PageCard, page_card

MOST_BYTES = 2_000_000
MOST_SECONDS = 8.0
MOST_REDIRECTS = 3
AT_ONCE = 5
"""Pages in one run: a slow one keeps other work of the house waiting."""
_SERVER_FAULT = 500
_ASKED = {"Accept": "text/html, application/xhtml+xml;q=0.9"}


def visit_pages(*, clock: Callable[[], dt.datetime]) -> Iterator[LinkPreview]:
    """Visit what is due, one after the other, and keep what each page says of itself."""
    due = list(previews_due(at=clock())[:AT_ONCE])
    if not due:
        return
    with GuardedClient(
        allowed_networks=settings.PREVIEW_NETWORKS,
        max_bytes=MOST_BYTES,
        max_seconds=MOST_SECONDS,
        max_redirects=MOST_REDIRECTS,
    ) as http:
        for preview in due:
            if claim_visit(preview, at=clock()):
                _visit(preview, http, now=clock())
                yield preview


def _visit(preview: LinkPreview, http: GuardedClient, *, now: dt.datetime) -> None:
    try:
        answer = http.get(preview.address, headers=_ASKED).require_success(now)
    except ConnectorRefused as refusal:
        give_up(preview, is_for_good=refusal.permanent or _is_answer(refusal))
        return
    card: PageCard | None = page_card(answer.body, answer.headers.get("content-type", ""))
    # What the page calls itself could be the name of somebody else: where it lies cannot.
    keep_card(preview, card, site=_site(answer.url))


def _is_answer(refusal: ConnectorRefused) -> bool:
    """Whether the page said that it is not to be had, rather than that it cannot be had now."""
    status = refusal.values.get("status")
    return isinstance(status, int) and status < _SERVER_FAULT


def _site(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return host.removeprefix("www.")[:SITE_LENGTH]
