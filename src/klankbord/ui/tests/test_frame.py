"""The frame: what each kind of reader gets around every page."""

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.forms import CharField, CheckboxInput, Form, RadioSelect, TextInput
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import format_html

from klankbord.ui import forms, menu, showroom, views
from klankbord.ui.icons import ICONS

PAGE = '{% extends "ui/frame.html" %}{% block content %}<h1>Hi</h1>{% endblock %}'

PROMISED = """
plan chart mention topic source community newsletter guideline desk people jobs eye audit search
plus close check warn info clock reply note claim assign more external filter save up down left
right sun moon globe logout user key download copy heart smile tag calendar bell flag lock unlock
history link file upload star
"""


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str = "plan"


@dataclass(frozen=True)
class Phase:
    label: str
    entries: tuple[Entry, ...]


MENU = [
    Phase("", (Entry("Home", "/"),)),
    Phase("Listen", (Entry("Mentions", "/mentions/", "mention"), Entry("New", "/mentions/new/"))),
]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "Home"),
        ("/mentions/", "Mentions"),
        ("/mentions/7", "Mentions"),
        ("/mentions/new/x", "New"),
        ("/elsewhere", None),
    ],
)
def test_menu_marks_the_line_that_covers_the_path(path, current):
    lines = [line for group in menu.groups(MENU, path) for line in group.lines]
    assert [line.label for line in lines if line.is_current] == ([current] if current else [])


def test_thumb_bar_has_at_most_four_daily_rooms():
    entries = tuple(
        Entry(name, f"/{name}/", name)
        for name in ("plan", "chart", "mention", "community", "newsletter", "guideline", "desk")
    )
    lines = menu.thumb_lines(menu.groups([Phase("", entries)], "/"))
    assert [line.label for line in lines] == ["plan", "mention", "community", "desk"]


def test_frame_of_a_member_has_menu_search_and_sign_out(rf, reader):
    html = _frame(rf.get("/mentions/", {"q": '"x'}), user=reader, menu=MENU, search_url="/find")
    assert '<html lang="en">' in html
    assert 'aria-current="page"' in html
    assert 'action="/find"' in html
    assert 'value="&quot;x"' in html
    assert re.search(r'<form method="post" action="[^"]*logout/"', html)


def test_frame_of_a_stranger_has_no_menu(rf):
    html = _frame(rf.get("/"), user=AnonymousUser())
    assert "frame--alone" in html
    assert 'id="menu"' not in html


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('x"><b>', "")]
)
def test_theme_comes_from_the_cookie(rf, reader, cookie, theme):
    rf.cookies["theme"] = cookie
    html = _frame(rf.get("/"), user=reader)
    assert ('data-theme="' in html) is bool(theme)
    assert f'data-theme="{theme}"' in html or not theme


def test_theme_view_remembers_and_forgets(rf):
    response = views.theme(rf.post("/", {"theme": "dark", "next": "/desk/?state=new"}))
    assert response.url == "/desk/?state=new"
    assert response.cookies["theme"].value == "dark"
    forgotten = views.theme(rf.post("/", {"theme": "system"}))
    assert forgotten.cookies["theme"]["max-age"] == 0


def test_language_view_takes_only_languages_that_we_have(rf):
    chosen = views.language(rf.post("/", {"language": "nl"}))
    assert chosen.cookies["django_language"].value == "nl"
    assert not views.language(rf.post("/", {"language": "xx"})).cookies


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_choice_never_leads_to_another_site(rf, address):
    assert views.theme(rf.post("/", {"theme": "dark", "next": address})).url == "/"


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_page_needs_nothing_but_itself(name):
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert 'href="/"' in html


def test_form_links_its_errors_to_its_fields():
    html = str(showroom.ExampleForm({"kind": "feed", "address": "x"}, renderer=forms.Renderer()))
    assert 'role="alert"' in html
    assert 'href="#id_name"' in html
    assert 'id="id_name_error"' in html
    assert re.search(r'aria-describedby="[^"]*id_name_error', html)
    assert 'aria-invalid="true"' in html
    assert "(optional)" in html


@pytest.mark.parametrize("kind", ["checkbox", "fieldset", "line"])
def test_a_help_text_is_text_unless_its_own_code_made_it_markup(kind):
    widgets = {"checkbox": CheckboxInput, "fieldset": RadioSelect, "line": TextInput}

    class Asks(Form):
        told = CharField(widget=widgets[kind], help_text="Seen by <b>Bo</b> & Co")
        drawn = CharField(widget=widgets[kind], help_text=format_html("<i>{}</i>", "<Bo>"))

    html = str(Asks(renderer=forms.Renderer()))
    assert "Seen by &lt;b&gt;Bo&lt;/b&gt; &amp; Co" in html
    assert "<i>&lt;Bo&gt;</i>" in html


def test_a_form_that_tells_once_what_may_stay_empty_repeats_it_at_no_field():
    class Lines(Form):
        is_told_optional = True
        name = CharField(required=False)

    assert "field__optional" not in str(Lines(renderer=forms.Renderer()))


def test_icon_is_decoration_unless_it_has_a_label():
    template = engines["django"].from_string(
        '{% load ui %}{% icon "eye" %}|{% icon "eye" label="<See>" %}'
    )
    plain, named = template.render().split("|")
    assert 'aria-hidden="true"' in plain
    assert 'role="img" aria-label="&lt;See&gt;"' in named


def test_every_icon_of_the_house_is_drawn():
    assert set(PROMISED.split()) <= ICONS.keys()


def test_styles_page_shows_every_component(rf, reader, settings):
    request = rf.get("/ui/styles")
    request.user = reader
    request.COOKIES = {}
    html = render_to_string(
        "ui/styles.html", {**showroom.everything(request), "user": reader}, request=None
    )
    for part in ("figure", "post", "timeline", "table", "notice", "badge", "progress", "segments"):
        assert f'class="{part}' in html or f"<{part}" in html


@pytest.fixture
def rf() -> RequestFactory:
    return RequestFactory()


@pytest.fixture
def reader():
    class Reader:
        is_authenticated = True
        email = "reader@proefdam.example"

        def __str__(self) -> str:
            return "Reader"

    return Reader()


def _frame(request, **context) -> str:
    context["request"] = request
    return engines["django"].from_string(PAGE).render(context)
