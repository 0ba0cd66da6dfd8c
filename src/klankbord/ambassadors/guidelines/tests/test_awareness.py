"""Situations: which comes when, one page that takes a minute, and an author who writes them."""

import datetime as dt

import pytest
from django.urls import reverse

from klankbord.ambassadors.guidelines import actions, queries
from klankbord.ambassadors.guidelines.awareness.actions import CROWD, answer_situation
from klankbord.ambassadors.guidelines.awareness.forms import SituationForm, in_order_for
from klankbord.ambassadors.guidelines.awareness.models import Situation, SituationTurn
from klankbord.ambassadors.guidelines.awareness.queries import invitation, is_invited
from klankbord.ambassadors.guidelines.awareness.scene import Choice, Scene
from klankbord.ambassadors.guidelines.awareness.spacing import next_day, working_day
from klankbord.ambassadors.guidelines.models import Acknowledgement, Clause
from klankbord.ambassadors.guidelines.starter import CLAUSES

DAY = dt.timedelta(days=1)
TEXTS = {
    "kind": "risk", "text_nl": "Er gebeurt iets.", "text_en": "Something happens.",
    "choice0_nl": "Goed", "choice0_en": "Good", "outcome0_nl": "Fijn", "outcome0_en": "Fine",
    "fits0": "on",
    "choice1_nl": "Minder", "choice1_en": "Less", "outcome1_nl": "Jammer", "outcome1_en": "Pity",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_waits():
    yield
    CROWD.disperse()


@pytest.fixture
def draft(owner, now):
    return actions.create_starter_guideline(by=owner, at=now)


@pytest.fixture
def published(draft, owner, now):
    actions.publish_version(version=draft, by=owner, at=now)
    return draft


@pytest.fixture
def page():
    return reverse("guidelines:situation")


@pytest.fixture
def at_work(monkeypatch, now):
    """The clock of the pages stands in working hours, whatever the day of the test is."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


def answer_next(member, at):
    due = invitation(member, at=at).due
    answer_situation(
        situation=due.situation, n_before=due.n_before, path=due.situation.tree.paths[0],
        by=member, on=at.date(), at=at,
    )  # fmt: skip
    return due


def test_every_starter_clause_has_a_chance_and_a_risk_that_branch(draft):
    assert draft.clauses.count() == len(CLAUSES)
    for clause in draft.clauses.all():
        situations = list(clause.situations.all())
        assert {each.kind for each in situations} == {"chance", "risk"}, clause
        assert all(each.is_starter for each in situations)
        for each in situations:
            assert any("." in path for path in each.tree.paths), clause
            assert any(choice.fits for choice in each.tree.choices)
            assert not all(choice.fits for choice in each.tree.choices)


def test_starter_texts_are_whole_in_both_languages_and_short(draft):
    def scenes(scene):
        yield scene
        for choice in scene.choices:
            if choice.then:
                yield from scenes(choice.then)

    every = [
        scene
        for each in Situation.objects.filter(clause__version=draft)
        for scene in scenes(each.tree)
    ]
    texts = [text for scene in every for text in (scene.text_nl, scene.text_en)]
    texts += [
        getattr(choice, f"{part}_{language}")
        for scene in every
        for choice in scene.choices
        for part in ("text", "outcome")
        for language in ("nl", "en")
    ]
    assert all(text.strip() and len(text) <= 250 for text in texts)
    assert len(set(texts)) > 0.8 * len(texts)


def test_one_a_day_and_the_same_clause_again_after_three_weeks(published, colleague, now):
    first = answer_next(colleague, now)
    assert invitation(colleague, at=now).is_done_today
    assert not is_invited(colleague, at=now + dt.timedelta(hours=1))
    assert is_invited(colleague, at=now + DAY)
    turn = SituationTurn.objects.get()
    assert turn.next_on == (now + 21 * DAY).date()
    assert invitation(colleague, at=now + DAY).due.clause != first.clause
    answered = [first]
    moment = now
    while (found := invitation(colleague, at=moment)).due or found.next_on:
        if found.due and not found.is_done_today and not found.is_quiet:
            answered.append(answer_next(colleague, moment))
        moment += DAY
        assert moment < now + 100 * DAY
    asked = [each.situation.pk for each in answered]
    assert len(asked) == len(set(asked)) == 2 * len(CLAUSES)
    assert queries.clauses_to_read(published, colleague) == set()


def test_gaps_grow_and_end_on_a_working_day():
    tuesday = dt.date(2026, 3, 10)
    assert next_day(answered_on=tuesday, n_answered=1) == tuesday + 21 * DAY
    assert next_day(answered_on=tuesday, n_answered=2) == tuesday + 63 * DAY
    assert next_day(answered_on=tuesday, n_answered=5) == tuesday + 63 * DAY
    assert {working_day(dt.date(2026, 3, day)) for day in (14, 15, 16)} == {dt.date(2026, 3, 16)}


@pytest.mark.parametrize(
    ("zone", "hour", "is_asked"),
    [
        ("", 9, True),
        ("", 20, False),
        ("America/Curacao", 9, False),
        ("America/Curacao", 20, True),
        ("Asia/Tokyo", 9, False),
    ],
)
def test_nobody_is_asked_in_quiet_hours_where_they_are(
    published, colleague, now, zone, hour, is_asked
):
    """`hour` is that of UTC, on a Tuesday."""
    assert published
    colleague.time_zone = zone
    assert is_invited(colleague, at=now.replace(hour=hour)) is is_asked


def test_nor_in_a_weekend_but_who_wants_to_may(published, colleague, client_of, page, monkeypatch):
    assert published
    sunday = dt.datetime(2026, 3, 15, 10, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: sunday)
    client = client_of(colleague)
    assert b"One minute" not in client.get(reverse("plan:plan")).content
    assert b"evening, night or weekend" in client.get(page).content
    assert b"What would you do?" in client.get(page, {"now": ""}).content


def test_who_ticked_the_guideline_meets_the_first_after_three_weeks(published, colleague, now):
    actions.acknowledge_version(version=published, by=colleague, at=now)
    found = invitation(colleague, at=now)
    assert (found.due, found.next_on) == (None, (now + 21 * DAY).date())


def test_only_what_changed_is_asked_again(published, colleague, owner, now):
    for number in range(2 * len(CLAUSES)):
        moment = now + number * DAY
        if invitation(colleague, at=moment).due:
            answer_next(colleague, moment)
    draft = actions.start_draft(guideline=published.guideline, by=owner, at=now)
    changed = draft.clauses.get(number=4)
    actions.edit_clause(clause=changed, text_en="Something else altogether.")
    later = now + 5 * DAY
    actions.publish_version(version=draft, by=owner, at=later)
    due = invitation(colleague, at=later).due
    assert due.clause == changed
    assert draft.clauses.get(number=4).situations.count() == 2
    answer_next(colleague, later)
    assert invitation(colleague, at=later).due is None


@pytest.mark.usefixtures("published", "at_work")
def test_a_choice_leads_to_what_comes_of_it_and_further(colleague, client_of, page):
    client = client_of(colleague)
    assert b"One minute" in client.get(reverse("plan:plan")).content
    shown = invitation(colleague, at=dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)).due.situation
    first = client.get(page).content.decode()
    assert shown.tree.text_en in first
    branch = next(path for path in shown.tree.paths if "." in path)
    begun = branch[0]
    asked = {"situation": shown.pk, "n_before": 0}
    assert "Choose what you would do first" in client.post(page, asked).content.decode()
    outcome = client.post(page, asked | {"path": begun}).content.decode()
    choice = shown.tree.choices[int(begun)]
    assert choice.outcome_en in outcome
    assert choice.then.text_en in outcome
    assert not SituationTurn.objects.exists()
    half = client.post(page, asked | {"begun": begun, "done": "1"}).content.decode()
    assert "Choose what you would do first" in half
    done = client.post(page, asked | {"begun": begun, "path": branch, "done": "1"})
    assert choice.then.choices[0].outcome_en in done.content.decode()
    assert Acknowledgement.objects.get().wording == shown.clause.wording
    again = client.post(page, asked | {"path": branch, "done": "1"})
    assert again.status_code == 200
    assert SituationTurn.objects.get().n_answered == 1
    assert b"You had one today" in client.get(page).content


@pytest.mark.usefixtures("at_work")
def test_a_situation_of_a_draft_or_of_nowhere_is_not_answered(draft, colleague, client_of, page):
    client = client_of(colleague)
    hidden = Situation.objects.filter(clause__version=draft).first()
    for values in ({"situation": hidden.pk, "n_before": 0, "path": "0"}, {"situation": "x"}):
        answered = client.post(page, values)
        assert (answered.status_code, b"changed" in answered.content) == (409, True)
    assert b"Nothing for you now" in client.get(page).content


def test_choices_stand_in_an_order_of_the_readers_own(published):
    scene = Situation.objects.filter(clause__version=published).first().tree
    orders = {tuple(n for n, _ in in_order_for(reader, scene.choices)) for reader in range(60)}
    assert len(orders) == 6
    assert in_order_for(3, scene.choices) == in_order_for(3, scene.choices)


def test_an_author_writes_and_changes_situations_beside_the_clause(owner, client_of, now):
    draft = actions.create_guideline(title_nl="R", title_en="G", by=owner, at=now)
    clause = actions.add_clause(version=draft, title_nl="T", title_en="T", text_nl="T", text_en="T")
    client = client_of(owner)
    here = reverse("guidelines:draft-detail", args=[draft.guideline_id])
    assert b"none yet: write two" in client.get(here).content
    client.post(reverse("guidelines:situation-add", args=[clause.pk]), TEXTS)
    assert b"a second one is missing" in client.get(here).content
    publish = reverse("guidelines:version-publish", args=[draft.guideline_id])
    assert b"fewer than two situations" in client.get(publish).content
    client.post(reverse("guidelines:situation-add", args=[clause.pk]), TEXTS | {"kind": "chance"})
    assert b"a second one is missing" not in client.get(here).content
    first, second = clause.situations.all()
    follow = reverse("guidelines:situation-follow", args=[first.pk, 1])
    assert b"the story goes on" in client.get(follow).content
    client.post(follow, TEXTS)
    edited = reverse("guidelines:situation-edit", args=[first.pk])
    client.post(edited, TEXTS | {"text_en": "Something else happens."})
    first.refresh_from_db()
    assert (first.tree.text_en, first.tree.paths) == (
        "Something else happens.",
        ["0", "1.0", "1.1"],
    )
    assert first.wording != second.wording
    client.post(follow, {"remove": "1"})
    first.refresh_from_db()
    assert first.tree.paths == ["0", "1"]
    assert client.get(reverse("guidelines:situation-follow", args=[first.pk, 7])).status_code == 404
    gone = reverse("guidelines:situation-delete", args=[first.pk])
    assert b"Something else happens." in client.get(gone).content
    client.post(gone)
    second.refresh_from_db()
    assert second.number == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome1_nl": ""}, "needs all four texts"),
        ({"choice1_nl": "", "choice1_en": "", "outcome1_nl": "", "outcome1_en": ""}, "two choices"),
        ({"fits0": ""}, "Say which choice"),
        ({"text_nl": ""}, "This field is required"),
    ],
)
def test_a_half_situation_says_what_is_missing(change, words):
    form = SituationForm(TEXTS | change)
    assert not form.is_valid()
    assert words in str(form.errors)


def test_what_is_in_force_is_not_changed(published, owner, client_of):
    situation = Situation.objects.filter(clause__version=published).first()
    client = client_of(owner)
    for name in ("situation-edit", "situation-delete"):
        assert client.post(reverse(f"guidelines:{name}", args=[situation.pk])).status_code == 404
    clause = Clause.objects.first()
    assert client.get(reverse("guidelines:situation-add", args=[clause.pk])).status_code == 404


def test_another_version_takes_situations_along_and_its_own_words(published, owner, now):
    draft = actions.start_draft(guideline=published.guideline, by=owner, at=now)
    old = Situation.objects.filter(clause__version=published)
    new = Situation.objects.filter(clause__version=draft)
    assert sorted(old.values_list("wording")) == sorted(new.values_list("wording"))
    assert set(old.values_list("pk")).isdisjoint(new.values_list("pk"))


def test_a_way_that_does_not_exist_leads_nowhere():
    leaf = {"text_nl": "a", "text_en": "a", "outcome_nl": "a", "outcome_en": "a"}
    inner = Scene(text_nl="b", text_en="b", choices=(Choice(**leaf),))
    scene = Scene(text_nl="c", text_en="c", choices=(Choice(**leaf), Choice(**leaf, then=inner)))
    assert scene.paths == ["0", "1.0"]
    assert scene.choice_at("1.0") == inner.choices[0]
    assert [scene.choice_at(way) for way in ("2", "1.1", "0.0", "", "x", "-1", "1.0.0")] == [
        None
    ] * 7


def test_the_page_stays_within_its_queries(
    published, colleague, client_of, page, at_work, django_assert_max_num_queries
):
    assert published
    assert at_work
    client = client_of(colleague)
    client.get(page)
    with django_assert_max_num_queries(12):
        client.get(page)
