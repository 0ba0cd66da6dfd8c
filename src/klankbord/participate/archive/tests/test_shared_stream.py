"""Sources that share one wire, as those of X do: each is live, and each tells its own gap."""

import datetime as dt

import pytest
from django.utils import timezone

from klankbord.connectors.x.client import PLACE, XConnector
from klankbord.connectors.x.tests.api import SEARCH, TOKEN
from klankbord.connectors.x.tests.conftest import api, client, site
from klankbord.connectors.x.tests.test_streaming import ELS_SAYS, TUNNEL, WORDS, say
from klankbord.participate.listening import streaming
from klankbord.participate.listening.actions import pause_source
from klankbord.participate.listening.models import Gap, Source
from klankbord.trust.vault.actions import keep_secret

from .test_streaming import is_live, kept, switched_on, texts, until

__all__ = ["api", "client", "say", "site"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sources(organisation, api, site, settings, monkeypatch) -> list[Source]:
    settings.OPEN_NETWORKS = ("127.0.0.0/8", "::1/128")
    monkeypatch.setattr(streaming, "RENEW", dt.timedelta(seconds=0.2))
    monkeypatch.setattr(streaming, "FIRST_PAUSE", 0.2)
    connector = XConnector(site.url)
    monkeypatch.setattr(streaming, "streamers", lambda: {"x": connector})
    now = timezone.now()
    keep_secret(name=f"connector:x:{PLACE}", value=TOKEN, at=now, actor="member:1")
    return [
        Source.objects.create(connector="x", target=target, host=PLACE, name=target, created_at=now)
        for target in (SEARCH, TUNNEL, ELS_SAYS)
    ]


def test_all_are_live_on_one_wire_and_a_post_for_two_is_kept_once(sources, say, api):
    with switched_on():
        until(lambda: all(map(is_live, sources)))
        say("brug en tunnel", WORDS, "tunnel")
        say("van els", "from:els")
        until(lambda: sorted(texts()) == ["brug en tunnel", "brug en tunnel", "van els"])
        assert (api.n_opened, len(api.wires)) == (1, 1)
    assert kept() == ["brug en tunnel", "van els"]
    assert not Gap.objects.exists()


def test_a_cut_is_a_gap_for_each_and_nothing_said_in_it_is_lost(sources, say, api):
    with switched_on():
        until(lambda: all(map(is_live, sources)))
        api.cut()
        until(lambda: Gap.objects.values("source").distinct().count() == len(sources))
        say("tijdens", "a rule of nobody")
        until(lambda: "tijdens" in texts())
        until(lambda: api.wires)
        say("na")
        until(lambda: "na" in texts())
        until(lambda: not Gap.objects.filter(until_at=None).exists())
    assert kept() == ["na", "tijdens"]


def test_who_leads_may_be_paused_and_the_others_stay_live(sources, say, api):
    with switched_on() as board:
        until(lambda: all(map(is_live, sources)))
        for paused in sources[:2]:
            pause_source(source=paused, at=timezone.now(), actor="member:1")
        until(lambda: set(board._lines) == {sources[2].pk})
        say("van els", "from:els")
        until(lambda: "van els" in texts())
        assert is_live(sources[2])
    assert not Gap.objects.filter(source=sources[2]).exists()
