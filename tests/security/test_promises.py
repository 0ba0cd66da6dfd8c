"""Promises that no room keeps alone; and where a document names a test, there is one."""

import re
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.forms import model_to_dict
from django.urls import reverse

from klankbord.ambassadors.community.models import Comment, Group, Post
from tests.routes import routes

ROOT = Path(__file__).resolve().parents[2]
ROOTS = [ROOT / "tests" / "security", ROOT / "src" / "klankbord", ROOT]
SHOWN = re.compile(r"`([\w./-]+(?:::\w+)?)`")
ASVS = re.compile(r"^\| (V[^|]+) \| (Yes|You|Partly|No|None) \|(?:.*)\|([^|]*)\|$", re.MULTILINE)
PROMISE = re.compile(r"^\| (6\.\d[^|]*) \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
LAW = "in good faith is protected by law"
REPORT = "My manager hides fraud with invoices, and I want to report it."


def page(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def fault_of(named):
    """What is wrong with a test that a document names; empty if it is there."""
    place, _, test = named.partition("::")
    found = [root / place for root in ROOTS if (root / place).exists()]
    if not found:
        return "is not there"
    if test and f"def {test}(" not in found[0].read_text(encoding="utf-8"):
        return "has no such test"
    return ""


def is_test(named):
    """Whether a test runs: a file of tests, or a folder with some."""
    place = named.partition("::")[0]
    found = next(root / place for root in ROOTS if (root / place).exists())
    if found.is_dir():
        return any(found.rglob("test_*.py"))
    return found.name.startswith("test_")


def test_each_requirement_that_is_met_names_a_test_that_exists():
    rows = ASVS.findall(page("en/security.md"))
    assert len(rows) > 50
    assert len(rows) == page("en/security.md").count("\n| V")
    for group, state, shown in rows:
        named = SHOWN.findall(shown)
        assert [(group, each) for each in named if fault_of(each)] == []
        assert state != "Yes" or any(map(is_test, named)), group


def test_each_promise_names_its_test_in_both_languages():
    rows, twins = PROMISE.findall(page("en/trust.md")), PROMISE.findall(page("nl/vertrouwen.md"))
    assert len(rows) > 30
    assert [shown for _, _, shown in rows] == [shown for _, _, shown in twins]
    assert {number.strip()[:3] for number, _, _ in rows} == {f"6.{n}" for n in range(1, 10)}
    for number, promise, shown in rows:
        named = SHOWN.findall(shown)
        assert named, (number, promise)
        faults = [(each, fault_of(each)) for each in named if fault_of(each)]
        assert faults == [], (number, promise)
        assert all("::" in each for each in named), "a promise names the test itself"


def test_a_name_that_is_wrong_is_noticed():
    assert fault_of("test_promises.py::test_a_name_that_is_wrong_is_noticed") == ""
    assert fault_of("test_promises.py::test_nothing") == "has no such test"
    assert fault_of("test_of_nothing.py") == "is not there"


@pytest.fixture
def words(colleague, now):
    """A post and a comment of their own, so that every form for words can be opened."""
    group = Group.objects.create(name="Open", kind=Group.Kind.OPEN, created_at=now)
    group.memberships.create(member=colleague, is_owner=True, asked_at=now, joined_at=now)
    post = Post.objects.create(group=group, author=colleague, text="Hello", created_at=now)
    comment = Comment.objects.create(post=post, author=colleague, text="Hi", created_at=now)
    return {"group": group.pk, "post": post.pk, "comment": comment.pk}


def addresses(words):
    """Every address of the community, with what stands there."""
    for route in routes():
        if route.name.startswith("community:"):
            kind = route.name.partition(":")[2].partition("-")[0]
            about = "post" if route.name == "community:comment-write" else kind
            given = {
                key: words.get(about, 0) if converter == "IntConverter" else "nothing"
                for key, converter in route.converters
            }
            yield route.name, reverse(route.name, kwargs=given)


@pytest.mark.django_db
def test_every_form_for_words_says_where_a_wrong_is_reported(words, colleague, client_of):
    client, met = client_of(colleague), set()
    for name, address in addresses(words):
        answer = client.get(address, follow=True)
        for form in re.findall(r"<form.*?</form>", answer.content.decode(), re.DOTALL):
            if 'name="text"' in form:
                met.add(name)
                assert LAW in form, name
    assert {"community:feed", "community:post-write", "community:post-edit"} <= met
    assert {"community:post-detail", "community:comment-edit", "community:group-detail"} <= met


@pytest.mark.django_db
def test_a_text_that_looks_like_a_report_is_a_text_like_another(words, colleague, client_of):
    """Not scored, not stopped, not warned about: nothing looks at what it says."""
    client, kept = client_of(colleague), []
    for text in ("The canteen has soup today.", REPORT):
        form = {"group": words["group"], "text": text}
        answer = client.post(reverse("community:post-write"), form)
        said = [str(each) for each in get_messages(answer.wsgi_request)]
        post = Post.objects.order_by("pk").last()
        assert post.text == text
        values = model_to_dict(post, exclude=["id", "text", "created_at"])
        kept.append((answer.status_code, said, values))
    assert kept[0] == kept[1]
