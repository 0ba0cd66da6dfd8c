"""What happens in a community beside writing: pictures, events, praise, announcements, and more.

Which walk shows each function of design 5.1, and as whom. The rights behind each are tried for
every role at every address in `tests/security/test_access.py`, `test_objects.py` and
`test_private.py`; every screen at 320 px, in both themes and in Dutch in `test_screens.py`.

| function | employee | owner | moderator | guest | phone | keyboard | no script |
|---|---|---|---|---|---|---|---|
| closed groups, let in and out | owner | owner | | guest | guest | doors | keeps |
| open and private groups | groups | groups | | | keys | keys | |
| feed, posts, comments | writes | owner | | guest | script | keyboard | script |
| feed by what matters first | order | | | asks | order | keys | order |
| pictures with their words | picture | files | | asks | keys | keys | picture |
| files | files | files | | asks | files | keys | files |
| links with a card | card | | | asks | asks | doors | asks |
| reactions, the house's own | writes | | settings | asks | script | keys | script |
| questions, best answer | writes | | | asks | keys | keys | asks |
| polls, by name | polls | votes | | votes | polls | polls | polls |
| polls without names | polls | polls | | never | polls | polls | never |
| praise, and out of it | praise | praise | | never | keys | keys | praise |
| events, into a calendar | event | event | | event | event | keys | event |
| announcements, pressed | announce | announce | | never | keys | keys | announce |
| mentions, subjects, search | writes | | | asks | keys | writes | picture |
| notifications, mail, digests | writes | | | votes | event | doors | votes |
| report, queue, appeal | owner | owner | lent | votes | keys | keys | keeps |
| guests in, out, and none | | guest | event | guest | guest | keys | |
| take along, bring in | | along | along | never | keys | doors | keeps |
| own data, and gone | own | | | votes | own | doors | own |
| installable | own | | | | own | | own |

writes: `a_colleague_writes_…`, owner: `an_owner_keeps_…`, guest: `a_guest_is_in_one_group_…`,
script: `reading_writing_and_answering_without_script`, keyboard: `…_by_keyboard_alone`, all in
`test_community.py`. The others are here: groups, picture, praise, event, announce, order, settings
(the house chooses), along, own. keys: `test_community_keyboard.py`; doors:
`test_community_keyboard_doors.py`; asks and votes (a guest does), keeps (an
owner without script), lent (a moderator opens): `test_community_roles.py`; files and card:
`test_community_attachments.py`;
polls: `test_polls.py`, and the anonymous ones say without script why they cannot be: the browser
itself makes the ballot. never: it is not theirs to do, `test_access.py` refuses it.
"""

import datetime as dt
import re
import struct
import zlib
from urllib.parse import urljoin

import pytest

from tests.journeys.conftest import PHONE
from tests.journeys.newcomers import PASSWORD, speak
from tests.journeys.test_community import (
    NUMBERS,
    WRITE,
    fill_in,
    is_wide_enough,
    new_group,
    place,
    press,
    said_on,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def chunk(kind, content):
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def red_square(side=40):
    """A PNG as a phone would give it, with a line of text that must not come along."""
    rows = b"".join(b"\0" + b"\xc8\x20\x20" * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            chunk(b"IHDR", head),
            chunk(b"tEXt", b"Comment\0made in the canteen"),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        )
    )


def choose(page, name):
    """One of the other kinds, by its button in the short form."""
    press(page, f"{WRITE} button[formaction*='/{name}/']")


def test_groups_of_all_kinds(visit_as, colleague):
    owner, employee = visit_as("manager"), colleague()
    page = employee.page
    private, open_one = new_group(owner, "private"), new_group(owner, "open")
    name = owner.page.locator("main h1").inner_text()
    assert page.goto(owner.url + private).status == 404
    employee.expect_refusal(404)
    employee.go("/community/groups/")
    assert page.locator(f"main a[href='{private}']").count() == 0
    press(page, f"form[action='{open_one}join/'] button")
    fill_in(page, WRITE, "I am in an open group.")
    employee.go(open_one)
    press(page, f"form[action='{open_one}leave/'] button")
    assert name in said_on(employee)
    employee.go(open_one)
    assert "I am in an open group." in said_on(employee)  # it stays, and an open one is read by all
    assert page.locator(WRITE).count() == 0


def test_a_picture_with_its_words_and_without_script(colleague):
    employee = colleague(script=False)
    page = employee.page
    employee.go("/community/")
    page.locator(f"{WRITE} [name=text]").fill("Our new bench.")
    page.locator(f"{WRITE} details summary").first.click()
    square = {"name": "bench.png", "mimeType": "image/png", "buffer": red_square()}
    page.locator(f"{WRITE} [name=picture_1]").set_input_files(square)
    press(page, f"{WRITE} .button--primary")
    assert page.locator("main [name=say_1][aria-invalid=true]").count() == 1  # asked for its words
    page.locator("main [name=picture_1]").set_input_files(square)
    page.locator("main [name=say_1]").fill("A red bench in the sun")
    press(page, "main form .button--primary")
    shown = page.locator("article.post img[alt='A red bench in the sun']")
    assert shown.evaluate("img => img.complete && img.naturalWidth") > 0
    whole = employee.url + shown.locator("xpath=..").get_attribute("href")
    kept = page.context.request.get(whole)
    assert kept.headers["content-type"].startswith("image/")
    assert b"canteen" not in kept.body()
    employee.go("/community/search/?q=sun")
    assert "Our new bench." in said_on(employee)


