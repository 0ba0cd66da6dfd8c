"""What colleagues said in earlier cases proposes an answer: counted, told, and never alone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klankbord.core.flow import StepKind
from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.stories.models import Copy, Story
from klankbord.participate.topics.models import Match, Topic
from klankbord.people.models import Role
from klankbord.reputation.desk import actions, opening
from klankbord.reputation.desk.assessing import assess_case, assessment_of
from klankbord.reputation.desk.evidence import findings_of
from klankbord.reputation.desk.models import Case, Channel, Reason
from klankbord.reputation.flowcharts.actions import (
    choose_default_flow,
    create_shipped_flow,
    publish_version,
)
from klankbord.reputation.flowcharts.models import FlowRun

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def hear(make_mention, responder):
    """A case of its own for the next message of the author."""

    def heard(number, at, **fields):
        mention = make_mention(number, published_at=at, **fields)
        message = opening.message_of(mention)
        return opening.open_case(
            by=responder, at=at, title=str(number), channel=Channel.MENTION, message=message
        ).case

    return heard


@pytest.fixture
def let_be(hear, responder):
    """Earlier cases of the author, let stand for these reasons."""

    def ended(*reasons, at):
        for number, reason in enumerate(reasons, start=100):
            actions.let_stand(case=hear(number, at), by=responder, at=at, reason=reason)

    return ended


PROVOKED = Reason.PROVOCATION


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ((PROVOKED,), None),
        ((PROVOKED, Reason.JOKE, Reason.OTHER, PROVOKED), None),  # as often as not
        ((PROVOKED, PROVOKED), (0.6667, "in 2 of 2 earlier cases")),
        ((PROVOKED, PROVOKED, Reason.JOKE, PROVOKED), (0.6, "in 3 of 4 earlier cases")),
        ((PROVOKED,) * 9, (0.7, "in 9 of 9 earlier cases")),
    ],
)
def test_an_author_whom_colleagues_mostly_let_be(case, let_be, now, reasons, told):
    let_be(*reasons, at=now - DAY)
    found = findings_of(case, at=now)["history"]
    if told is None:
        assert found.value == "known"
    else:
        assert (found.value, found.confidence) == ("provoking", told[0])
        assert found.because == (f"{told[1]} a colleague said: It is only meant to provoke",)
    assert found.value == "known" or found.confidence < 0.75  # never sure of a next message


def test_another_author_is_not_judged_by_it(case, let_be, now):
    let_be(PROVOKED, PROVOKED, at=now - DAY)
    Case.objects.exclude(pk=case.pk).update(author_handle="piet@water.example")
    assert findings_of(case, at=now)["history"].value == "new"
    Case.objects.update(author_handle="")  # as after an erasure
    case.refresh_from_db()
    assert "history" not in findings_of(case, at=now)


def test_taken_back_it_counts_no_more(case, let_be, responder, now):
    let_be(PROVOKED, PROVOKED, at=now - DAY)
    earlier = Case.objects.exclude(pk=case.pk).first()
    actions.reopen_case(case=earlier, by=responder, at=now)
    assert findings_of(case, at=now)["history"].value == "known"


def test_the_page_says_it_and_a_person_decides(standard, case, let_be, client_of, responder, now):
    let_be(PROVOKED, PROVOKED, PROVOKED, at=now - DAY)
    way = {"danger": "no", "ours": "yes", "colleague": "no", "asked": "yes", "positive": "no"}
    for node, choice in way.items():
        assess_case(
            case=case, by=responder, at=now, kind=StepKind.ANSWERED, node=node, choices=[choice]
        )
    page = client_of(responder).get(reverse("desk:case-assess", args=[case.pk])).text
    assert "Proposed: Yes. Because of Earlier messages of the author: in 3 of 3 earlier" in page
    case.refresh_from_db()
    assert case.flow_run.node == "provoking"


@pytest.fixture
def crisis(manager, now):
    version = create_shipped_flow(name="crisis", by=manager, at=now)
    publish_version(version=version, by=manager, at=now)
    choose_default_flow(flow=version.flow, by=manager, at=now)
    return version


@pytest.fixture
def weigh(crisis, responder, make_member):
    """Say of a case how people see our part."""

    def weighed(case, blame, at):
        run = case.flow_run
        steps = [] if run else [("at-risk", "no"), ("adjust", ""), ("rumour", "no")]
        for node, choice in [*steps, ("blame", blame)]:
            kind = StepKind.ANSWERED if choice else StepKind.ACTED
            assess_case(case=case, by=responder, at=at, kind=kind, node=node, choices=[choice])
            if not choice:
                agree(case, at)
        return Case.objects.get(pk=case.pk)

    def agree(case, at):
        assess_case(case=case, by=approver, at=at, kind=StepKind.APPROVED, node="adjust")

    approver = make_member("Approver", Role.APPROVER)
    return weighed


def as_one_story(*numbers, at):
    story = Story.objects.create(began_at=at)
    for number in numbers:
        Copy.objects.create(mention_id=number, story=story, is_repost=False)


def test_how_others_saw_our_part_in_the_same_story(case, hear, weigh, crisis, now):
    others = [hear(number, now, text=f"The pool {number}") for number in (200, 201, 202)]
    for other, blame in zip(others, ["accident", "accident", "victim"], strict=True):
        weigh(other, blame, now)
    assert "blame" not in findings_of(case, at=now, version=crisis)  # another story
    as_one_story(1, 200, 201, 202, at=now)
    found = findings_of(case, at=now, version=crisis)["blame"]
    assert (found.value, found.confidence) == ("accident", 0.5)
    assert found.because == ("in 2 of 3 earlier cases a colleague said: an accident",)
    assert "blame" not in findings_of(case, at=now)  # no flow asks


def test_the_last_word_of_a_colleague_counts(case, hear, weigh, crisis, responder, now):
    other = weigh(hear(200, now), "victim", now)
    assess_case(case=other, by=responder, at=now, kind=StepKind.RETURNED, node="blame")
    weigh(Case.objects.get(pk=other.pk), "preventable", now)
    as_one_story(1, 200, at=now)
    assert findings_of(case, at=now, version=crisis)["blame"].value == "preventable"


@pytest.fixture
def earlier(hear, weigh, responder, now):
    """A crisis about the pool, closed a month ago."""
    at = now - 30 * DAY
    case = weigh(hear(300, at), "accident", at)
    actions.let_stand(case=case, by=responder, at=at, reason=Reason.OTHER)
    actions.close_case(case=case, by=responder, at=at)
    topic = Topic.objects.create(name="Pool", query="pool", created_at=now, changed_at=now)
    Match.objects.bulk_create([Match(topic=topic, mention_id=pk) for pk in (1, 300)])
    return Case.objects.get(pk=case.pk)


def test_a_crisis_before_on_the_same_topic(case, earlier, crisis, now):
    found = findings_of(case, at=now, version=crisis)["crisis_before"]
    assert (found.value, found.confidence) == ("yes", 0.7)
    (because,) = found.because
    assert because.startswith("Pool: 1 closed case with this flowchart, of ")
    assert "crisis_before" not in findings_of(case, at=now)


@pytest.mark.parametrize("change", ["topic", "open", "later", "drill"])
def test_what_is_no_crisis_before(case, earlier, crisis, responder, now, change):
    if change == "topic":
        Match.objects.filter(mention=300).delete()
    elif change == "open":
        actions.reopen_case(case=earlier, by=responder, at=now)
    elif change == "later":  # of the same crisis: it was still going on
        Case.objects.filter(pk=earlier.pk).update(closed_at=case.opened_at)
    else:
        FlowRun.objects.update(is_drill=True)
    assert "crisis_before" not in findings_of(case, at=now, version=crisis)


def test_the_standard_flow_asks_nothing_of_crises(standard, case, earlier, now):
    assert not {"crisis_before", "blame"} & findings_of(case, at=now, version=standard).keys()


def test_the_crisis_flow_shows_why(case, earlier, crisis, weigh, client_of, responder, now):
    case = weigh(case, "accident", now)
    assert assessment_of(case, at=now).standing.proposal.answer == "yes"
    page = client_of(responder).get(reverse("desk:case-assess", args=[case.pk])).text
    assert "Because of Crisis before: Pool: 1 closed case with this flowchart" in page


def test_it_costs_the_same_however_much_there_was(case, hear, earlier, crisis, let_be, now):
    def n_queries():
        with CaptureQueriesContext(connection) as caught:
            findings_of(case, at=now, version=crisis)
        return len(caught)

    let_be(PROVOKED, PROVOKED, at=now - DAY)
    before = n_queries()
    for number in range(400, 410):
        hear(number, now)
    assert n_queries() == before


def test_words_that_offend_are_told_where_they_are_strong(case, now):
    mention = Mention.objects.get()
    reading = Reading.objects.create(
        mention=mention,
        platform="mastodon",
        sentiment="negative",
        intent="other",
        content_hash=1,
        p_negative=900,
        p_neutral=80,
        p_positive=20,
    )
    assert "offensive" not in findings_of(case, at=now)  # and never: it is not
    reading.p_offensive = 910
    reading.save()
    found = findings_of(case, at=now)["offensive"]
    assert (found.value, found.confidence) == ("yes", 0.91)
    assert found.because == ("the words, as a machine reads them",)
