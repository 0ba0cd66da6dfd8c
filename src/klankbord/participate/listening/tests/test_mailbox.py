"""A mailbox whose wire is cut in the middle of a letter: the source says so, and misses nothing."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from klankbord.connectors.mail.tests import conftest as post_office
from klankbord.connectors.mail.tests.conftest import account, imap_port, office
from klankbord.connectors.tests.relay import Relay
from klankbord.participate.listening.accounts import connect_account
from klankbord.participate.listening.fetching import fetch
from klankbord.participate.listening.models import Delivery, Source

__all__ = ["account", "imap_port", "office"]
pytestmark = [
    pytest.mark.django_db,
    # The wire does not leave the machine.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]


@pytest.fixture
def wire(office):
    relay = Relay(f"http://127.0.0.1:{office.imap_port}")
    yield relay
    relay.close()


@pytest.fixture
def source(settings, organisation, now, account, wire) -> Source:
    settings.OPEN_NETWORKS = ("127.0.0.0/8",)
    place = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{wire.port}", account, count=1)
    connect_account(
        connector="mail", place=place, secret=post_office.PASSWORD, at=now, actor="test"
    )
    return Source.objects.create(
        connector="mail", target=post_office.TARGET, name="Webcare", created_at=now, next_run_at=now
    )


def test_a_cut_is_told_on_the_page_and_everything_comes_once(
    office, wire, source, client_of, owner, now
):
    fetch(source=source, now=now)
    source.refresh_from_db()
    for text in ("Eerste", "Tweede", "Derde"):
        office.put(post_office.letter(text).as_bytes())
    wire.cut_before(b"Tweede")
    fetch(source=source, now=now + dt.timedelta(hours=1))
    source.refresh_from_db()
    assert (source.n_failures, source.last_error) == (1, "connection-failed")
    gap = source.gaps.get()
    assert (gap.from_at, gap.until_at, gap.reason) == (now, None, "connection-failed")
    page = client_of(owner).get(reverse("listening:source-detail", args=[source.pk])).text
    assert "127.0.0.1 did not answer. We keep trying." in page
    assert post_office.PASSWORD not in page
    assert not Delivery.objects.exists()

    wire.mend()
    for hour in (2, 3):
        fetch(source=source, now=now + dt.timedelta(hours=hour))
        source.refresh_from_db()
    assert Delivery.objects.get().n_posts == 3
    assert (source.n_failures, source.last_error) == (0, "")
    assert source.gaps.get().until_at == now + dt.timedelta(hours=2)