def set_event(visitor, text, days=3):
    """By the button under the short form, which takes the words along."""
    page = visitor.page
    page.locator(f"{WRITE} [name=text]").fill(text)
    choose(page, "event")
    assert page.locator("main [name=text]").input_value() == text
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
    for name, value in {
        "on": day.isoformat(), "from_time": "12:00", "until_time": "13:00", "place": "Room 4",
    }.items():  # fmt: skip
        page.locator(f"main [name={name}]").fill(value)
    press(page, "main form .button--primary")
    return place(visitor)


def test_an_event_that_a_colleague_and_a_guest_answer(visit_as, colleague, visit):
    owner, guest, employee = visit_as("manager"), visit(size=PHONE), colleague(script=False)
    group = new_group(owner, "open")
    email = f"evert{next(NUMBERS)}@elsewhere.example"
    come_in_as_guest(owner, guest, group, email)
    owner.go(group)
    event = set_event(owner, "Lunch walk. Bring your bread.")
    for visitor, says in ((guest, "comes"), (employee, "perhaps")):
        page = visitor.page
        visitor.go(event)
        press(page, f"button[name=says][value={says}]")
        assert page.locator(f"button[value={says}][aria-pressed=true]").count() == 1
        assert is_wide_enough(page)
        with page.expect_download() as saved:
            page.locator("a[href$='/save/']").click()
        assert saved.value.suggested_filename.endswith(".ics")
    owner.go(event)
    assert "Evert Gast" in said_on(owner)
    guest.go("/community/events/")
    assert "Lunch walk." in said_on(guest)
    assert guest.page.locator("main aside, main a[href$='/new/event/']").count() == 0
    owner.go(event)
    press(owner.page, "main a[href$='/cancel/']")
    press(owner.page, "main form .button--danger, main form button[type=submit]")
    guest.go("/community/notifications/")
    assert guest.page.locator(f"main a[href*='{event}']").count() > 0  # who comes hears of it
    guest.go(event)
    assert guest.page.locator("button[name=says]").count() == 0
    keep_guests_out(owner, guest)


def come_in_as_guest(owner, guest, group, email):
    owner.go(f"{group}guests/")
    host, page = owner.page, guest.page
    host.locator("[name=name]").fill("Evert Gast")
    host.locator("[name=email]").fill(email)
    host.locator("[name=is_known]").check()
    press(host, "main form .button--primary")
    page.goto(host.locator("#guest-link").inner_text())
    page.locator("main [name=password]").fill(PASSWORD)
    press(page, "main form .button--primary")
    assert place(guest) == group


def keep_guests_out(leader, guest):
    """The house without guests, and with them again: who was in is out until invited anew."""
    host = leader.page
    leader.go("/community/settings/guests/")
    host.locator("[name=is_known]").check()
    press(host, "main form .button--danger")
    guest.go("/community/")
    assert "/account/login/" in guest.page.url
    press(host, "main form button[name=guests]")
    assert host.locator("main form .button--danger").count() == 1
    guest.go("/community/")
    assert "/account/login/" in guest.page.url


def test_praise_and_out_of_it(visit_as, colleague):
    employee, praised = colleague(script=False), visit_as("manager")
    page, theirs = employee.page, praised.page
    group = new_group(praised, "open")
    praised.go("/people/me/")
    name = theirs.locator("main [name=name]").input_value()
    employee.go(group)
    press(page, f"form[action='{group}join/'] button")
    page.locator(f"{WRITE} [name=text]").fill("You found the leak in one day.")
    choose(page, "praise")
    page.locator("main [name=who]").fill("Nobody Here")
    press(page, "main form .button--primary")
    assert page.locator("main [name=who][aria-invalid=true]").count() == 1
    page.locator("main [name=who]").fill(name)
    press(page, "main form .button--primary")
    post = place(employee)
    assert name in page.locator("article.post").inner_text()
    praised.go("/community/notifications/")
    press(theirs, theirs.locator(f"main a[href^='{post}']").first)
    press(theirs, "form[action$='/praise/leave/'] button")
    employee.go(post)
    assert f"for {name}" not in page.locator("article.post").inner_text()
    assert "You found the leak in one day." in said_on(employee)


