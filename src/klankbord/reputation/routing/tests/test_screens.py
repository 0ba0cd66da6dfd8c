"""Rules are written, tried, published and seen; whoever has no part in that stays out."""

import datetime as dt

import pytest
from django.urls import reverse

from klankbord.jobs.models import Job
from klankbord.people.models import Member, Role
from klankbord.reputation.desk.models import Severity
from klankbord.reputation.flowcharts.actions import create_shipped_flow, publish_version
from klankbord.reputation.routing import actions
from klankbord.reputation.routing.history import result_of
from klankbord.reputation.routing.jobs import dry_run
from klankbord.reputation.routing.models import DryRun, Example, RuleVersion
from klankbord.reputation.routing.queries import draft_rules, live_rules
from klankbord.reputation.routing.rules import Act, rules_of
from klankbord.reputation.routing.tests.conftest import rule
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(member_with):
    return member_with(Role.MANAGER)


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


@pytest.fixture
def draft(manager, now):
    return actions.begin_draft(by=manager, at=now)


def example(manager, now, **fields):
    given = {"text": "The pool is closed", "expected": "open", "language": "en", **fields}
    return actions.keep_example(example=Example(**given), by=manager, at=now)


def test_a_rule_is_written_read_back_and_put_in_force(client, topic, manager, now):
    flow = create_shipped_flow(name="short", by=manager, at=now)
    publish_version(version=flow, by=manager, at=now)
    client.post(reverse("routing:draft-begin"))
    answer = client.post(
        reverse("routing:rule-add"),
        {
            "name": "The pool is asked about",
            "topics": [topic.pk],
            "platforms": ["mastodon", "x"],
            "languages": ["en"],
            "words": "closed OR shut",
            "is_asked": "on",
            "followers": "1000",
            "copies": "3",
            "hours": "open",
            "act": "open",
            "severity": "3",
            "department": manager.department_id,
            "member": manager.pk,
            "flow": flow.flow_id,
            "driver": "conduct",
            "stakeholder_group": "resident",
            "tags": "Pool, #summer",
            "is_last": "on",
        },
    )
    assert answer.status_code == 302
    page = client.get(reverse("routing:draft-detail")).content.decode()
    for words in (
        "it is about “Pool”",
        "it stands on Mastodon or X",
        "it is in English",
        "it has the words closed OR shut",
        "it speaks to us",
        "at least 1000 followers",
        "at least 3 messages say the same",
        "the desk is open",
        "open a case",
        "severity high",
        "for Communicatie",
        "give it to Manager",
        "driver: Conduct",
        "stakeholder group: Resident",
        "label #pool, #summer",
    ):
        assert words in page
    kept = rules_of(draft_rules().rules)[0]
    form = client.get(reverse("routing:rule-edit", args=[kept.id])).context["form"]
    assert form.initial["tags"] == "pool, summer"
    assert (form.initial["driver"], form.initial["stakeholder_group"]) == ("conduct", "resident")
    client.post(reverse("routing:draft-publish"), {"revision": draft_rules().revision})
    assert rules_of(live_rules().rules)[0].name == "The pool is asked about"
    assert "it speaks to us" in client.get(reverse("routing:rule-list")).content.decode()
    assert AuditEntry.objects.filter(act="routing.rules-published").exists()
    version = client.get(reverse("routing:version-detail", args=[1]))
    assert "it speaks to us" in version.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": "(pool"}, "words"),
        ({"words": '"Colleague Kim"', "colleague": "Colleague Kim"}, "words"),
        ({}, "__all__"),
        ({"platforms": ["x"], "act": "label"}, "tags"),
        ({"platforms": ["nowhere"]}, "platforms"),
        ({"followers": "-1"}, "followers"),
    ],
)
def test_a_rule_that_cannot_be_used_says_why(client, draft, make_member, fields, field):
    if name := fields.get("colleague"):
        make_member(name, Role.EMPLOYEE)
    answer = client.post(reverse("routing:rule-add"), {"name": "A", "act": "open", **fields})
    assert field in answer.context["form"].errors
    assert not rules_of(draft_rules().rules)


def test_the_order_is_changed_and_a_rule_goes(client, draft, manager, now):
    for name in "abc":
        actions.keep_rule(draft=draft, rule=rule(name=name, words=name), by=manager, at=now)
    ids = {each.name: each.id for each in rules_of(draft.rules)}
    client.post(reverse("routing:rule-move", args=[ids["c"]]), {"to": "up"})
    client.post(reverse("routing:rule-move", args=[ids["a"]]), {"to": "up"})
    client.post(reverse("routing:rule-delete", args=[ids["b"]]))
    assert [each.name for each in rules_of(draft_rules().rules)] == ["a", "c"]


