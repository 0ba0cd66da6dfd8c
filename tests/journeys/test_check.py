"""Can I post this?, in a browser: by hand, by the bookmark, without script; it keeps nothing."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MARKER = "zqmarker5581"
STORED = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, await indexedDB.databases(), await caches.keys(),
  location.href, document.cookie, history.state, performance.getEntries().map(e => e.name),
])"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_post_is_looked_at_and_forgotten(visit_as, script):
    visitor = visit_as("employee", script=script)
    page = visitor.page
    visitor.go(f"/guidelines/check/#{MARKER}")
    field = page.locator("textarea[name=text]")
    assert field.input_value() == (MARKER if script else "")
    field.fill(f"{MARKER}: BSN 123456782")
    page.locator("form[action$='/check/'] button[type=submit]").click()
    page.locator(".answer--red").wait_for()
    assert page.locator(".answer__item").count() == 1
    assert page.locator(".answer mark").inner_text() == "123456782"
    if script:
        assert MARKER not in page.evaluate(STORED)
    assert MARKER not in str(page.context.cookies())
    assert MARKER not in str(page.context.storage_state())
    page.locator(".answer__item a").first.click()
    page.locator("[id^=clause-]").first.wait_for()