def test_an_announcement_that_asks_to_be_read(visit_as, colleague):
    owner, employee = visit_as("manager"), colleague(script=False)
    host, page = owner.page, employee.page
    group = new_group(owner, "open")
    employee.go(group)
    press(page, f"form[action='{group}join/'] button")
    owner.go(group)
    host.locator(f"{WRITE} [name=text]").fill("The gate closes at six.")
    choose(host, "announcement")
    host.locator("main [name=is_to_acknowledge]").check()
    press(host, "main form .button--primary")
    post = place(owner)
    employee.go("/community/")
    on_top = page.locator(f"form[action='{post}acknowledge/'] button")
    press(page, on_top.first)
    employee.go("/community/")
    assert page.locator(f"main .notice a[href='{post}']").count() == 0
    employee.go(post)
    assert page.locator(f"form[action='{post}acknowledge/']").count() == 0
    owner.go(post)
    press(host, "main .actions a[href$='/announce/']")
    press(host, "button[name=end]")
    assert host.locator("article.post .badge--info").count() == 0


def test_what_matters_first_and_why(colleague):
    employee = colleague(script=False, size=PHONE)
    page = employee.page
    speak(page, "en")
    employee.go("/community/")
    assert page.locator("article.post", has_text="Why here:").count() == 0
    press(page, "button[name=order][value=matters]")
    shown = page.locator("article.post")
    assert all("Why here:" in post.inner_text() for post in shown.all())
    first = shown.evaluate_all("all => all.map(a => a.id)")
    assert is_wide_enough(page)
    page.locator("main details summary", has_text="How this order").click()
    assert "what you look at does not count" in said_on(employee)
    employee.go("/community/")  # it is kept
    assert shown.evaluate_all("all => all.map(a => a.id)") == first
    if page.locator("a[rel=next]").count():
        press(page, "a[rel=next]")
        older = shown.evaluate_all("all => all.map(a => a.id)")
        assert not set(older) & set(first)
        employee.go("/community/")
    press(page, "button[name=order][value=newest]")
    assert page.locator("article.post", has_text="Why here:").count() == 0


def test_the_house_chooses_its_reactions(visit_as, colleague):
    """A manager, with the keyboard in the fields; Enter only looks."""
    leader, employee = visit_as("manager"), colleague(size=PHONE)
    host, page = leader.page, employee.page
    speak(host, "en")
    speak(page, "en")
    leader.go("/community/settings/reactions/")
    lines = {"emoji": "🐝", "name_nl": "Vlijtig", "name_en": "Busy"}
    for name, value in lines.items():
        host.locator(f"[name=form-4-{name}]").fill(value)
    with host.expect_navigation():
        host.locator("[name=form-4-name_en]").press("Enter")
    assert "Busy" in host.locator("#preview").inner_text()
    employee.go("/community/")
    assert page.locator("article.post", has_text="Busy").count() == 0
    press(host, "button[name=move][value=up-4]")
    press(host, "main form .button--primary")
    employee.go("/community/")
    form = page.locator("article.post form[action$='/react/']", has_text="Busy").first
    where = form.get_attribute("action").removesuffix("react/")
    form.locator("button", has_text="Busy").click()
    pressed = f"form[action='{where}react/'] button[aria-pressed=true]"
    page.locator(pressed, has_text="Busy").wait_for()
    assert is_wide_enough(page)
    leader.go("/community/settings/reactions/")
    for name in lines:
        host.locator(f"[name=form-3-{name}]").fill("")
    press(host, "main form .button--primary")
    employee.go(where)
    page.locator("summary", has_text="Who reacted").click()
    assert page.locator("main dl dt", has_text="Busy").count() == 1  # it stays what it was
    given = page.locator("form[action$='/react/'] button[aria-pressed=true]", has_text="Busy")
    given.click()
    given.wait_for(state="detached")
    assert page.locator("form[action$='/react/']", has_text="Busy").count() == 0


def test_a_group_is_taken_along_and_brought_in(visit_as, tmp_path):
    owner, keeper = visit_as("manager"), visit_as("administrator")
    host, page = owner.page, keeper.page
    group = new_group(owner, "open")
    fill_in(host, WRITE, "To be taken along.")
    owner.go(f"{group}take/")
    with host.expect_download() as saved:
        host.locator("main form .button--primary").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    keeper.go("/community/imports/")
    page.locator("main [type=file]").set_input_files(path)
    press(page, "main form .button--primary")
    choices = page.locator("form:not([action]) .button--primary")
    choices.first.wait_for()  # a worker looks into the file; the page loads itself anew
    press(page, choices)
    page.get_by_text(re.compile("^Here already$|^Hier al")).first.wait_for()


def test_own_data_and_installing(colleague):
    employee = colleague(script=False, size=PHONE)
    page = employee.page
    employee.go("/community/")
    fill_in(page, WRITE, "One of my own words.")
    manifest = page.locator("link[rel=manifest]").get_attribute("href")
    told = page.context.request.get(employee.url + manifest).json()
    assert {"standalone", "minimal-ui"} & {told["display"]}
    assert {icon["sizes"] for icon in told["icons"]} & {"512x512", "any"}
    for icon in told["icons"]:
        assert page.context.request.get(urljoin(employee.url + manifest, icon["src"])).ok
    employee.go("/rights/mine/")
    press(page, "main form button[type=submit]")
    fresh = page.locator("main a.button[href$='/export/']")
    for _look in range(120):  # a worker makes it
        if fresh.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as saved:
        fresh.first.click()
    assert saved.value.suggested_filename
