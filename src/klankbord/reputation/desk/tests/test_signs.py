"""Words of danger and the nature of a site propose an answer, and a house says its own."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.participate.listening.queries import local_midnight
from klankbord.participate.topics.stored_query import read_stored_query
from klankbord.people.models import Role
from klankbord.reputation.desk.assessing import assessment_of
from klankbord.reputation.desk.evidence import findings_of
from klankbord.reputation.desk.models import Case, Channel
from klankbord.reputation.desk.opening import Message, add_message
from klankbord.reputation.desk.signs.keeping import keep_signs
from klankbord.reputation.desk.signs.models import DANGERS, Kind, Sign
from klankbord.reputation.desk.signs.ours import OURS
from klankbord.reputation.desk.signs.reading import lies_in
from klankbord.reputation.facts.actions import Statement, retire_fact, state_fact
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
SIGNS = reverse("desk:sign-list")
DAY = dt.timedelta(days=1)


def say(case, text):
    case.messages.update(text=text)


@pytest.mark.parametrize("line", [line for kind in DANGERS for line in OURS[kind]])
def test_our_own_lines_can_be_read(line):
    read_stored_query(line)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ik wil niet meer leven door die boetes", "self_harm"),
        ("Morgen kom ik langs en dan zullen jullie wat beleven", "threat"),
        ("I will kill you all", "threat"),
        ("Mijn advocaat stelt jullie aansprakelijk", "legal"),
        ("You will hear from my lawyer, and I want to die", "self_harm"),  # what is quickest needed
    ],
)
def test_words_of_danger_are_seen(case, now, text, value):
    say(case, text)
    found = findings_of(case, at=now)["danger"]
    assert found.value == value
    assert found.because
    assert found.confidence < 0.75  # words alone are never sure


def test_no_words_say_nothing(case, now):
    assert "danger" not in findings_of(case, at=now)  # and never: there is no danger


def test_a_later_message_is_looked_at_too(case, responder, now):
    later = Message(text="Ik weet waar je woont", published_at=now + dt.timedelta(hours=1))
    add_message(case=case, by=responder, at=now, message=later)
    assert findings_of(case, at=now)["danger"].value == "threat"


def test_the_flow_proposes_and_a_person_decides(standard, case, client_of, responder, now):
    say(case, "Dan zullen jullie wat beleven")
    standing = assessment_of(case, at=now).standing
    assert standing.proposal.answer == "yes"
    assert not standing.proposal.is_sure
    page = client_of(responder).get(reverse("desk:case-assess", args=[case.pk])).text
    assert "Proposed: Yes. Because of Danger: &quot;zullen jullie wat beleven&quot;" in page
    case.refresh_from_db()
    assert case.flow_run is None  # nothing was done


def test_a_house_says_its_own_words(case, client_of, manager, now):
    say(case, "De ketel ontploft zo")
    assert "danger" not in findings_of(case, at=now)
    given = {kind.value: "\n".join(OURS[kind]) for kind in Kind}
    answer = client_of(manager).post(SIGNS, {**given, "threat": " ontploft  \n\nontploft\nbom*"})
    assert answer.status_code == 302
    assert Sign.objects.get().lines == ["ontploft", "bom*"]  # what was not changed stays ours
    found = findings_of(case, at=now)["danger"]
    assert (found.value, found.because) == ("threat", ("ontploft",))
    entry = AuditEntry.objects.get(act="desk.signs-changed")
    assert entry.detail == {"kinds": ["threat"]}
    assert "ontploft" in client_of(manager).get(SIGNS).text


def test_only_what_is_other_than_ours_is_kept(manager, now):
    given = {**OURS, Kind.OWN: ["forum.example"]}
    keep_signs(lines=given, by=manager, at=now)
    kept = Sign.objects.get()
    assert (kept.kind, kept.lines, kept.changed_at) == (Kind.OWN, ["forum.example"], now)
    keep_signs(lines=given, by=manager, at=now)  # nothing changed: nothing is noted
    assert AuditEntry.objects.get(act="desk.signs-changed").actor == f"member:{manager.pk}"


@pytest.mark.parametrize(
    ("kind", "line", "told"),
    [
        ("threat", "(bom", "nothing closes it"),
        ("legal", "from:@owner", ""),
        ("own", "buurtkrant", "is no site"),
        ("provoking", "x" * 201 + ".example", "At most 100 lines"),
    ],
)
def test_what_cannot_be_used_says_why(client_of, manager, kind, line, told):
    page = client_of(manager).post(SIGNS, {kind: line})
    if told:
        assert told in page.text
        assert not Sign.objects.filter(kind=kind).exists()


def test_only_who_leads_changes_it(client_of, responder, member_with, stranger):
    for somebody in (responder, stranger, member_with(Role.EXPERT)):
        assert client_of(somebody).get(SIGNS).status_code == 403
        assert client_of(somebody).post(SIGNS, {"own": "a.example"}).status_code == 403


@pytest.mark.parametrize(
    ("url", "site", "lies"),
    [
        ("https://forum.example.org/t/1", "forum.example.org", True),
        ("https://www.example.org/t/1", "example.org", True),
        ("https://old.example.org/Group/x", "example.org/group", True),
        ("https://example.org/groups", "example.org/group", False),
        ("https://notexample.org/", "example.org", False),
        ("https://example.org.evil.example/", "example.org", False),
        ("", "example.org", False),
        ("https://[::1", "example.org", False),
    ],
)
def test_a_site_holds_what_lies_below_it(url, site, lies):
    assert lies_in(url, site) == lies


def test_the_nature_of_a_place_is_told_by_the_house(standard, case, now):
    assert "place" not in findings_of(case, at=now)
    Sign.objects.create(kind=Kind.PROVOKING, lines=["water.example"], changed_at=now)
    Sign.objects.create(kind=Kind.AMONG_USERS, lines=["water.example/@jan"], changed_at=now)
    found = findings_of(case, at=now)["place"]
    assert (found.value, found.because) == ("among_users", ("water.example/@jan",))
    case.messages.update(url="")  # as a colleague who is not shown has it
    assert "place" not in findings_of(case, at=now)


def test_our_own_form_is_our_own_place(case, now):
    Case.objects.update(channel=Channel.FORM)
    case.refresh_from_db()
    assert findings_of(case, at=now)["place"].value == "own"


@pytest.fixture
def fact(manager, now):
    words = Statement(
        text_nl="Open vanaf mei.", text_en="Open from May.", source="x", expires_at=now + DAY
    )
    mistakes = ["pool NEAR/6 closed", "voorgoed"]
    return state_fact(
        title="The pool", statement=words, owner=None, by=manager, at=now, mistakes=mistakes
    ).fact


def test_a_mistake_that_stands_with_a_fact_is_heard(standard, case, fact, now):
    assert "facts" not in findings_of(case, at=now)  # what is right nobody can see from words
    say(case, "They say the pool is closed for good")
    found = findings_of(case, at=now)["facts"]
    assert (found.value, found.because) == ("wrong", ("The pool: pool NEAR/6 closed",))
    assert found.confidence < 0.75


def test_a_fact_that_does_not_hold_corrects_nobody(case, fact, manager, now):
    say(case, "They say the pool is closed for good")
    assert "facts" not in findings_of(case, at=now + DAY)
    retire_fact(fact=fact, because="x", by=manager, at=now)
    assert "facts" not in findings_of(case, at=now)


def test_mistakes_are_written_with_the_fact_and_make_no_version(fact, client_of, manager, now):
    soon = local_midnight(timezone.localdate() + 9 * DAY)  # the screen asks the clock
    fact.versions.update(expires_at=soon)
    client, place = client_of(manager), reverse("facts:fact-change", args=[fact.pk])
    form = client.get(place).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    given["valid_until"] = given["valid_until"].isoformat()
    page = client.post(place, {**given, "mistakes": "pool (closed"})
    assert "nothing closes it" in page.text
    assert client.post(place, {**given, "mistakes": "gratis"}).status_code == 302
    fact.refresh_from_db()
    assert (fact.mistakes, fact.n_versions) == (["gratis"], 1)
    assert "gratis" in client.get(reverse("facts:fact-detail", args=[fact.pk])).text
