"""The flowchart at a case: questions, proposals with why, silence with its reason, two at once."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.core.flow import StepKind
from klankbord.jobs.models import Job
from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.archive.readings import Told, write_readings
from klankbord.participate.listening.models import Account
from klankbord.participate.topics.models import Match, Topic
from klankbord.people.models import Role
from klankbord.reputation.desk import actions, errors, opening
from klankbord.reputation.desk.approvals.actions import approve_reply, ask_approval
from klankbord.reputation.desk.assessing import assess_case, assessment_of
from klankbord.reputation.desk.calls.models import NoteMention
from klankbord.reputation.desk.calls.queries import calls_of
from klankbord.reputation.desk.evidence import findings_of
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    Channel,
    Reason,
    Severity,
    State,
)
from klankbord.reputation.desk.replying import draft_reply, show_reply
from klankbord.reputation.flowcharts.actions import (
    choose_default_flow,
    create_shipped_flow,
    publish_version,
)
from klankbord.reputation.flowcharts.models import FlowRun, FlowVersion, RunStep

pytestmark = pytest.mark.django_db
ANSWERED, ACTED, TICKED = StepKind.ANSWERED, StepKind.ACTED, StepKind.TICKED


@pytest.fixture
def guarded(manager, now):
    """The standard flow, where an approver looks at every correction."""
    version = create_shipped_flow(name="standard", by=manager, at=now)
    document = version.document
    correct = next(node for node in document["nodes"] if node["id"] == "correct")
    correct["guard"] = {"approval": "approver"}
    FlowVersion.objects.filter(pk=version.pk).update(document=document)
    version.refresh_from_db()
    publish_version(version=version, by=manager, at=now)
    choose_default_flow(flow=version.flow, by=manager, at=now)
    return version


@pytest.fixture
def answer(responder, now):
    """Answer questions one after another, a minute each."""

    def through(case: Case, *answers: tuple[str, str]) -> Case:
        for minute, (node, choice) in enumerate(answers):
            at = now + dt.timedelta(minutes=minute)
            case = assess_case(
                case=case, by=responder, at=at, kind=ANSWERED, node=node, choices=[choice]
            )
        return case

    return through


def standing(case: Case, now):
    return assessment_of(Case.objects.get(pk=case.pk), at=now).standing


def test_without_a_flow_there_is_nothing_to_follow(case, now, client_of, responder):
    assert assessment_of(case, at=now) is None
    page = client_of(responder).get(reverse("desk:case-assess", args=[case.pk])).text
    assert "No flowchart is chosen" in page


def test_looking_begins_nothing(standard, case, now, client_of, responder):
    page = client_of(responder).get(reverse("desk:case-assess", args=[case.pk])).text
    assert "Is there danger" in page
    assert not FlowRun.objects.exists()


def test_a_silence_gets_its_reason_from_the_flow(standard, case, answer, now):
    case = answer(case, ("danger", "no"), ("ours", "no"))
    assert (case.state, case.let_stand_reason) == (State.LET_STAND, Reason.NOT_OURS)
    run = FlowRun.objects.get()
    assert (run.result, run.reason) == ("let_stand", "not_ours")
    kinds = [event.kind for event in case.events.all()]
    assert kinds[-3:] == ["assessed", "assessed", "let-stand"]


def test_what_is_watched_has_a_day_to_look_again(standard, case, answer, now):
    way = ("danger", "no"), ("ours", "yes"), ("colleague", "no"), ("asked", "yes")
    case = answer(case, *way, ("positive", "no"), ("provoking", "yes"))
    assert case.let_stand_reason == Reason.PROVOCATION
    assert case.look_again_at > now


def test_the_way_to_an_answer_ends_at_the_answer(standard, case, answer, responder, now):
    way = ("danger", "no"), ("ours", "yes"), ("colleague", "no"), ("asked", "yes")
    case = answer(case, *way, ("positive", "no"), ("provoking", "no"), ("joke", "no"))
    case = answer(case, ("facts", "yes"))
    assert standing(case, now).node.id == "correct"
    case = assess_case(case=case, by=responder, at=now, kind=ACTED, node="correct")
    items = [item.id for item in standing(case, now).node.items]
    assess_case(case=case, by=responder, at=now, kind=TICKED, node="before-sending", choices=items)
    assert standing(case, now).node.id == "answered"
    case.refresh_from_db()
    assert not case.is_concluded  # the flow ends; the answer itself is still to be sent


def test_where_the_flow_asks_for_it_the_answer_needs_approval(
    guarded, case, answer, responder, member_with, now
):
    """One word is enough: who approves the answer has taken the step of the flow, too."""
    approver = member_with(Role.APPROVER)
    way = ("danger", "no"), ("ours", "yes"), ("colleague", "no"), ("asked", "yes")
    case = answer(case, *way, ("positive", "no"), ("provoking", "no"), ("joke", "no"))
    reply = draft_reply(case=case, by=responder, at=now, text="It is not so.").reply
    show_reply(reply=reply, by=responder, at=now)  # not asked for on the way until here
    case = answer(case, ("facts", "yes"))
    with pytest.raises(errors.ApprovalMissing):
        show_reply(reply=reply, by=responder, at=now)
    assess_case(case=case, by=responder, at=now, kind=ACTED, node="correct")
    assert standing(case, now).state.is_waiting_for_approval
    approval = ask_approval(reply=reply, by=responder, at=now)
    assert approval.role == Role.APPROVER
    approve_reply(approval=approval, by=approver, at=now)
    assert standing(case, now).node.id == "before-sending"
    reply.refresh_from_db()
    assert show_reply(reply=reply, by=responder, at=now).reply.status == "shown"


def test_the_words_of_a_step_stay_when_the_flow_changes(
    standard, case, answer, client_of, responder
):
    answer(case, ("danger", "no"))
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert "answered “Is there danger" in page
    assert CaseEvent.objects.get(kind="assessed").data["step"]["nl"].startswith("Is er gevaar")


def test_of_two_who_answer_at_once_one_is_told(standard, case, answer, responder, now):
    seen = case.version
    answer(case, ("danger", "no"))
    with pytest.raises(errors.StepDoesNotFit):
        assess_case(case=case, by=responder, at=now, kind=ANSWERED, node="danger", choices=["yes"])
    with pytest.raises(errors.CaseChanged):
        assess_case(
            case=case,
            by=responder,
            at=now,
            kind=ANSWERED,
            node="ours",
            choices=["no"],
            version=seen,
        )
    assert RunStep.objects.filter(kind="answered").count() == 1


def test_nobody_assesses_past_who_holds_the_case(standard, case, responder, second_responder, now):
    actions.claim_case(case=case, by=responder, at=now)
    with pytest.raises(errors.CaseAlreadyClaimed):
        assess_case(
            case=case, by=second_responder, at=now, kind=ANSWERED, node="danger", choices=["no"]
        )
    assert not FlowRun.objects.exists()


def test_a_question_can_be_answered_again(standard, case, answer, responder, now):
    answer(case, ("danger", "no"), ("ours", "yes"))
    assess_case(case=case, by=responder, at=now, kind=StepKind.RETURNED, node="ours")
    assert standing(case, now).node.id == "ours"


def test_what_is_known_is_proposed_with_why(standard, make_mention, responder, now, client_of):
    Account.objects.create(
        connector="mastodon", place="m.example", handle="gemeente@m.example", connected_at=now
    )
    mention = make_mention(text="@gemeente when is the pool open?")
    topic = Topic.objects.create(name="Pool", query="pool", created_at=now, changed_at=now)
    Match.objects.create(topic=topic, mention=mention)
    case = opening.open_case(
        by=responder,
        at=now,
        title="Pool",
        channel=Channel.MENTION,
        message=opening.message_of(mention),
    ).case
    found = findings_of(case, at=now)
    assert (found["asked"].value, found["asked"].because) == ("yes", ("@gemeente",))
    assert (found["about_us"].value, found["about_us"].because) == ("yes", ("Pool",))
    assert found["history"].value == "new"
    assert found["hours_open"].value == pytest.approx(2)
    client = client_of(responder)
    address = reverse("desk:case-assess", args=[case.pk])
    client.post(address, {"kind": "answered", "node": "danger", "choice": "no"})
    page = client.get(address).text
    assert "Proposed: Yes." in page
    assert "Pool" in page


def test_data_of_a_person_in_a_message_is_seen(case, now):
    assert "identifiers" not in findings_of(case, at=now)
    case.messages.update(text="Call the neighbour, his number is 06 12345678.")
    seen = findings_of(case, at=now)["identifiers"]
    assert (seen.value, len(seen.because)) == (1.0, 1)


def test_how_a_message_sounds_is_proposed_and_corrected_by_hand(
    standard, case, now, client_of, responder
):
    assert "sentiment" not in findings_of(case, at=now)
    Mention.objects.update(language="en")
    told = Told(1, 1, "negative", 910, 70, 20, "question", 640, None, is_close=True)
    write_readings([told])
    found = findings_of(case, at=now)
    assert (found["sentiment"].value, found["sentiment"].confidence) == ("negative", 0.91)
    asks = found["intent"]
    assert (asks.value, asks.confidence, asks.because) == ("question", 0.7, ("when", "is", "?"))
    case.messages.update(text="It is open.")
    assert "intent" not in findings_of(case, at=now)  # no word of a question in it
    case.messages.update(text="When does it open?")
    asks = findings_of(case, at=now)["intent"]
    assert (asks.value, asks.confidence, asks.because) == ("question", 0.7, ("when", "does", "?"))
    Reading.objects.update(intent="complaint", p_intent=940)
    assert "intent" not in findings_of(case, at=now)  # nine of ten are not
    Reading.objects.update(p_intent=960)
    assert findings_of(case, at=now)["intent"].confidence == 0.95
    Reading.objects.update(language="nl")
    assert "intent" not in findings_of(case, at=now)  # never found right there
    Mention.objects.update(language="nl")
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert "Dutch" in page
    assert "91" in page.partition("Sounds")[2].partition("Wants")[0]
    Reading.objects.update(sentiment="neutral", is_sentiment_by_hand=True)
    corrected = findings_of(case, at=now)["sentiment"]
    assert (corrected.value, corrected.confidence) == ("neutral", 1.0)


def test_what_a_colleague_hides_is_not_looked_up(case, now):
    case.messages.update(post_id="")
    write_readings([Told(1, 1, "negative", 910, 70, 20, "question", 640, None, is_close=True)])
    assert not {"reach", "sentiment", "intent"} & findings_of(case, at=now).keys()


def test_the_screens_walk_to_silence(standard, case, client_of, responder):
    client, address = client_of(responder), reverse("desk:case-assess", args=[case.pk])
    actions.claim_case(case=case, by=responder, at=timezone.now())
    assert "Follow the flowchart" in client.get(reverse("desk:case-detail", args=[case.pk])).text
    for node, choice in (("danger", "no"), ("ours", "no")):
        version = Case.objects.get(pk=case.pk).version
        given = {"kind": "answered", "node": node, "choice": choice, "version": version}
        page = client.post(address, given, follow=True)
    assert "The case has its outcome." in page.text
    assert "It is not about us" in page.text


def test_nonsense_changes_nothing(standard, case, client_of, responder):
    client, address = client_of(responder), reverse("desk:case-assess", args=[case.pk])
    for given in (
        {"kind": "started", "node": "danger"},
        {"kind": "x"},
        {"kind": "answered", "node": "nowhere", "choice": "no"},
        {"kind": "answered", "node": "danger", "choice": "maybe"},
        {"kind": "approved", "node": "danger"},
    ):
        assert client.post(address, given).status_code in {302, 409}
    assert not FlowRun.objects.exists()
    assert case.events.count() == 1


def test_a_stranger_and_an_expert_assess_nothing(standard, case, client_of, stranger, expert):
    for somebody in (stranger, expert):
        address = reverse("desk:case-assess", args=[case.pk])
        assert client_of(somebody).get(address).status_code == 403
        given = {"kind": "answered", "node": "danger", "choice": "no"}
        assert client_of(somebody).post(address, given).status_code == 403


def test_danger_calls_who_decides_at_once_and_makes_the_case_urgent(
    standard, case, answer, responder, manager, now
):
    """On a Sunday evening, too: the letter of any other note would wait until Monday."""
    sunday = now.replace(day=15, hour=21)
    for kind, node, choice in ((ANSWERED, "danger", "yes"), (ACTED, "safety", "")):
        case = assess_case(
            case=case, by=responder, at=sunday, kind=kind, node=node, choices=[choice]
        )
    assert (case.severity, case.claimed_by, case.is_concluded) == (
        Severity.URGENT,
        responder,
        False,
    )
    (call,) = calls_of(manager)  # once: when the flow came to the step that waits for them
    assert call.event.case == case
    assert call.event.data["awaits"]["nl"].startswith("Stop.")
    assert Job.objects.get(name="desk.tell_called").run_at == sunday


def test_whoever_decides_themselves_is_not_called(standard, case, manager, client_of, now):
    for kind, node, choice in ((ANSWERED, "danger", "yes"), (ACTED, "safety", "")):
        case = assess_case(case=case, by=manager, at=now, kind=kind, node=node, choices=[choice])
    assert case.severity == Severity.URGENT
    assert not NoteMention.objects.exists()
    page = client_of(manager).get(reverse("desk:case-assess", args=[case.pk])).text
    assert "From here on it is yours" in page


def test_a_colleague_in_public_is_somebody_elses_and_no_alarm(
    standard, case, answer, responder, manager, now
):
    case = answer(case, ("danger", "no"), ("ours", "yes"), ("colleague", "yes"))
    case = assess_case(case=case, by=responder, at=now, kind=ACTED, node="tell-colleague")
    assert case.severity == Severity.NORMAL
    assert calls_of(manager).count() == 1
