"""A manager changes a flow: with the keyboard and the drawing beside it, or without JavaScript."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def begin_short(page, url):
    page.goto(url + "/flowcharts/new/")
    page.locator("button[name=start][value=short]").click()
    page.wait_for_url("**/draft/")
    return page.url.removesuffix("/")


def test_a_change_redraws_the_flow_and_runs_the_examples(visit_as):
    visitor = visit_as("manager")
    page = visitor.page
    draft = begin_short(page, visitor.url)
    box = page.locator("a.flow__box[href*='/steps/facts/']")
    box.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/facts/#form")
    assert page.locator(".flow__box--current").count() == 1
    page.locator("select[name=answers-0-to]").select_option("let-stand")
    page.locator("#form form button.button--primary").press("Enter")
    page.locator("#problems-title").wait_for()
    assert page.locator("a.flow__box--faulty").count() >= 1
    page.locator("select[name=answers-0-to]").select_option("correct")
    page.locator("#form form button.button--primary").press("Enter")
    page.locator("#problems-title").wait_for(state="detached")
    page.goto(draft + "/publish/")
    page.locator("main form button.button--primary").click()
    page.wait_for_url(lambda url: "draft" not in url)
    assert visitor.faults == []


def test_a_flow_is_changed_and_refused_without_javascript(house, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(house.url + "/people/sample/")
    page.locator("li.card[data-roles~=manager] button").first.click()
    draft = begin_short(page, house.url)
    page.goto(draft + "/steps/ours/")
    page.locator("textarea[name=title_nl]").fill("")
    page.locator("#form form button.button--primary").first.click()
    page.locator("#problems-title").wait_for()
    page.goto(draft + "/publish/")
    assert page.locator("main form button.button--primary").count() == 0
    page.goto(draft + "/delete/")
    page.locator("main form button.button--danger").click()
    page.wait_for_url("**/flowcharts/")
