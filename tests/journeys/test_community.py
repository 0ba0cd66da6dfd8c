"""The community as each lives in it: a colleague, an owner, a moderator, a guest.

One walk for each, in a browser of their own; what comes new in the community is a step in a walk.
"""

import re
from itertools import count

import pytest

from tests.journeys.conftest import PHONE
from tests.journeys.newcomers import PASSWORD, speak

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
WRITE = "form[action$='/community/posts/new/']"
ANSWER = "form.card[action$='/comments/']"
NUMBERS = count(1)


def press(page, target):
    """What loads another page is waited for."""
    with page.expect_navigation():
        (page.locator(target).first if isinstance(target, str) else target).click()


def fill_in(page, form, text):
    """Write in a form of the page and send it."""
    page.locator(f"{form} textarea").first.fill(text)
    press(page, f"{form} button[type=submit]")


def new_group(owner, kind, *, is_moderated=False):
    """The address of a group that the manager just made."""
    owner.go("/community/groups/new/")
    page = owner.page
    page.locator("[name=name]").fill(f"Walk {next(NUMBERS)}")
    page.locator(f"[name=kind][value={kind}]").check()
    if is_moderated:
        page.locator("[name=is_moderated]").check()
    press(page, "main form .button--primary")
    return page.url.removeprefix(owner.url)


def place(visitor):
    """Where they are now, as an address in the house."""
    return visitor.page.url.removeprefix(visitor.url).partition("#")[0]


def said_on(visitor):
    return visitor.page.locator("main").inner_text()


