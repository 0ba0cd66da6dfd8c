"""Drafts, publishing, and what is never changed."""

import pytest

from klankbord.core.flow import ProblemCode
from klankbord.people.models import Member
from klankbord.reputation.flowcharts import actions, queries
from klankbord.reputation.flowcharts.models import Flow, FlowVersion, VersionAlreadyPublished
from klankbord.trust.models import AuditEntry


def node_of(document, key):
    return next(node for node in document["nodes"] if node["id"] == key)


def test_a_shipped_flow_begins_as_a_draft_and_is_published(draft, manager, now):
    assert (draft.number, draft.is_draft, draft.flow.key) == (1, True, "short")
    assert queries.current_version(draft.flow) is None
    actions.publish_version(version=draft, by=manager, at=now)
    assert queries.current_version(draft.flow) == draft
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert acts >= {"flowcharts.flow-added", "flowcharts.published"}


def test_a_second_flow_of_the_same_name_gets_a_number(draft, manager, now):
    again = actions.create_shipped_flow(name="short", by=manager, at=now)
    assert again.flow.key == "short-2"


def test_a_draft_may_have_faults_and_publishing_tells_them_all(draft, document, manager, now):
    node_of(document, "facts")["answers"][0]["to"] = "nowhere"
    node_of(document, "ours")["title"] = {"nl": "Van ons?"}
    draft = actions.change_draft(version=draft, document=document, revision=draft.revision)
    with pytest.raises(actions.FlowHasProblems) as refused:
        actions.publish_version(version=draft, by=manager, at=now)
    codes = {problem.code for problem in refused.value.problems}
    assert codes >= {
        ProblemCode.NODE_UNKNOWN,
        ProblemCode.TRANSLATION_MISSING,
        ProblemCode.UNREACHABLE,
    }
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_draft_without_the_shape_of_a_flow_is_refused(draft, document):
    document["nodes"] = "none"
    with pytest.raises(actions.FlowHasProblems):
        actions.change_draft(version=draft, document=document, revision=draft.revision)
    draft.refresh_from_db()
    assert draft.revision == 1


def test_two_editors_never_overwrite_each_other(draft, document):
    actions.change_draft(version=draft, document=document, revision=1)
    with pytest.raises(actions.DraftChanged):
        actions.change_draft(version=draft, document=document, revision=1)


def test_the_title_of_the_flow_follows_its_draft(draft, document):
    document["title"] = {"nl": "Vijf vragen", "en": "Five questions"}
    actions.change_draft(version=draft, document=document, revision=1)
    flow = Flow.objects.get()
    assert (flow.title_in("nl"), flow.title_in("en")) == ("Vijf vragen", "Five questions")


def test_what_is_published_is_never_changed(published, document, manager, now):
    with pytest.raises(VersionAlreadyPublished):
        actions.change_draft(version=published, document=document, revision=published.revision)
    with pytest.raises(VersionAlreadyPublished):
        actions.publish_version(version=published, by=manager, at=now)
    with pytest.raises(VersionAlreadyPublished):
        actions.delete_draft(version=published, by=manager, at=now)
    with pytest.raises(VersionAlreadyPublished):
        published.save()


def test_a_new_draft_goes_on_from_the_version_in_force(published, manager, now):
    draft = actions.start_draft(flow=published.flow, by=manager, at=now)
    assert (draft.number, draft.document) == (2, published.document)
    assert actions.start_draft(flow=published.flow, by=manager, at=now) == draft
    assert queries.version_before(draft) == published
    actions.delete_draft(version=draft, by=manager, at=now)
    assert queries.draft_of(published.flow) is None


def test_of_two_who_begin_a_draft_at_once_both_get_the_same(published, manager, now, monkeypatch):
    """The second looked before the first wrote."""
    first = actions.start_draft(flow=published.flow, by=manager, at=now)
    looks = iter([None, first])
    monkeypatch.setattr(actions, "_existing_draft", lambda _flow: next(looks))
    assert actions.start_draft(flow=published.flow, by=manager, at=now) == first
    assert FlowVersion.objects.count() == 2


def test_the_longest_key_gets_a_number_that_nobody_has(manager, now):
    def begin():
        document = actions.empty_document(key="k" * 60, title_nl="Lang", title_en="Long")
        return actions.create_flow(document=document, by=manager, at=now).flow.key

    shorter = actions.empty_document(key="k" * 56 + "-2", title_nl="Kort", title_en="Short")
    actions.create_flow(document=shorter, by=manager, at=now)
    assert [begin(), begin(), begin()] == ["k" * 60, "k" * 56 + "-3", "k" * 56 + "-4"]


def test_a_flow_that_was_never_published_goes_with_its_draft(draft, manager, now):
    actions.delete_draft(version=draft, by=manager, at=now)
    assert not Flow.objects.exists()


def test_one_flow_is_for_new_cases(published, manager, now):
    assert queries.default_version() is None
    other = actions.create_shipped_flow(name="standard", by=manager, at=now)
    for flow in (published.flow, other.flow, published.flow):
        actions.choose_default_flow(flow=flow, by=manager, at=now)
    assert queries.default_version() == published
    assert Flow.objects.filter(is_default=True).count() == 1


def test_an_empty_flow_is_a_good_flow(manager, now):
    document = actions.empty_document(key="ours", title_nl="Eigen", title_en="Own")
    version = actions.create_flow(document=document, by=manager, at=now)
    actions.publish_version(version=version, by=Member.objects.get(pk=manager.pk), at=now)
    assert queries.flows_listed().get().current_number == 1
