"""Whether somebody is in, or was kept out as they should be."""

from tests.journeys.conftest import Visitor


def is_signed_in(visitor: Visitor) -> bool:
    visitor.page.goto(visitor.url + "/people/me/")
    return "/account/login/" not in visitor.page.url


def refused(visitor: Visitor, address: str) -> bool:
    """Go there, read the page that says what happened, and look whether the door stayed shut."""
    visitor.page.goto(address)
    return was_refused(visitor)


def was_refused(visitor: Visitor) -> bool:
    visitor.page.get_by_role("heading", name="Signing in did not work").wait_for()
    visitor.expect_refusal(401)
    return not is_signed_in(visitor)
