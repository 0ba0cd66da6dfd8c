"""Signing in with SAML at a real SimpleSAMLphp, and every answer that was tampered with."""

import base64
import zlib
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from tests.journeys.providers import forging
from tests.journeys.providers.arriving import is_signed_in, was_refused
from tests.journeys.providers.simplesaml import OTHER, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ANSWERS = "**/account/saml/proefdam-saml/acs/"
NAME = "Sign in with Proefdam SAML"
FORM = """<form method="post" action="{action}"><input name="SAMLResponse" value="{answer}">
<input name="RelayState"><button>Send</button></form>"""


def press(visitor):
    visitor.go("/account/login/")
    visitor.page.get_by_role("link", name=NAME).click()
    visitor.page.wait_for_url("http://127.0.0.1:*/module.php/core/loginuserpass.php?*")


def sign_in_there(page, who="sara"):
    page.locator("[name=username]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def answer_of(request):
    return base64.b64decode(parse_qs(request.post_data)["SAMLResponse"][0]).decode()


def carry(visitor, change):
    """Come back with an answer that was changed on its way, as whoever owns the browser can."""

    def swap(route):
        changed = base64.b64encode(change(answer_of(route.request)).encode()).decode()
        route.continue_(post_data=urlencode({"SAMLResponse": changed, "RelayState": ""}))

    visitor.page.route(ANSWERS, swap)
    press(visitor)
    sign_in_there(visitor.page)


@pytest.mark.parametrize("script", [True, False])
def test_a_colleague_comes_in_with_the_roles_of_her_groups(visit, saml, administrator, script):
    visitor = visit(script=script)
    press(visitor)
    sign_in_there(visitor.page)
    if not script:
        visitor.page.locator("noscript [type=submit]").click()  # some show a second, for script
    visitor.page.wait_for_url(visitor.url + "/")
    visitor.go("/desk/")  # the door of a responder
    row = administrator.row_of("Sara Smit")
    assert "sara@proefdam.example" in row
    assert "Responder" in row


def test_she_is_the_same_person_the_next_time(visit, saml, administrator):
    """SimpleSAMLphp gives her another NameID at each visit, unless somebody changes that."""
    for _ in range(2):
        visitor = visit()
        press(visitor)
        sign_in_there(visitor.page)
        visitor.page.wait_for_url(visitor.url + "/")
        visitor.go("/people/me/")
        assert visitor.page.locator(".badge--good", has_text="linked").count() == 1
    administrator.visitor.go("/people/?q=sara@proefdam.example")
    assert administrator.visitor.page.locator("main tbody tr").count() == 1


@pytest.mark.parametrize("change", forging.CHANGES, ids=lambda change: change.__name__)
def test_a_tampered_answer_is_refused(visit, saml, administrator, change):
    visitor = visit()
    before = administrator.n_refused()
    carry(visitor, change)
    assert was_refused(visitor)
    assert administrator.n_refused() == before + 1


def test_an_answer_that_is_not_changed_comes_in_along_the_same_way(visit, saml):
    visitor = visit()
    carry(visitor, lambda answer: answer)
    visitor.page.wait_for_url(visitor.url + "/")
    assert is_signed_in(visitor)


def test_a_comment_in_an_address_makes_nobody_else_of_her(visit, saml):
    """The signature does not see it, so the reader must not stop at it (CVE-2018-0489)."""
    visitor = visit()
    address = "sara@proefdam.example"
    carry(visitor, lambda answer: answer.replace(address, "sara@<!---->proefdam.example"))
    visitor.page.wait_for_url(visitor.url + "/")
    visitor.go("/people/me/")
    assert address in visitor.page.locator(".page-head").inner_text()


def test_an_answer_for_another_service_is_refused(visit, saml):
    """Rightly signed, to our address and to our own question; only meant for somebody else."""
    visitor = visit()
    visitor.page.route("**/proefdam-saml/login/**", ask_as_another)
    press(visitor)
    with visitor.page.expect_request(ANSWERS) as sent:
        sign_in_there(visitor.page)
    assert OTHER in answer_of(sent.value)
    assert was_refused(visitor)


def ask_as_another(route):
    """The question as we put it, but in the name of another service."""
    answer = route.fetch(max_redirects=0)
    parts = urlsplit(answer.headers["location"])
    query = dict(parse_qsl(parts.query))
    asked = zlib.decompress(base64.b64decode(query["SAMLRequest"]), -15).decode()
    start, end = asked.index("Issuer>") + len("Issuer>"), asked.index("</saml:Issuer>")
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress((asked[:start] + OTHER + asked[end:]).encode()) + packer.flush()
    query["SAMLRequest"] = base64.b64encode(packed).decode()
    there = urlunsplit(parts._replace(query=urlencode(query)))
    route.fulfill(response=answer, headers={**answer.headers, "location": there})


def test_an_answer_works_once_and_in_its_own_browser(visit, saml, administrator):
    visitor, thief = visit(), visit()
    press(visitor)
    with visitor.page.expect_request(ANSWERS) as sent:
        sign_in_there(visitor.page)
    visitor.page.wait_for_url(visitor.url + "/")
    before = administrator.n_refused()
    visitor.page.context.clear_cookies()
    for again in (visitor, thief):
        answer = base64.b64encode(answer_of(sent.value).encode()).decode()
        again.page.set_content(FORM.format(action=sent.value.url, answer=answer))
        again.page.get_by_role("button").click()
        assert was_refused(again)
    assert administrator.n_refused() == before + 2


def test_an_answer_that_nobody_asked_for_is_refused(visit, saml, house):
    """Whoever signs in at the provider first can send a victim there; it leads nowhere here."""
    visitor = visit()
    service = f"{house.url}/account/saml/proefdam-saml/metadata/"
    query = urlencode({"spentityid": service})
    visitor.page.goto(f"{saml.url}/saml2/idp/SSOService.php?{query}")
    sign_in_there(visitor.page)
    assert was_refused(visitor)


def test_a_stranger_stays_outside(visit, saml):
    visitor = visit(language="nl")
    visitor.go("/account/login/")
    visitor.page.get_by_role("link", name="Proefdam SAML").click()
    sign_in_there(visitor.page, "rik")
    visitor.page.get_by_role("heading", name="Zo kun je niet naar binnen").wait_for()
    visitor.expect_refusal(403)
    assert not is_signed_in(visitor)
