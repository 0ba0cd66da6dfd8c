"""The desk answers a comment where it stands, also when only its copy in the case is left."""

import pytest

from klankbord.connectors.facebook import client as facebook
from klankbord.connectors.facebook.tests.test_facebook import ADDRESS, TOKEN, US, api
from klankbord.connectors.tests.conftest import site
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.accounts import connect_account
from klankbord.participate.listening.fetching import fetch
from klankbord.participate.listening.models import Delivery, Source
from klankbord.reputation.desk import opening, sending
from klankbord.reputation.desk.models import CaseMessage, Channel, Reply
from klankbord.reputation.desk.replying import draft_reply
from klankbord.reputation.desk.sending import deliver_reply, send_reply

__all__ = ["api", "site"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("peer_may_be_reached")]


@pytest.fixture
def page(site, api, at, monkeypatch):
    """A page with a post, a comment, and an answer below that, all of which we heard."""
    api.comment(next(iter(api.said)), "Ja, hoe lang?")
    monkeypatch.setattr(facebook.CONNECTOR, "_api", site.url)
    connect_account(connector="facebook", place=ADDRESS, secret=TOKEN, at=at, actor="test")
    source = Source.objects.create(connector="facebook", target=ADDRESS, name="Page", created_at=at)
    fetch(source=source, now=at)
    keep_delivery(delivery_id=Delivery.objects.get().pk, at=at)
    return api


def case_of(mention, responder, at):
    message = opening.message_of(mention)
    return opening.open_case(
        by=responder, at=at, title="Brug", channel=Channel.MENTION, message=message
    ).case


@pytest.mark.parametrize(
    ("answered", "asked", "is_kept"),
    [
        (f"{US}_1", f"{US}_1", True),
        (f"{US}_1", f"{US}_1", False),
        (f"{US}_1_2", "1_2", True),
        (f"{US}_1_2", "1_2", False),
        (f"{US}_1_3", "1_2", True),
    ],
)
def test_a_comment_on_our_page_is_answered(page, site, responder, at, answered, asked, is_kept):
    case = case_of(Mention.objects.get(external_id=answered), responder, at)
    if not is_kept:
        CaseMessage.objects.update(mention=None)  # the archive keeps for so long
    reply = draft_reply(case=case, by=responder, at=at, text="Tot zondag. Groet, Noor").reply
    send_reply(reply=reply, by=responder, at=at)
    deliver_reply(reply_id=reply.pk, at=at)
    reply.refresh_from_db()
    assert (reply.status, reply.refusal) == (Reply.Status.SENT, "")
    (posted,) = [address for method, address, _, _ in site.sent if method == "POST"]
    assert posted == f"{site.url}/{asked}/comments"
    assert page.said[reply.sent_id]["top"] == f"{US}_1"


def test_a_connector_is_told_where_what_it_answers_stands(make_mention, case, responder, at):
    """Of these connectors read: thread (Matrix), repost (Bluesky), subject (mail)."""
    message = case.messages.get()
    assert (sending._post_of(message).thread, sending._post_of(message).title) == ("", "")
    Mention.objects.update(thread="5", in_reply_to="mastodon:4", repost_of="3")
    CaseMessage.objects.update(title="Pool")
    post = sending._post_of(CaseMessage.objects.get(pk=message.pk))
    assert (post.thread, post.in_reply_to) == ("mastodon:5", "mastodon:4")
    assert (post.repost_of, post.title) == ("mastodon:3", "Pool")
