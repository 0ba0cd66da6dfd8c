"""The voter's module in a real browser, under the strict policy, against the real server part."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.utils import timezone

from klankbord.trust import ballots
from klankbord.trust.ballots import actions
from klankbord.trust.ballots.models import Ballot
from tests.journeys import ballot_pages as pages

VECTOR = Path(ballots.__file__).parent / "tests" / "rfc9474_a1.json"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.ballot_pages"),
]

AFTER_THE_RFC = """async (vector) => {
  const ballot = await import("/static/trust/ballot.js");
  const key = ballot.publicKey(vector);
  const prepared = ballot.unhex(vector.input_msg);
  const { blinded, unveil } = await ballot.blind(
    key, prepared, ballot.unhex(vector.salt), BigInt("0x" + vector.inv));
  const signed = ballot.unhex(vector.blind_sig);
  const signature = await ballot.finalize(key, prepared, signed, unveil);
  signed[7] ^= 1;
  const refused = await ballot.finalize(key, prepared, signed, unveil).catch(String);
  return { blinded: ballot.hex(blinded), signature: ballot.hex(signature), refused };
}"""
VOTE = """async () => {
  const ballot = await import("/static/trust/ballot.js");
  const offer = await (await fetch("/offer")).json();
  const token = await ballot.fetchToken("/token", offer);
  const again = await ballot.fetchToken("/token", offer);
  const receipt = await ballot.castBallot("/cast", token, "no");
  return { receipt, isSame: token.signature === again.signature };
}"""


@pytest.fixture
def page(live_server, browser):
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": "me", "url": live_server.url}])
    opened = context.new_page()
    answer = opened.goto(live_server.url.replace("127.0.0.1", "localhost") + "/")
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    yield opened
    context.close()


def test_the_browser_gives_what_the_rfc_gives(page):
    vector = json.loads(VECTOR.read_text(encoding="utf-8"))
    found = page.evaluate(AFTER_THE_RFC, vector)
    assert found["blinded"] == vector["blinded_msg"]
    assert found["signature"] == vector["sig"]
    assert "signature-wrong" in found["refused"]


def test_a_vote_from_the_browser_is_counted_and_says_nothing_of_the_voter(page):
    pages.SEEN.clear()
    at = timezone.now()
    round_ = actions.open_round(
        subject="poll:1",
        options=["yes", "no"],
        n_entitled=1,
        opens_at=at,
        closes_at=at + dt.timedelta(hours=1),
        by="member:1",
        at=at,
    )
    page.context.add_cookies([{"name": "sessionid", "value": "me", "url": page.url}])
    voted = page.evaluate(VOTE)
    ballot = Ballot.objects.get()
    assert (ballot.round_id, ballot.choice) == (round_.pk, "no")
    assert voted["receipt"] == {"hash": ballot.token_hash, "commitment": ballot.commitment}
    assert voted["isSame"]
    (headers,) = pages.SEEN
    assert "Cookie" not in headers
    assert "Referer" not in headers