def test_of_two_editors_the_second_is_told(client, draft, manager, now):
    seen = draft.revision
    actions.keep_rule(draft=draft, rule=rule(words="a"), by=manager, at=now)
    kept = rules_of(draft.rules)[0]
    client.post(reverse("routing:rule-delete", args=[kept.id]), {"revision": seen})
    assert rules_of(draft_rules().rules)
    form = {"name": "A", "act": "open", "words": "b", "revision": seen}
    answer = client.post(reverse("routing:rule-edit", args=[kept.id]), form)
    assert "A colleague changed this draft" in answer.content.decode()
    assert rules_of(draft_rules().rules)[0].words == "a"
    stale = RuleVersion.objects.get(pk=draft.pk)
    stale.revision = seen
    with pytest.raises(actions.RulesChanged):
        actions.publish_rules(draft=stale, by=manager, at=now)


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({}, True),
        ({"severity": Severity.HIGH}, True),
        ({"severity": Severity.LOW}, False),
        ({"expected": "nothing"}, False),
        ({"expected": "ignore"}, False),
        ({"text": "Nice weather", "expected": "nothing"}, True),
        ({"text": "When can I go swimming", "expected": "label"}, True),
        ({"text": "Spam about the pool", "expected": "ignore"}, True),
        ({"followers": 5000, "severity": Severity.URGENT}, True),
    ],
)
def test_rules_whose_examples_fail_are_not_published(
    client, draft, manager, now, topic, asked, holds
):
    for each in (
        rule(words="spam", act=Act.IGNORE),
        rule(words="pool", followers=1000, severity=Severity.URGENT),
        rule(words="pool", severity=Severity.HIGH),
        rule(topics=(topic.pk,), act=Act.LABEL, tags=("water",)),
    ):
        actions.keep_rule(draft=draft, rule=each, by=manager, at=now)
    example(manager, now, **asked)
    page = client.get(reverse("routing:draft-detail")).content.decode()
    assert ("cannot be published yet" in page) != holds
    client.post(reverse("routing:draft-publish"), {"revision": draft.revision})
    assert (live_rules() is not None) == holds


def test_examples_are_added_and_removed(client, draft):
    given = {"text": "The pool is closed", "expected": "open", "severity": "3"}
    client.post(reverse("routing:example-add"), given)
    kept = Example.objects.get()
    assert kept.severity == Severity.HIGH
    client.post(reverse("routing:example-delete", args=[kept.pk]))
    client.post(reverse("routing:example-delete", args=[kept.pk]))
    assert not Example.objects.exists()


def test_a_draft_is_thrown_away(client, draft, publish):
    client.post(reverse("routing:draft-delete"))
    assert draft_rules() is None
    assert client.get(reverse("routing:draft-detail")).status_code == 302
    assert client.get(reverse("routing:rule-add")).status_code == 404


def test_the_past_is_tried(client, say, work, publish, manager, now, still_run):
    publish(rule(words="pool", severity=Severity.LOW))
    text = "The municipal swimming pool stays closed until the first of May, says the alderman"
    for number in (1, 2):
        say(text, number=number, handle=f"h{number}")
    say("A playground is broken", number=3)
    say("The weather", number=4)
    work()
    draft = actions.begin_draft(by=manager, at=now)
    playground = rule(name="Play", words="playground")
    actions.keep_rule(draft=draft, rule=playground, by=manager, at=now)
    actions.keep_rule(draft=draft, rule=rule(name="Never", words="xyzzy"), by=manager, at=now)
    assert client.post(reverse("routing:dry-run-ask"), {"days": "30"}).status_code == 302
    run = DryRun.objects.get()
    DryRun.objects.update(since=now - dt.timedelta(days=30), until=now)
    assert Job.objects.get().payload == {"dry_run_id": run.pk}
    assert "You need not wait" in client.get(reverse("routing:dry-run")).content.decode()
    dry_run(still_run, dry_run_id=run.pk)
    result = result_of(DryRun.objects.get())
    assert (result.n_heard, result.n_cases, result.n_cases_live) == (4, 2, 1)
    assert result.n_by_act == {"open": 3, "": 1}
    assert result.n_differences == 1
    assert still_run.seen[-1] == (4, 4)
    page = client.get(reverse("routing:dry-run")).content.decode()
    assert "A playground is broken" in page
    assert "never" in page
    assert RuleVersion.objects.filter(is_draft=True).count() == 1
    assert not Example.objects.exists()


def test_what_the_rules_did_is_shown(client, say, work, publish):
    publish(rule(name="Pools", words="pool"), rule(words="tree", act=Act.LABEL, tags=("green",)))
    say("The pool is closed")
    say("A tree fell")
    work()
    page = client.get(reverse("routing:routed-list")).content.decode()
    assert "Pools" in page
    assert "#green" in page
    for nonsense in ("x", "1e99_1", "nan_3", "1_99999999999999999999"):
        answer = client.get(reverse("routing:routed-list"), {"before": nonsense})
        assert answer.status_code == 200


def test_a_responder_reads_and_a_stranger_stays_out(
    client_of, responder, stranger, publish, manager, now
):
    publish(rule(words="pool"))
    page = client_of(responder).get(reverse("routing:rule-list"))
    assert page.status_code == 200
    assert "Change the rules" not in page.content.decode()
    assert client_of(responder).post(reverse("routing:draft-begin")).status_code == 403
    assert client_of(stranger).get(reverse("routing:rule-list")).status_code == 403


def test_what_rules_name_may_go(client, publish, topic, say, work, responder):
    publish(rule(topics=(topic.pk,), platforms=("mastodon",), member=responder.pk))
    topic.delete()
    assert "something that was deleted" in client.get(reverse("routing:rule-list")).content.decode()
    Member.objects.filter(pk=responder.pk).update(is_active=False)
    say("The pool is closed")
    work()


def test_the_list_costs_the_same_for_many_rules(
    client, publish, topic, responder, django_assert_max_num_queries
):
    publish(*(rule(name=f"{n}", topics=(topic.pk,), member=responder.pk) for n in range(20)))
    client.get(reverse("routing:rule-list"))
    with django_assert_max_num_queries(30):
        client.get(reverse("routing:rule-list"))
