"""The screens of flows: to look at, to change without programming, to publish."""

import copy

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.core.flow import read_chart
from klankbord.people.models import Role
from klankbord.reputation.flowcharts import actions, draft_views, queries
from klankbord.reputation.flowcharts.editing import example_in, node_in
from klankbord.reputation.flowcharts.models import Flow


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


@pytest.fixture
def step_form(client):
    """The values that the form of a step holds, as a browser sends them back."""

    def values(draft, key, **changes):
        page = client.get(reverse("flowcharts:step-edit", args=[draft.flow_id, key]))
        sent = {"revision": draft.revision}
        form, sets = page.context["form"], page.context["sets"]
        forms = [form] + [row for rows in sets.values() for row in rows]
        for each in [*forms, *(rows.management_form for rows in sets.values())]:
            for field in each:
                value = field.value()
                if value is not None:
                    sent[field.html_name] = value
        return sent | changes

    return values


def test_a_flow_is_drawn_and_told_in_words(client, published):
    page = client.get(reverse("flowcharts:flow-detail", args=[published.flow_id]))
    text = page.content.decode()
    chart = queries.chart_of(published)
    assert text.count('class="flow__box ') == len(chart.nodes)
    for node in chart.nodes:
        assert f'id="words-{node.id}"' in text
    step = client.get(page.request["PATH_INFO"] + "?step=facts").content.decode()
    assert "flow__box--current" in step
    example = client.get(page.request["PATH_INFO"] + "?example=late-again").content.decode()
    assert "flow__line--taken" in example


def test_a_flow_begins_with_ours_with_a_question_or_with_a_document(client, published):
    address = reverse("flowcharts:flow-add")
    assert client.post(address, {"start": "crisis"}).status_code == 302
    titles = {"title_nl": "Eigen", "title_en": "Own"}
    assert client.post(address, {"start": "empty", **titles}).status_code == 302
    export = reverse("flowcharts:version-export", args=[published.flow_id, 1])
    document = client.get(export).content.decode()
    assert read_chart(document).is_fine
    assert client.post(address, {"start": "document", "document": document}).status_code == 302
    assert Flow.objects.count() == 4
    wrong = client.post(address, {"start": "document", "document": "format: 1"})
    assert "is missing" in wrong.content.decode()
    assert client.post(address, {"start": "empty"}).status_code == 200
    assert client.post(address, {"start": "nothing"}).status_code == 200


def test_a_step_is_changed_with_a_form_and_the_examples_run_again(client, draft, step_form):
    sent = step_form(draft, "facts", **{"answers-0-to": "let-stand", "title_en": "Is it wrong?"})
    address = reverse("flowcharts:step-edit", args=[draft.flow_id, "facts"])
    page = client.post(address, sent, follow=True).content.decode()
    draft.refresh_from_db()
    node = node_in(draft.document, "facts")
    assert (node["title"]["en"], node["answers"][0]["to"]) == ("Is it wrong?", "let-stand")
    assert "No way from the start leads here" in page
    assert "This example takes another way" in page


def test_a_form_that_is_sent_back_unchanged_changes_nothing(client, draft, step_form):
    before = copy.deepcopy(draft.document)
    for node in before["nodes"]:
        address = reverse("flowcharts:step-edit", args=[draft.flow_id, node["id"]])
        client.post(address, step_form(draft, node["id"]))
        draft.refresh_from_db()
        assert node_in(draft.document, node["id"]) == node


def test_answers_lines_and_evidence_come_and_go(client, draft, step_form):
    more = {
        "answers-2-label_nl": "Weet niet",
        "answers-2-label_en": "Not sure",
        "answers-2-to": "let-stand",
        "answers-1-DELETE": "on",
        "rules-2-says": "reach",
        "rules-2-at_least": "5000",
        "rules-2-answer": "yes",
    }
    address = reverse("flowcharts:step-edit", args=[draft.flow_id, "facts"])
    client.post(address, step_form(draft, "facts", **more))
    draft.refresh_from_db()
    node = node_in(draft.document, "facts")
    assert [each["id"] for each in node["answers"]] == ["yes", "not-sure"]
    assert {"source": "reach", "answer": "yes", "at_least": 5000.0} in node["evidence"]
    address = reverse("flowcharts:step-edit", args=[draft.flow_id, "before-sending"])
    line = {"items-3-text_nl": "Rustig blijven", "items-3-text_en": "Stay calm"}
    client.post(address, step_form(draft, "before-sending", **line))
    draft.refresh_from_db()
    assert node_in(draft.document, "before-sending")["items"][-1]["id"] == "stay-calm"


def test_steps_are_added_and_taken_out(client, draft):
    address = reverse("flowcharts:step-add", args=[draft.flow_id])
    for kind in ("question", "action", "check", "outcome"):
        draft.refresh_from_db()
        words = {"kind": kind, "title_nl": "Nieuw", "title_en": f"A new {kind}"}
        client.post(address, {"revision": draft.revision, **words})
    draft.refresh_from_db()
    assert node_in(draft.document, "a-new-check")["kind"] == "check"
    gone = reverse("flowcharts:step-delete", args=[draft.flow_id, "correct"])
    assert "Are the facts wrong?" in client.get(gone).content.decode()
    client.post(gone, {"revision": draft.revision})
    draft.refresh_from_db()
    assert node_in(draft.document, "correct") is None
    assert "to" not in node_in(draft.document, "facts")["answers"][0]


