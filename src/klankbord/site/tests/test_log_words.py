import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

import klankbord
from klankbord.ambassadors.guidelines.actions import create_guideline
from klankbord.people.actions import change_member
from klankbord.people.models import Department, Role
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.desk.models import Case, CaseEvent, Channel
from klankbord.reputation.desk.opening import open_case
from klankbord.reputation.desk.views import case_detail
from klankbord.trust import audit
from klankbord.trust.wording import ACTS, DETAILS, SaidTwice, say

LOG = reverse("trust:audit-list")
SOURCE = Path(klankbord.__file__).parent
pytestmark = pytest.mark.django_db
CODE = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*")
WRITERS = {"record", "_record", "_record_decision"}


def files():
    found = SOURCE.rglob("*.py")
    return [path for path in found if not {"tests", "migrations"} & {*path.parts}]


def acts_written(tree):
    """Codes that a file gives to whoever writes in the log: as an argument, or as `act`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in WRITERS:
            given = [*node.args, *(each.value for each in node.keywords if each.arg == "act")]
            yield from _codes(given)
        elif isinstance(node, ast.Assign) and "act" in [_name(each) for each in node.targets]:
            yield from _codes([node.value])


def _name(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def _codes(nodes):
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and CODE.fullmatch(str(part.value)):
                yield part.value


def test_every_act_that_the_source_writes_has_words():
    written = {act for path in files() for act in acts_written(ast.parse(path.read_text()))}
    assert len(written) > 100
    assert written - ACTS.keys() == set()


def test_words_are_for_acts_that_somebody_writes():
    source = "\n".join(path.read_text() for path in files() if path.name != "log.py")
    computed = ("desk.case-", "desk.contact-", "facts.fact-")
    unwritten = [act for act in ACTS if not act.startswith(computed) and f'"{act}"' not in source]
    assert unwritten == []


def test_acts_are_in_dutch_too():
    with translation.override("nl"):
        dutch = {key: str(words) for key, words in ACTS.items()}
    assert [key for key, words in ACTS.items() if dutch[key] == str(words)] == []


def test_one_act_has_words_in_one_room():
    with pytest.raises(SaidTwice):
        say("test", acts={"desk.case-opened": "again"})
    assert "test" not in DETAILS


@pytest.fixture
def case(now, owner):
    opened = open_case(by=owner, at=now, title="The bridge is stuck", channel=Channel.PHONE)
    return opened.case


def read(client_of, member, **filters):
    return client_of(member).get(LOG, filters).content.decode()


def test_who_may_open_a_case_reads_its_title_and_gets_there(client_of, owner, case):
    page = read(client_of, owner, act="desk.")
    assert "Case: Opened" in page
    assert f'href="{reverse("desk:case-detail", args=[case.pk])}">{case.number} The bridge' in page


def test_who_may_not_open_a_case_reads_its_number_only(client_of, member_with, case):
    page = read(client_of, member_with(Role.COUNCIL), act="desk.")
    assert "Case: Opened" in page
    assert f"Case {case.pk}" in page
    assert "The bridge" not in page
    assert reverse("desk:case-detail", args=[case.pk]) not in page


def test_a_case_that_is_gone_is_told_as_gone(client_of, owner, case):
    CaseEvent.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).delete()
    assert f"Case {case.pk} (gone)" in read(client_of, owner, act="desk.")


def test_a_guideline_that_is_not_out_yet_has_no_title_for_the_council(
    client_of, member_with, owner, now
):
    guideline = create_guideline(
        title_nl="Nog geheim", title_en="Secret yet", by=owner, at=now
    ).guideline
    page = read(client_of, member_with(Role.COUNCIL), act="guidelines.")
    assert "Secret yet" not in page
    assert f"Guideline {guideline.pk}" in page
    assert "Secret yet" in read(client_of, owner, act="guidelines.")


def test_a_page_that_is_locked_gives_no_title(client_of, owner, case, monkeypatch):
    observing = replace(CASES, is_suitable_for_observing=True)
    monkeypatch.setattr(case_detail, "declarations", (observing,))
    page = read(client_of, owner, act="desk.")
    assert "The bridge" not in page
    assert f"Case {case.pk}" in page


def test_objects_cost_a_query_a_kind_and_none_a_line(
    client_of, owner, make_member, now, django_assert_max_num_queries
):
    for number in range(40):
        member = make_member(f"Nr {number}", Role.EMPLOYEE)
        audit.record(at=now, actor=f"member:{member.pk}", act="test.met", object=f"member:{number}")
    client = client_of(owner)
    with django_assert_max_num_queries(14):
        page = client.get(LOG, {"act": "test."})
    assert len(page.context["lines"]) == 40


def test_roles_and_departments_in_the_detail_are_in_words(client_of, owner, colleague, now):
    other = Department.objects.create(name="Wegen")
    roles = [Role.EMPLOYEE, Role.EXPERT]
    change_member(member=colleague, department=other, roles=roles, is_active=True, by=owner, at=now)
    page = read(client_of, owner, act="people.changed")
    assert "<dt>Department</dt><dd><del>Communicatie</del> → <ins>Wegen</ins></dd>" in page
    assert "<del>Employee</del> → <ins>Employee, Expert</ins>" in page


def test_acts_are_chosen_by_room_and_old_addresses_still_work(client_of, owner, case):
    page = read(client_of, owner)
    assert '<optgroup label="Desk">' in page
    assert '<option value="desk.">Desk: everything</option>' in page
    old = client_of(owner).get(LOG, {"act": "desk.case-op"})
    assert {line.entry.act for line in old.context["lines"]} == {"desk.case-opened"}
    assert '<option value="desk.case-op" selected>Starts with desk.case-op</option>' in (
        old.content.decode()
    )


def test_an_act_that_no_room_knows_keeps_its_code(client_of, owner, now):
    audit.record(at=now, actor="somebody:3", act="test.gone", object="thing:9", detail={"n_x": 4})
    page = read(client_of, owner, act="test.")
    for words in ("test.gone", "somebody:3", "thing:9", "<dt>n x</dt><dd>4</dd>"):
        assert words in page
