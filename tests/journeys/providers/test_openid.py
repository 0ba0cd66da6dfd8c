"""Signing in with OpenID Connect: a real provider, a real browser, and somebody who cheats."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from tests.journeys.providers.arriving import is_signed_in, refused

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
PROVIDER = "http://127.0.0.1:*/oauth2/authorize?*"


def press(visitor, place="both", path="/account/login/"):
    visitor.go(path)
    visitor.page.get_by_role("link", name=f"Sign in with Proefdam {place}").click()
    visitor.page.wait_for_url(PROVIDER)


def choose(page, who):
    page.get_by_role("button", name=who, exact=True).click()


def way_back(visitor, who="ada"):
    """Sign in at the provider, and keep the address of the way back instead of going there."""
    kept = []

    def keep(route):
        kept.append(route.fetch(max_redirects=0).headers["location"])
        route.fulfill(body="The way back is kept")

    press(visitor)
    visitor.page.route(PROVIDER, keep)
    choose(visitor.page, who)
    visitor.page.get_by_text("The way back is kept").wait_for()
    visitor.page.unroute(PROVIDER)
    return kept[0]


def changed(address, **values):
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), **values}
    return urlunsplit(parts._replace(query=urlencode(query)))


@pytest.mark.parametrize("place", ["both", "id_token", "userinfo"])
def test_a_colleague_comes_in_with_the_roles_of_her_groups(visit, openid, administrator, place):
    visitor = visit()
    press(visitor, place)
    choose(visitor.page, "ada")
    visitor.page.wait_for_url(visitor.url + "/")
    visitor.go("/desk/")  # the door of a responder, which no plain employee opens
    row = administrator.row_of("Ada de Vries")
    assert "ada@proefdam.example" in row
    assert "Responder" in row


def test_signing_in_leads_on_to_what_was_asked_for(visit, openid):
    visitor = visit()
    press(visitor, path="/community/")
    choose(visitor.page, "ada")
    visitor.page.wait_for_url(visitor.url + "/community/")


def test_signing_in_does_not_lead_out_of_the_house(visit, openid):
    visitor = visit()
    press(visitor, path="/account/login/?next=https://evil.example/")
    choose(visitor.page, "ada")
    visitor.page.wait_for_url(visitor.url + "/")


def test_a_code_works_once(visit, openid, administrator):
    visitor, thief = visit(), visit()
    back = way_back(visitor)
    visitor.page.goto(back)
    visitor.page.wait_for_url(visitor.url + "/")
    before = administrator.n_refused()
    assert refused(thief, back)
    visitor.page.context.clear_cookies()
    assert refused(visitor, back)
    assert administrator.n_refused() == before + 2


def test_a_code_is_worth_nothing_in_another_browser(visit, openid):
    """Nobody is signed in as somebody else by a link that is sent to them."""
    visitor, victim = visit(), visit()
    back = way_back(visitor)
    assert refused(victim, back)
    press(victim)  # even if they are on their way to the provider themselves
    assert refused(victim, back)


def test_a_code_goes_with_its_own_state(visit, openid):
    visitor = visit()
    back = way_back(visitor)
    assert refused(visitor, changed(back, state="x" * 16))
    assert refused(visitor, changed(back, code="x" * 48))


def test_who_stops_at_the_provider_is_told_so(visit, openid):
    visitor = visit()
    press(visitor)
    visitor.page.get_by_role("button", name="Deny").click()
    visitor.page.get_by_role("heading", name="You did not sign in").wait_for()
    assert not is_signed_in(visitor)


def test_a_stranger_stays_outside(visit, openid, administrator):
    visitor = visit(language="nl")
    before = administrator.n_refused()
    visitor.go("/account/login/")
    visitor.page.get_by_role("link", name="Proefdam both").click()
    choose(visitor.page, "eve")
    visitor.page.get_by_role("heading", name="Zo kun je niet naar binnen").wait_for()
    visitor.expect_refusal(403)
    assert not is_signed_in(visitor)
    assert administrator.n_refused() == before + 1
