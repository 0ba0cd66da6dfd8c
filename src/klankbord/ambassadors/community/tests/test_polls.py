"""Polls by name: asked, voted, changed, closed, counted, forgotten."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Membership, Post
from klankbord.ambassadors.community.moderation.actions import (
    WaitsForOwner,
    appeal_decision,
    decide_review,
    report_words,
)
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.polls import actions as polls
from klankbord.ambassadors.community.polls.models import Poll, PollVote
from klankbord.ambassadors.community.polls.queries import polls_among, polls_due
from klankbord.ambassadors.community.polls.words import WordsFixed
from klankbord.ambassadors.community.queries import post_page
from klankbord.ambassadors.community.tests.polling import DAYS, QUESTION, ask
from klankbord.trust.retention.contract import KEPT
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

DAY = dt.timedelta(days=1)


@pytest.fixture
def today():
    """Screens ask the clock itself."""
    return timezone.now()


@pytest.fixture
def poll(open_group, owner, colleague, today) -> Poll:
    actions.join_group(group=open_group, by=colleague, at=today)
    return ask(open_group, by=owner, at=today, closes_at=today + 2 * DAY)


def shown(poll, member):
    return polls_among([Post.objects.select_related("poll").get(pk=poll.pk)], member)[poll.pk]


def votes(poll):
    return sorted(PollVote.objects.values_list("choice__words", "member__name"))


def told(member):
    return list(Notification.objects.filter(member=member).values_list("kind", flat=True))


def form_for(group, day, **more):
    return {
        "group": group.pk, "text": QUESTION, "choices": [*DAYS, ""], "way": "named",
        "shows": "at_once", "closes_on": day.isoformat(), "closes_time": "17:00",
    } | more  # fmt: skip


def test_it_is_asked_voted_changed_taken_back_and_closed_without_a_script(
    open_group, owner, colleague, client_of, today
):
    actions.join_group(group=open_group, by=colleague, at=today)
    client, write = client_of(owner), reverse("community:poll-write")
    day = timezone.localdate() + 3 * DAY
    for wrong, said in (
        ({"choices": ["One"]}, "at least two"),
        ({"choices": ["One", " one "]}, "Two choices are the same"),
        ({"choices": ["One", "x" * 121]}, "shorter than 120"),
        ({"choices": [str(n) for n in range(11)]}, "at most ten"),
        ({"closes_on": (day - 9 * DAY).isoformat()}, "That is over"),
        ({"closes_on": (day + 200 * DAY).isoformat()}, "within three months"),
    ):
        page = client.post(write, form_for(open_group, day, **wrong)).content.decode()
        assert said in page
    assert not Post.objects.exists()
    client.post(write, form_for(open_group, day))
    poll = Poll.objects.get()
    assert [each.words for each in poll.choices.all()] == list(DAYS)
    theirs, vote = client_of(colleague), reverse("community:poll-vote", args=[poll.pk])
    page = theirs.get(reverse("community:feed")).content.decode()
    assert "Who can read this post sees who chose what." in page
    page = theirs.post(vote, {"choice": "1"}, follow=True).content.decode()
    assert "1 person voted." in page
    assert f"Thursday:</span> {colleague.name}" in page
    assert "Change my vote" in page
    theirs.post(vote, {"choice": "0"})
    assert votes(poll) == [("Tuesday", colleague.name)]
    for nonsense in ({"choice": "7"}, {"choice": ["0", "1"]}):
        assert theirs.post(vote, nonsense).status_code == 404
    theirs.post(vote, {"choice": "0", "back": "1"})
    assert votes(poll) == []
    theirs.post(vote, {"choice": "2"})
    close = reverse("community:poll-close", args=[poll.pk])
    assert theirs.get(close).status_code == theirs.post(close).status_code == 404
    assert "Close the poll now?" in client.get(close).content.decode()
    assert "Poll, closed" in client.post(close, follow=True).content.decode()
    assert "It was closed already." in client.post(close, follow=True).content.decode()
    page = theirs.post(vote, {"choice": "0"}, follow=True).content.decode()
    assert "This poll is closed" in page
    assert votes(poll) == [("Never", colleague.name)]
    assert told(colleague) == told(owner) == ["poll_over"]


def test_several_can_be_chosen_only_where_it_says_so(poll, open_group, owner, colleague, today):
    with pytest.raises(polls.ChoiceUnknown):
        polls.change_vote(poll=poll, places={0, 1}, by=colleague, at=today)
    several = ask(open_group, by=owner, at=today, closes_at=today + DAY, has_several=True)
    polls.change_vote(poll=several, places={0, 1}, by=colleague, at=today)
    polls.change_vote(poll=several, places={1}, by=owner, at=today)
    found = shown(several, owner)
    assert [(each.n_votes, each.figure) for each in found.choices] == [
        (1, "50%"), (2, "100%"), (0, "0%"),
    ]  # fmt: skip
    assert found.n_voters == 2


@pytest.mark.parametrize(
    ("shows", "before", "after_voting"),
    [("at_once", True, True), ("voted", False, True), ("closed", False, False)],
)
def test_what_others_chose_shows_when_its_maker_said(
    open_group, owner, colleague, client_of, today, shows, before, after_voting
):
    for member in (owner, colleague):
        actions.join_group(group=open_group, by=member, at=today)
    poll = ask(open_group, by=owner, at=today, closes_at=today + DAY, shows=shows)
    polls.change_vote(poll=poll, places={2}, by=owner, at=today)
    detail = reverse("community:post-detail", args=[poll.pk])
    name = f"Never:</span> {owner.name}"
    theirs = client_of(colleague)
    assert shown(poll, colleague).is_shown is before
    assert (name in theirs.get(detail).content.decode()) is before
    polls.change_vote(poll=poll, places={1}, by=colleague, at=today)
    assert shown(poll, colleague).is_shown is after_voting
    assert (name in theirs.get(detail).content.decode()) is after_voting
    polls.close_poll(poll=poll, by=owner, at=today)
    assert name in theirs.get(detail).content.decode()


def test_who_is_in_the_group_votes_and_nobody_else(
    poll, closed_group, owner, colleague, stranger, client_of, make_guest, today
):
    outside = client_of(stranger)
    assert (
        outside.post(reverse("community:poll-vote", args=[poll.pk]), {"choice": 0}).status_code
        == 404
    )
    assert (
        "Vote by name</button>"
        not in outside.get(reverse("community:post-detail", args=[poll.pk])).content.decode()
    )
    quiet = ask(closed_group, by=owner, at=today, closes_at=today + DAY)
    for name in (
        "poll-vote",
        "poll-edit",
        "poll-close",
        "poll-answer",
        "poll-token",
        "poll-ballots",
    ):
        address = reverse(f"community:{name}", args=[quiet.pk])
        assert client_of(colleague).post(address, {"choice": 0}).status_code in {404, 405}
    guest = make_guest("Gast", owner)
    Membership.objects.create(
        group=closed_group, member=guest, invited_at=today, joined_at=today, guest_until=today + DAY
    )
    visitor = client_of(guest)
    visitor.post(reverse("community:poll-vote", args=[quiet.pk]), {"choice": 1})
    assert votes(quiet) == [("Thursday", "Gast")]
    assert visitor.get(reverse("community:poll-write")).status_code == 403


def test_only_owners_ask_where_an_owner_looks_first(poll, open_group, owner, colleague, today):
    actions.edit_group(
        group=open_group,
        name="A",
        description="",
        kind="open",
        by=owner,
        at=today,
        is_moderated=True,
    )
    with pytest.raises(WaitsForOwner):
        ask(open_group, by=colleague, at=today, closes_at=today + DAY)


@pytest.mark.parametrize(
    "wrong",
    [{"choices": ["a"]}, {"choices": list("abcdefghijk")}, {"choices": ["a", "A"]},
     {"choices": ["a", " "]}, {"closes_at": timezone.now() - DAY},
     {"closes_at": timezone.now() + 99 * DAY}, {"shows": "x"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(open_group, owner, today, wrong):
    with pytest.raises(polls.PollAskedWrong):
        ask(open_group, by=owner, at=today, **{"closes_at": today + DAY} | wrong)


def test_its_words_change_until_somebody_votes(poll, owner, colleague, client_of, today):
    client, edit = client_of(owner), reverse("community:poll-edit", args=[poll.pk])
    assert client.get(reverse("community:post-edit", args=[poll.pk])).url == edit
    client.post(edit, {"text": "Which evening?"})
    assert Post.objects.get().text == "Which evening?"
    polls.change_vote(poll=poll, places={0}, by=colleague, at=today)
    assert "its words stay as they are" in client.get(edit).content.decode()
    assert "Somebody voted meanwhile" in client.post(edit, {"text": "Who?"}).content.decode()
    with pytest.raises(WordsFixed):
        actions.edit_post(post=poll.post, text="Who?", by=owner, at=today)
    assert client_of(colleague).get(edit).status_code == 404


def test_question_and_choices_are_found(poll, owner, colleague, today):
    def found(words):
        return [card.post.pk for card in post_page(colleague, words=words).cards]

    assert found("swimming") == found("thursday") == found("swimming never") == [poll.pk]
    polls.edit_poll(poll=poll, text="Which evening?", by=owner, at=today)
    assert found("thursday evening") == [poll.pk]
    actions.remove_post(post=poll.post, by=owner, at=today)
    assert found("thursday") == []


def test_it_is_counted_once_and_counts_stay_when_names_go(poll, owner, colleague, stranger, today):
    actions.join_group(group=poll.post.group, by=stranger, at=today)
    polls.change_vote(poll=poll, places={1}, by=colleague, at=today)
    polls.change_vote(poll=poll, places={1}, by=stranger, at=today)
    assert not polls.count_poll(poll=poll, at=poll.closes_at - dt.timedelta(seconds=1))
    assert polls.count_poll(poll=poll, at=poll.closes_at)
    assert not polls.count_poll(poll=poll, at=poll.closes_at)
    assert not polls_due(at=poll.closes_at + DAY).exists()
    assert told(colleague) == told(stranger) == told(owner) == ["poll_over"]
    with pytest.raises(polls.PollOver):
        polls.change_vote(poll=poll, places={0}, by=colleague, at=today)
    (own,) = OWN_DATA["community.poll-votes"].rows(colleague.pk)
    assert own == {"post": poll.pk, "choice": 2, "voted_at": today}
    (made,) = OWN_DATA["community.polls"].rows(owner.pk)
    assert made["choices"] == list(DAYS)
    LEAVERS["community.poll-votes"].keep(colleague.pk)
    assert votes(poll) == [("Thursday", stranger.name)]
    sweep = KEPT["community.poll-votes"].sweep
    sweep.drop(sweep.find(poll.closes_at + DAY, 0, 100))
    assert not PollVote.objects.exists()
    found = shown(poll, owner)
    assert [each.n_votes for each in found.choices] == [0, 2, 0]
    assert found.n_voters == 2


def test_taken_down_it_asks_nobody_and_let_stand_again_it_is_as_it_was(
    poll, owner, colleague, make_member, client_of, today
):
    polls.change_vote(poll=poll, places={1}, by=colleague, at=today)
    judge, other = make_member("Judge", "manager"), make_member("Other judge", "manager")
    review = report_words(words=poll.post, reason="other", more="", by=colleague, at=today)
    review = decide_review(review=review, is_shown=False, reason="No", by=judge, at=today)
    vote = reverse("community:poll-vote", args=[poll.pk])
    assert client_of(colleague).post(vote, {"choice": 0}).status_code == 404
    page = client_of(colleague).get(reverse("community:post-detail", args=[poll.pk]))
    assert "Thursday" not in page.content.decode()
    appeal_decision(review=review, words="It is only swimming", by=owner, at=today)
    decide_review(review=review, is_shown=True, reason="So it is", by=other, at=today)
    assert [each.n_votes for each in shown(poll, owner).choices] == [0, 1, 0]
    LEAVERS["community.words"].remove(owner.pk)
    assert not Poll.objects.exists()
    assert not PollVote.objects.exists()


def test_a_program_reads_and_votes_by_name(poll, owner, colleague, stranger, client_of, today):
    client, vote = client_of(colleague), f"/api/v1/community/polls/{poll.pk}/vote"

    def send(given, who=client):
        return who.post(vote, {"places": given}, content_type="application/json")

    feed = client.get("/api/v1/community/feed").json()["posts"][0]["poll"]
    assert [each["words"] for each in feed["choices"]] == list(DAYS)
    assert not feed["is_anonymous"]
    answer = send([1]).json()
    assert [(each["n_votes"], each["is_mine"]) for each in answer["choices"]] == [
        (0, False), (1, True), (0, False),
    ]  # fmt: skip
    assert send([0, 1]).status_code == send([5]).status_code == send([77]).status_code == 422
    assert send([0], client_of(stranger)).status_code == 403
    assert send([]).json()["n_voters"] == 0
    polls.close_poll(poll=poll, by=owner, at=timezone.now())
    assert send([0]).status_code == 409
    actions.remove_post(post=poll.post, by=owner, at=today)
    assert send([0]).status_code == 404


def test_a_feed_of_polls_asks_few_questions(
    open_group, owner, colleague, today, django_assert_max_num_queries
):
    for number in range(12):
        poll = ask(open_group, by=owner, at=today, closes_at=today + DAY, text=f"Poll {number}?")
        polls.change_vote(poll=poll, places={number % 3}, by=owner, at=today)
    with django_assert_max_num_queries(10):
        assert len(post_page(owner, group=open_group, mine={open_group.pk}).cards) == 12
