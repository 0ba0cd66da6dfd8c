"""Leak watch: a copied document becomes a case for its owner, and nobody of ours is named."""

import pytest

from klankbord.ambassadors.guidelines.inside import actions as inside
from klankbord.people.models import Account
from klankbord.reputation.desk.models import Case, Severity
from klankbord.reputation.routing.jobs import has_unwatched, watch_leaks
from klankbord.reputation.routing.rules import Act, Rule
from klankbord.reputation.routing.tests.conftest import StillRun

SECRET = (
    "Het college bespreekt de verkoop van het oude zwembad en stelt voor om met de tweede partij"
    " verder te praten, omdat die er woningen wil bouwen."
)


@pytest.fixture
def document(owner, responder, now):
    return inside.register_document(
        title="Notulen besloten", text=SECRET, owner=responder, by=owner, at=now
    )


@pytest.fixture
def watch(now):
    def run():
        while has_unwatched():
            watch_leaks(StillRun(now))

    return run


@pytest.mark.usefixtures("organisation")
def test_a_copied_stretch_becomes_a_case_of_the_owner(document, responder, say, watch):
    say(f"Kijk nou: {SECRET[20:110]} #zwembad")
    say("Lekker zwemmen vandaag in het zwembad, met de hele familie en met mooi weer erbij")
    watch()
    case = Case.objects.get()
    assert (case.severity, case.tags) == (Severity.URGENT, ["leak"])
    assert document.title in case.title
    assert case.claimed_by == responder
    assert SECRET[20:110] in case.messages.get().text
    assert not has_unwatched()


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("is_shown", [True, False])
def test_a_colleague_is_never_named(colleague, say, watch, is_shown):
    colleague.is_shown_in_listening = is_shown
    colleague.save()
    Account.objects.create(member=colleague, platform="mastodon", handle="coll")
    say(f"Ik las: {SECRET[20:120]}", handle="coll")
    watch()
    message = Case.objects.get().messages.get()
    told = (message.author_handle, message.author_name, message.author_url, message.url)
    assert set(told) == {""}
    assert Case.objects.get().author_handle == ""


@pytest.mark.usefixtures("document")
def test_what_comes_twice_opens_one_case(say, watch, work, publish):
    publish(Rule(id="r", name="All", act=Act.OPEN, words="verkoop"))
    say(f"Ik las: {SECRET[20:120]}")
    watch()
    watch()
    work()
    case = Case.objects.get()
    assert (case.tags, case.messages.count()) == (["leak"], 1)


@pytest.mark.usefixtures("document")
def test_a_case_that_a_rule_opened_is_raised(say, watch, work, publish):
    publish(Rule(id="r", name="All", act=Act.OPEN, words="verkoop"))
    say(f"Ik las: {SECRET[20:120]}")
    work()
    assert Case.objects.get().severity < Severity.URGENT
    watch()
    case = Case.objects.get()
    assert (case.severity, case.tags) == (Severity.URGENT, ["leak"])


def test_without_documents_nothing_opens(say, watch):
    say(SECRET)
    watch()
    assert not Case.objects.exists()
    assert not has_unwatched()


def test_what_is_public_opens_nothing(owner, document, say, watch, now):
    inside.register_document(
        title="Persbericht", text=SECRET, is_public=True, owner=None, by=owner, at=now
    )
    say(SECRET)
    watch()
    assert document.pk
    assert not Case.objects.exists()