def test_an_example_is_added_with_the_way_that_it_takes(client, draft):
    address = reverse("flowcharts:example-add", args=[draft.flow_id])
    client.get(address)
    sent = {
        "revision": draft.revision,
        "message_nl": "Wat een grap",
        "message_en": "What a joke",
        "is_right": "on",
        "evidence-identifiers": "0",
        "evidence-intent": "joke",
        "answer-danger": "no",
        "answer-ours": "yes",
        "answer-facts": "no",
        "answer-problem": "no",
    }
    client.post(address, sent)
    draft.refresh_from_db()
    example = example_in(draft.document, "what-a-joke")
    assert example["path"][-1] == "let-stand"
    edit = reverse("flowcharts:example-edit", args=[draft.flow_id, "what-a-joke"])
    changed = sent | {"revision": draft.revision, "answer-facts": "yes"}
    del changed["is_right"]
    page = client.post(edit, changed, follow=True).content.decode()
    assert "fails" in page
    draft.refresh_from_db()
    gone = reverse("flowcharts:example-delete", args=[draft.flow_id, "what-a-joke"])
    client.post(gone, {"revision": draft.revision})
    draft.refresh_from_db()
    assert example_in(draft.document, "what-a-joke") is None


def test_of_two_editors_the_second_is_told(client, draft, step_form):
    address = reverse("flowcharts:step-edit", args=[draft.flow_id, "facts"])
    first = step_form(draft, "facts", title_en="First")
    client.post(address, first)
    page = client.post(address, first | {"title_en": "Second"}, follow=True).content.decode()
    assert "A colleague changed this draft meanwhile" in page
    draft.refresh_from_db()
    assert node_in(draft.document, "facts")["title"]["en"] == "First"


def test_publishing_says_what_stands_in_the_way(client, draft, document):
    node_in(document, "facts")["answers"][0]["to"] = "gone"
    actions.change_draft(version=draft, document=document, revision=1)
    address = reverse("flowcharts:version-publish", args=[draft.flow_id])
    page = client.post(address, follow=True).content.decode()
    assert "Not published" in page
    assert "there is no such step" in page
    draft.refresh_from_db()
    node_in(document, "facts")["answers"][0]["to"] = "correct"
    actions.change_draft(version=draft, document=document, revision=draft.revision)
    client.post(address)
    assert queries.current_version(draft.flow) is not None


def test_who_deletes_a_draft_that_was_published_meanwhile_is_told(
    client, draft, manager, now, monkeypatch
):
    looked_at = queries.FlowVersion.objects.get(pk=draft.pk)
    actions.publish_version(version=draft, by=manager, at=now)
    monkeypatch.setattr(draft_views, "draft_or_404", lambda _pk: looked_at)
    gone = reverse("flowcharts:draft-delete", args=[draft.flow_id])
    assert "A colleague was first" in client.post(gone, follow=True).text
    assert queries.current_version(draft.flow) == draft


def test_a_document_that_is_too_large_is_not_kept(client):
    """Told before anything is drawn or stored."""
    nodes = "".join(f"- {{kind: check, id: n{i}, to: n{i + 1}}}\n" for i in range(3_000))
    sent = {"start": "document", "document": f"format: 1\nid: big\nnodes:\n{nodes}"}
    page = client.post(reverse("flowcharts:flow-add"), sent)
    assert "200 is the most" in page.text
    assert not Flow.objects.exists()


def test_the_title_is_changed_and_versions_are_compared(client, published, manager, now):
    actions.start_draft(flow=published.flow, by=manager, at=now)
    address = reverse("flowcharts:draft-detail", args=[published.flow_id])
    words = {"title_nl": "Vijf", "title_en": "Five", "start": "ours", "revision": 1}
    client.post(address, words)
    draft = queries.draft_of(published.flow)
    assert draft.document["start"] == "ours"
    document = copy.deepcopy(draft.document)
    node_in(document, "facts")["title"]["en"] = "Is it false?"
    actions.change_draft(version=draft, document=document, revision=draft.revision)
    page = client.get(reverse("flowcharts:version-compare", args=[published.flow_id, 2]))
    text = page.content.decode()
    assert "<del>Are the facts wrong?</del>" in text
    assert "<ins>Is it false?</ins>" in text


def test_past_cases_and_figures_are_shown(client, published, walk, manager):
    walk(published, {"danger": "no", "ours": "yes", "facts": "yes"}, at=timezone.now())
    figures = client.get(reverse("flowcharts:flow-figures", args=[published.flow_id]))
    assert "1 case that came in" in figures.content.decode()
    draft = actions.start_draft(flow=published.flow, by=manager, at=timezone.now())
    document = copy.deepcopy(draft.document)
    node_in(document, "facts")["answers"][0]["to"] = "let-stand"
    actions.change_draft(version=draft, document=document, revision=1)
    replay = client.get(reverse("flowcharts:draft-replay", args=[published.flow_id]))
    assert "another end" in replay.content.decode()


def test_a_stranger_sees_nothing_and_a_responder_changes_nothing(
    client_of, stranger, member_with, draft
):
    detail = reverse("flowcharts:flow-detail", args=[draft.flow_id])
    assert client_of(stranger).get(detail).status_code == 403
    client = client_of(member_with(Role.RESPONDER))
    assert client.get(detail).status_code == 200
    edit = reverse("flowcharts:step-edit", args=[draft.flow_id, "facts"])
    assert client.post(edit, {"revision": 1}).status_code == 403


@pytest.mark.parametrize("step", ["nothing", "facts' OR 1=1", "<script>"])
def test_an_unknown_step_is_no_step(client, draft, step):
    address = reverse("flowcharts:flow-detail", args=[draft.flow_id])
    page = client.get(address, {"step": step, "example": step, "version": step})
    assert "<script>alert" not in page.content.decode()
    assert page.status_code == 200


def test_the_list_takes_few_queries(client, published, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(reverse("flowcharts:flow-list"))