def is_wide_enough(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_colleague_writes_asks_answers_and_finds(colleague):
    employee = colleague()
    page = employee.page
    employee.go("/community/")
    name = name_somebody(page)
    page.locator(f"{WRITE} [name=text]").press_sequentially("where is the #Walkplan1?")
    page.locator(f"{WRITE} [name=is_question]").check()
    press(page, f"{WRITE} .button--primary")
    mine = place(employee)
    assert f"@{name} where" in said_on(employee)
    fill_in(page, ANSWER, "In the drawer.")
    press(page, "form[action$='/best/'] button")
    assert page.locator("main .notice--good").count() == 1
    press(page, "a[href$='/edit/']")
    fill_in(page, "main form", f"@{name} where is the #Walkplan1, please?")
    press(page, "a[href$='/history/']")
    assert page.locator("main ins").count() > 0
    employee.go("/community/search/?q=%23Walkplan1")
    press(page, page.locator("main .post__foot a").first)
    assert place(employee) == mine
    read_and_react(employee)
    employee.go(mine)
    press(page, "main .actions a[href$='/remove/']")
    press(page, "main form button[type=submit]")
    employee.go("/community/search/?q=%23Walkplan1")
    assert page.locator("article.post").count() == 0
    choose_mail(employee)


def name_somebody(page):
    """With the arrows and Enter, out of the list under the @; Escape puts it away."""
    field = page.locator(f"{WRITE} [name=text]")
    field.press_sequentially("@a")
    names = page.locator("#mention-names")
    names.wait_for()
    field.press("Escape")
    assert names.is_hidden()
    field.press_sequentially("n")
    names.wait_for()
    field.press("ArrowDown")
    chosen = names.locator("[aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert page.locator("#mention-said").inner_text()
    name = chosen.get_attribute("data-name")
    field.press("Enter")
    assert field.input_value() == f"@{name} "
    return name


def read_and_react(visitor):
    """At somebody else's post; a reaction needs no other page."""
    page = visitor.page
    visitor.go("/community/")
    button = page.locator("article.post").nth(2).locator("form[action$='/react/'] button").first
    before = button.get_attribute("aria-pressed")
    other = "false" if before == "true" else "true"
    name = button.get_attribute("id")
    button.click()
    page.locator(f"#{name}[aria-pressed={other}]").wait_for()


def choose_mail(visitor):
    page = visitor.page
    visitor.go("/community/notifications/")
    assert page.locator("main h1").count() == 1
    visitor.go("/community/notifications/mail/")
    page.locator("[name=digest]").last.check()
    press(page, "main form .button--primary")
    assert page.locator("[name=digest]").last.is_checked()


def test_an_owner_keeps_a_group_and_moderates_it(visit_as, colleague):
    owner, employee = visit_as("manager"), colleague()
    host, guest = owner.page, employee.page
    group = new_group(owner, "closed", is_moderated=True)
    employee.go("/community/groups/")
    press(guest, f"form[action='{group}join/'] button")
    owner.go(f"{group}people/")
    press(host, "form[action$='/accept/'] button")
    employee.go(group)
    fill_in(guest, WRITE, "May this stand?")
    waiting = place(employee)
    owner.go("/community/reviews/")
    mine = host.locator("li.card", has_text="May this stand?")
    press(host, mine.locator("button[value='1']"))
    employee.go(waiting)
    press(guest, "main .actions a")
    post = place(employee)
    owner.go(post)
    press(host, "form[action$='/pin/'] button")
    assert host.locator("article.post .badge--info").count() == 2  # on top, and in its place
    fill_in_report(employee, owner, post)
    owner.go(f"{group}people/")
    press(host, "main a[href$='/remove/']")
    press(host, "main form .button--danger")
    assert guest.goto(owner.url + post).status == 404
    employee.expect_refusal(404)


def fill_in_report(employee, owner, post, said="May this stand?"):
    """A report, the decision with its reason, the author's appeal."""
    host, page = owner.page, employee.page
    owner.go(post)
    press(host, "a[href$='/report/']")
    host.locator("[name=reason]").last.check()
    press(host, "main form .button--primary")
    owner.go("/community/reviews/")
    mine = host.locator("li.card", has_text=said)
    mine.locator("textarea").fill("Not here.")
    press(host, mine.locator("button[value='0']"))
    employee.go("/community/notifications/")
    press(page, "main a[href*='/community/reviews/']")
    assert "Not here." in said_on(employee)
    fill_in(page, "main form.card", "It is true.")
    assert "It is true." in said_on(employee)
    owner.go("/community/reviews/")
    assert host.locator("li.card", has_text="It is true.").count() == 0  # somebody else decides


def test_a_guest_is_in_one_group_until_they_are_let_out(visit_as, visit):
    owner, guest = visit_as("manager"), visit(size=PHONE)
    host, page = owner.page, guest.page
    group = new_group(owner, "closed")
    fill_in(host, WRITE, "Welcome to all.")
    owner.go(f"{group}guests/")
    host.locator("[name=name]").fill("Gerda Gast")
    host.locator("[name=email]").fill(f"gerda{next(NUMBERS)}@elsewhere.example")
    host.locator("[name=is_known]").check()
    press(host, "main form .button--primary")
    guest.page.goto(host.locator("#guest-link").inner_text())
    page.locator("main [name=password]").fill(PASSWORD)
    press(page, "main form .button--primary")
    assert place(guest) == group
    assert "Welcome to all." in said_on(guest)
    fill_in(page, WRITE, "Thank you, says Gerda.")
    fill_in(page, ANSWER, "And one more thing.")
    assert is_wide_enough(page)
    guest.go("/")
    assert place(guest) == "/community/"
    links = page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for link in {link for link in links if re.match(r"/\w", link)}:
        guest.go(link.partition("#")[0])  # whatever is shown to a guest opens
    guest.go("/community/")
    for closed in ("/newsletters/", "/community/groups/", "/people/", "/pulse/", f"{group}people/"):
        assert page.goto(guest.url + closed).status == 403
        guest.expect_refusal(403)
    owner.go(group)
    assert host.locator("article.post .badge--warn").count() == 1  # guest of
    owner.go(f"{group}guests/")
    press(host, "main a[href$='/end/']")
    press(host, "main form .button--danger")
    guest.go(group)
    assert "/account/login/" in page.url


def test_reading_writing_and_answering_without_script(colleague):
    employee = colleague(script=False, size=PHONE)
    page = employee.page
    employee.go("/community/")
    assert is_wide_enough(page)
    fill_in(page, WRITE, "Written without script.")
    fill_in(page, ANSWER, "Answered without script.")
    page.locator("ul.thread details summary").first.click()
    fill_in(page, "ul.thread details form", "Answered once more.")
    assert "Answered once more." in said_on(employee)
    press(page, "form[action$='/react/'] button")
    assert page.locator("form[action$='/react/'] button[aria-pressed=true]").count() == 1
    assert is_wide_enough(page)


def test_the_community_by_keyboard_alone(colleague):
    employee = colleague()
    page = employee.page
    speak(page, "en")
    employee.go("/community/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the content
    assert page.evaluate("document.activeElement.id") == "main"
    reach(page, f"{WRITE} [name=text]")
    page.keyboard.type("Written by keyboard.")
    reach(page, f"{WRITE} .button--primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Written by keyboard." in said_on(employee)
    page.keyboard.press("Control+k")
    page.locator("#palette[open]").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#palette[open]").count() == 0
    reach(page, "main textarea")
    page.keyboard.type("Answered by keyboard.")
    reach(page, f"{ANSWER} button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Answered by keyboard." in said_on(employee)


def reach(page, selector, most=60):
    """Tab on until it has the focus; whatever has it on the way shows so."""
    for _step in range(most):
        page.keyboard.press("Tab")
        is_there, is_seen = page.evaluate(
            """selector => {
              const here = document.activeElement;
              const style = getComputedStyle(here);
              const ring = style.outlineStyle !== "none" || style.boxShadow !== "none";
              return [here.matches(selector), ring];
            }""",
            selector,
        )
        assert is_seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if is_there:
            return
    raise AssertionError(selector)
