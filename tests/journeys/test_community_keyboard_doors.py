"""What comes in and what goes out, with keys alone and on a screen as narrow as a phone.

Who asks to come in and who decides, a file of elsewhere and what of it comes in, which mail comes
and when, one's own data and one's own words taken away. Nothing is pressed or filled in that has
not got the focus by Tab first.
"""

import json
import re
import time
import zipfile

import pytest

from tests.journeys.conftest import PHONE
from tests.journeys.newcomers import speak
from tests.journeys.test_community import ANSWER, WRITE, place, reach, said_on
from tests.journeys.test_community_attachments import page_elsewhere
from tests.journeys.test_community_keyboard import begin, choose, give, say

__all__ = ["page_elsewhere"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
MAIL = "/community/notifications/mail/"


def walk_in(visit_as, colleague, role="manager"):
    """Somebody with a role and somebody without, both in English on a narrow screen."""
    both = visit_as(role, size=PHONE), colleague(size=PHONE)
    for each in both:
        speak(each.page, "en")
    return both


def make_group(owner, name):
    """A closed one."""
    page = owner.page
    begin(owner, "/community/groups/new/")
    say(page, "main [name=name]", name)
    reach(page, "main [name=kind]")
    page.keyboard.press("ArrowDown")
    assert page.locator("main [name=kind][value=closed]").is_checked()
    choose(page, "main form .button--primary")
    return place(owner)


def ask_to_come_in(visitor, group):
    begin(visitor, group)
    assert visitor.page.locator(WRITE).count() == 0
    choose(visitor.page, f"form[action='{group}join/'] button")
    assert "You asked to join." in said_on(visitor)


def answer_request(owner, answer):
    """From what concerns the owner, to the page where it is decided."""
    begin(owner, "/community/notifications/")
    choose(owner.page, "main .told__row--new a[href$='/people/']")
    begin(owner)
    choose(owner.page, f"form[action$='/{answer}/'] button")


def test_who_asks_is_not_let_in_and_is_let_in(visit_as, colleague):
    owner, employee = walk_in(visit_as, colleague)
    page, host = employee.page, owner.page
    group = make_group(owner, "Doors")
    begin(owner, group)
    say(host, f"{WRITE} [name=text]", "Said among us.")
    choose(host, f"{WRITE} .button--primary")
    ask_to_come_in(employee, group)
    choose(page, f"form[action='{group}leave/'] button")  # after all not
    ask_to_come_in(employee, group)
    answer_request(owner, "decline")
    assert "The request is declined." in host.locator("body").inner_text()
    ask_to_come_in(employee, group)
    answer_request(owner, "accept")
    assert "is in the group now." in host.locator("body").inner_text()
    begin(employee, "/community/notifications/")
    choose(page, f"main .told__row--new a[href='{group}']")
    assert "Said among us." in said_on(employee)
    hand_on_and_take_out(owner, employee, group)


def hand_on_and_take_out(owner, employee, group):
    page, host = employee.page, owner.page
    begin(owner, f"{group}people/")
    reach(host, "main [name=q]")
    theirs = host.locator("main li", has=host.locator("a[href$='/remove/']"))
    way = theirs.locator("a[href$='/remove/']").get_attribute("href")
    choose(host, f"form[action='{way.replace('remove', 'owner')}'] button")
    begin(employee, group)
    choose(page, "main .page-head a[href$='/edit/']")  # an owner too
    begin(owner, f"{group}people/")
    choose(host, f"form[action='{way.replace('remove', 'owner')}'] button")
    begin(owner)
    choose(host, f"main a[href='{way}']")
    begin(owner)
    choose(host, "main form .button--danger")
    begin(employee, group)
    assert page.locator(WRITE).count() == 0
    assert "Said among us." not in said_on(employee)


@pytest.fixture
def beginner(newcomer):
    """Somebody new, who came into one open group with keys alone."""
    visitor, _email = newcomer
    page = visitor.page
    page.set_viewport_size(PHONE)
    speak(page, "en")
    visitor.go("/community/groups/")
    join = page.locator("main form[action$='/join/']", has_text=re.compile(r"^\s*Join\b")).first
    way = join.get_attribute("action")
    begin(visitor)
    choose(page, f"main form[action='{way}'] button")
    return visitor


def test_mail_comes_when_and_as_often_as_is_chosen(beginner):
    employee, page = beginner, beginner.page
    begin(employee, "/community/notifications/")
    choose(page, f"main a[href='{MAIL}']")
    begin(employee)
    for name, key in (("personal", "ArrowDown"), ("digest", "ArrowUp")):
        reach(page, f"main [name={name}]:checked")
        page.keyboard.press(key)
    reach(page, "main [name=from_hour]")
    page.keyboard.type("17")
    reach(page, "main [name=until_hour]")
    page.keyboard.type("12")
    reach(page, "main [name=is_weekend_quiet]")
    page.keyboard.press("Space")
    reach(page, "main [name=groups_left_out]")
    page.keyboard.press("Space")
    choose(page, "main form .button--primary")
    assert "Choose a later hour than the first one." in said_on(employee)
    page.wait_for_function("() => document.activeElement.matches('[data-error-summary]')")
    reach(page, "main .error-summary a")
    page.keyboard.press("Enter")
    hour = "main [name=until_hour][aria-invalid=true]"
    page.wait_for_function("hour => document.activeElement.matches(hour)", arg=hour)
    page.keyboard.type("20")
    choose(page, "main form .button--primary")
    begin(employee, MAIL)
    chosen = page.locator("main form :is([type=radio], [type=checkbox]):checked")
    kept = {"personal": "digest", "digest": "daily"}
    for name, value in kept.items():
        assert page.locator(f"main [name={name}]:checked").get_attribute("value") == value
    assert page.locator("main [name=from_hour]").input_value() == "17"
    assert page.locator("main [name=until_hour]").input_value() == "20"
    assert chosen.count() == len(kept) + 1  # a group left out, and the weekend is no longer quiet


def slack_export(path, name):
    """An export with one channel, of today."""
    at = int(time.time()) - 3600
    people = [{"id": "U1", "name": "gone", "profile": {"real_name": "G.", "email": "g@x.example"}}]
    channel = {"id": "C1", "name": name, "created": at, "creator": "U1", "members": ["U1"]}
    said = {"type": "message", "user": "U1", "text": "Said elsewhere.", "ts": f"{at}.000100"}
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("users.json", json.dumps(people))
        pack.writestr("channels.json", json.dumps([channel]))
        pack.writestr(f"{name}/{time.strftime('%Y-%m-%d', time.gmtime(at))}.json",
            json.dumps([said]))  # fmt: skip
    return path


def test_a_file_of_elsewhere_is_brought_in_and_taken_back(visit_as, tmp_path):
    keeper = visit_as("administrator", size=PHONE)
    page = keeper.page
    speak(page, "en")
    begin(keeper, "/community/imports/")
    give(page, "main [type=file]", slack_export(tmp_path / "export.zip", "keys-elsewhere"))
    choose(page, "main form .button--primary")
    wide = page.locator("main select[name^=kind-]")
    wide.wait_for()  # a worker looks into the file; the page loads itself anew
    begin(keeper)
    reach(page, "main select[name^=kind-]")
    page.keyboard.press("ArrowDown")
    assert wide.input_value() == "closed"
    page.keyboard.press("ArrowUp")
    assert wide.input_value() == "open"
    reach(page, "main [name=has_voices]")
    assert page.locator("main [name=has_voices]").is_checked()
    choose(page, "main form:not([action]) .button--primary")
    page.locator("form[action$='/undo/']").wait_for()
    mine = place(keeper)
    begin(keeper, "/community/search/")
    reach(page, "main [name=q]")
    page.keyboard.type("Said elsewhere")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Said elsewhere." in said_on(keeper)
    take_back(keeper, mine)


def take_back(keeper, mine):
    """It asks first; Escape says no, and who pressed it is where they were."""
    page = keeper.page
    begin(keeper, mine)
    undo = "form[action$='/undo/'] button"
    reach(page, undo)
    page.keyboard.press("Enter")
    page.locator("#confirm[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("#confirm[open]").wait_for(state="detached")
    assert page.evaluate("undo => document.activeElement.matches(undo)", undo)
    page.keyboard.press("Enter")
    choose(page, "#confirm [value=yes]")
    page.locator(".badge--info", has_text=re.compile("^taken back")).wait_for()
    begin(keeper, "/community/search/?q=Said+elsewhere")
    assert page.locator("article.post").count() == 0


def test_own_data_is_fetched_and_own_words_are_taken_away(beginner):
    employee, page = beginner, beginner.page
    begin(employee, "/community/")
    say(page, f"{WRITE} [name=text]", "Mine, for a while.")
    choose(page, f"{WRITE} .button--primary")
    post = place(employee)
    begin(employee)
    say(page, f"{ANSWER} textarea", "Mine too.")
    choose(page, f"{ANSWER} button[type=submit]")
    fetch_own_data(employee)
    begin(employee, post)
    choose(page, "main .thread a[href$='/remove/']")
    begin(employee)
    choose(page, "main form .button--danger")
    assert "Mine too." not in said_on(employee)
    begin(employee, post)
    choose(page, "main .page-head a[href$='/remove/']")
    begin(employee)
    choose(page, "main form .button--danger")
    begin(employee, "/community/search/?q=Mine+for+a+while")
    assert page.locator("article.post").count() == 0


def fetch_own_data(employee):
    page = employee.page
    begin(employee, "/rights/mine/")
    choose(page, "main form button[type=submit]")
    again = "main li a[href='/rights/mine/']"
    while page.locator(again).count():  # a worker makes it
        choose(page, again)
    begin(employee, "/rights/mine/")
    reach(page, "main a.button[href$='/export/']")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    with zipfile.ZipFile(saved.value.path()) as pack:
        assert "Mine, for a while." in pack.read("data.html").decode()


def test_who_leaves_takes_their_words_along(beginner, newcomer, visit_as):
    """Who left cannot press anything: an administrator does, on their behalf."""
    keeper, (_visitor, email) = visit_as("administrator", size=PHONE), newcomer
    page = keeper.page
    speak(page, "en")
    begin(beginner, "/community/")
    say(beginner.page, f"{WRITE} [name=text]", "Words of who leaves.")
    choose(beginner.page, f"{WRITE} .button--primary")
    post = place(beginner)
    begin(keeper, "/people/")
    say(page, "main [name=q]", email)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    choose(page, "main table a[href]")
    begin(keeper)
    choose(page, "main a[href*='/rights/leave/']")
    begin(keeper)
    reach(page, "main [name=way]")
    while not page.locator("main [name=way][value=remove]").is_checked():
        page.keyboard.press("ArrowDown")
    reach(page, "main [name=is_sure]")
    page.keyboard.press("Space")
    choose(page, "main form .button--danger")
    keeper.go(post)
    assert "Words of who leaves." not in said_on(keeper)
    assert "Nina Nieuw" not in said_on(keeper)


def test_the_card_of_a_link_is_opened_and_taken_off(colleague, page_elsewhere):
    employee = colleague(size=PHONE)
    page = employee.page
    speak(page, "en")
    begin(employee, "/community/")
    say(page, f"{WRITE} [name=text]", f"Read this: {page_elsewhere}")
    choose(page, f"{WRITE} .button--primary")
    post = place(employee)
    for _look in range(300):  # a worker reads the page that is linked
        if page.locator(".preview").count():
            break
        page.wait_for_timeout(500)
        employee.go(post)
    begin(employee)
    choose(page, "a.preview__card")
    assert page.url == page_elsewhere
    begin(employee, post)
    choose(page, "form[action$='/preview/remove/'] button")
    assert page.locator(".preview").count() == 0


def test_the_house_chooses_a_reaction_and_takes_it_off(visit_as):
    leader = visit_as("manager", size=PHONE)
    page = leader.page
    speak(page, "en")
    begin(leader, "/community/settings/reactions/")
    for name, typed in {"emoji": "🎈", "name_nl": "Feest", "name_en": "Party"}.items():
        say(page, f"main [name=form-4-{name}]", typed)
    with page.expect_navigation():
        page.keyboard.press("Enter")  # it only looks
    assert "Party" in page.locator("#preview").inner_text()
    begin(leader)
    choose(page, "main button[name=move][value=up-4]")
    begin(leader)
    choose(page, "main form .button--primary")
    begin(leader, "/community/settings/reactions/")
    for name in ("emoji", "name_nl", "name_en"):
        reach(page, f"main [name=form-3-{name}]")
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
    choose(page, "main form .button--primary")
    assert page.locator("main [name=back]", has_text="Party").count() == 1
