"""What a member is told: on the page, by mail, as they chose, and never of what is closed."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions, jobs
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.ambassadors.community.notifications import letters, sending
from klankbord.ambassadors.community.notifications.actions import change_mail_choice
from klankbord.ambassadors.community.notifications.models import Letter, MailChoice, Notification
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.ambassadors.community.notifications.queries import (
    mail_choice,
    mail_hours,
    n_unseen,
    notifications_shown,
)
from klankbord.jobs.registry import STANDING
from klankbord.people.models import Member
from klankbord.trust.models import AuditEntry

WORD = "geheimwoord"
HOUR = dt.timedelta(hours=1)
LIST = "community:notification-list"


@pytest.fixture
def private_group(owner, now):
    return actions.create_group(name="Merger", description="", kind="private", by=owner, at=now)


@pytest.fixture
def inside(now):
    def come_in(group, *members):
        for member in members:
            Membership.objects.create(group=group, member=member, asked_at=now, joined_at=now)

    return come_in


def work(at, worker="w"):
    """What the standing job does, at a moment of ours."""
    plan_letters(at=at)
    return list(sending.send_letters(clock=lambda: at, worker=worker))


def soon(now):
    """A digest begins after the moment at which its member came."""
    return now + dt.timedelta(minutes=1)


def letters_of(member):
    return [each for each in mail.outbox if each.to == [member.email]]


def test_the_page_tells_what_happened_and_what_is_new(open_group, owner, colleague, client_of, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    post = actions.write_post(
        group=open_group, text="@Owner, see <b>this</b>", by=colleague, at=now
    )
    client = client_of(owner)
    page = client.get(reverse(LIST)).content.decode()
    assert "Colleague names you in Ask a colleague" in page
    assert "&lt;b&gt;this" in page
    assert "1 thing that you have not seen yet" in page
    assert "What concerns me" in client.get(reverse("community:feed")).content.decode()
    client.get(reverse("community:post-detail", args=[post.pk]))
    assert n_unseen(owner) == 0
    assert "You have seen everything." in client.get(reverse(LIST)).content.decode()


def test_i_have_seen_it_all_is_mine_alone(open_group, owner, colleague, stranger, client_of, now):
    actions.write_post(group=open_group, text="@Colleague @Stranger", by=owner, at=now)
    client_of(colleague).post(reverse("community:notification-see"))
    assert (n_unseen(colleague), n_unseen(stranger)) == (0, 1)


def test_a_page_follows_another(open_group, owner, colleague, client_of, now):
    for _ in range(31):
        actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    page = client_of(colleague).get(reverse(LIST))
    assert len(page.context["rows"]) == 30
    older = client_of(colleague).get(f"{reverse(LIST)}?before={page.context['before']}")
    assert len(older.context["rows"]) == 1


def test_groups_tell_who_is_invited_who_asks_and_who_is_let_in(
    private_group, closed_group, owner, colleague, stranger, now
):
    actions.invite_member(group=private_group, member=colleague, by=owner, at=now)
    asked = actions.join_group(group=closed_group, by=stranger, at=now)
    actions.join_group(group=closed_group, by=stranger, at=now)
    assert [each.kind for each in notifications_shown(owner)] == ["asked"]
    assert [each.kind for each in notifications_shown(colleague)] == ["invited"]
    actions.accept_request(membership=asked, by=owner, at=now)
    assert [each.kind for each in notifications_shown(stranger)] == ["accepted"]
    actions.leave_group(group=private_group, by=colleague)
    assert not notifications_shown(colleague)
    Membership.objects.filter(group=closed_group, member=owner).update(is_owner=False)
    assert not notifications_shown(owner)


def test_who_gave_the_best_answer_is_told_once(open_group, owner, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    post = actions.write_post(group=open_group, text="When?", by=owner, at=now, is_question=True)
    comment = actions.write_comment(post=post, text="Monday", by=colleague, at=now)
    for is_best in (True, False, True):
        actions.choose_answer(comment=comment, is_best=is_best, by=owner, at=now)
    assert [each.kind for each in notifications_shown(colleague)] == ["best"]


def test_mail_says_why_in_the_members_language_with_a_way_out(
    open_group, owner, colleague, client_of, now
):
    Member.objects.filter(pk=colleague.pk).update(language="nl")
    actions.write_post(group=open_group, text=f"@Colleague, {WORD}", by=owner, at=now)
    assert work(now) == []
    work(now + 5 * dt.timedelta(minutes=1))
    (letter,) = letters_of(colleague)
    assert Letter.objects.get(member=colleague).state == Letter.State.SENT
    assert WORD in letter.body
    assert letter.extra_headers["Content-Language"] == "nl"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = letter.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + way_out.split("/", 3)[3]
    assert Client(enforce_csrf_checks=True).get(path).status_code == 200
    assert not MailChoice.objects.exists()
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    choice = MailChoice.objects.get(member=colleague)
    assert (choice.personal, choice.digest) == ("never", "weekly")
    assert Client().post(path[:-2] + "x/").status_code == 404


def test_the_words_of_a_closed_group_stay_in_the_house(
    closed_group, private_group, owner, colleague, inside, now
):
    inside(closed_group, colleague)
    inside(private_group, colleague)
    for group in (closed_group, private_group):
        actions.write_post(group=group, text=f"@Colleague, {WORD}", by=owner, at=now)
        actions.write_post(group=group, text=f"News, {WORD}", by=owner, at=soon(now))
    change_mail_choice(member=colleague, at=now, personal="digest", digest="daily")
    plan_letters(at=now)
    work(now + 24 * HOUR)
    (letter,) = letters_of(colleague)
    whole = letter.subject + letter.body
    assert WORD not in whole
    assert "Merger" not in whole
    assert "Reorganisation" in whole
    assert whole.count("/community/posts/") == 4


def leave(group, member, _post, _owner):
    actions.leave_group(group=group, by=member)


def be_removed(group, member, _post, owner):
    row = Membership.objects.get(group=group, member=member)
    actions.end_membership(membership=row, by=owner, at=timezone.now())


def take_back(_group, _member, post, owner):
    actions.remove_post(post=post, by=owner, at=timezone.now())


@pytest.mark.parametrize("happen", [leave, be_removed, take_back])
def test_what_happens_between_writing_and_sending_counts(
    closed_group, owner, colleague, inside, client_of, now, happen
):
    inside(closed_group, colleague)
    post = actions.write_post(group=closed_group, text=f"@Colleague {WORD}", by=owner, at=now)
    plan_letters(at=now)
    happen(closed_group, colleague, post, owner)
    work(now + 24 * HOUR)
    work(now + 24 * 8 * HOUR)
    assert letters_of(colleague) == []
    page = client_of(colleague).get(reverse(LIST)).content.decode()
    assert WORD not in page
    assert "Reorganisation" not in page
    assert n_unseen(colleague) == 0


def test_out_after_the_letter_was_fixed_is_out(closed_group, owner, colleague, inside, now):
    """A worker died with the letter in hand; the next one looks again who may read."""
    inside(closed_group, colleague)
    actions.write_post(group=closed_group, text="@Colleague", by=owner, at=now)
    plan_letters(at=now)
    letter = Letter.objects.get(member=colleague, kind="personal")
    assert sending._fix(letter, at=now + HOUR, worker="dead")
    actions.leave_group(group=closed_group, by=colleague)
    work(now + HOUR, worker="alive")
    assert letters_of(colleague) == []
    assert Letter.objects.get(pk=letter.pk).state == Letter.State.SKIPPED


def test_a_group_made_narrower_tells_nobody_outside(open_group, owner, colleague, now):
    actions.write_post(group=open_group, text=f"@Colleague {WORD}", by=owner, at=now)
    plan_letters(at=now)
    Group.objects.filter(pk=open_group.pk).update(kind="closed")
    work(now + HOUR)
    assert letters_of(colleague) == []


def test_what_is_saved_while_a_digest_is_made_comes_in_the_next(open_group, owner, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    change_mail_choice(member=colleague, at=now, digest="daily")
    plan_letters(at=now)
    due_at = Letter.objects.get(member=colleague).due_at
    actions.write_post(group=open_group, text="early", by=owner, at=soon(now))
    work(due_at)
    # It began before the digest was made, and was saved after it.
    actions.write_post(group=open_group, text="late", by=owner, at=due_at - dt.timedelta(seconds=9))
    work(due_at + HOUR)
    work(due_at + 24 * HOUR)
    first, second = letters_of(colleague)
    assert ("early" in first.body, "late" in first.body) == (True, False)
    assert ("early" in second.body, "late" in second.body) == (False, True)


def test_a_digest_leaves_out_what_i_left_out_and_names_the_rest(
    open_group, owner, colleague, monkeypatch, client_of, now
):
    quiet = actions.create_group(name="Loud", description="", kind="open", by=owner, at=now)
    for group in (open_group, quiet):
        actions.join_group(group=group, by=colleague, at=now)
        for number in range(3):
            actions.write_post(group=group, text=f"{group.name} {number}", by=owner, at=soon(now))
    form = {"personal": "digest", "digest": "daily", "from_hour": 6, "until_hour": 22,
            "groups_left_out": [quiet.pk]}  # fmt: skip
    assert client_of(colleague).post(reverse("community:mail-choices"), form).status_code == 302
    Letter.objects.all().delete()
    monkeypatch.setattr(letters, "MOST_NEW", 2)
    plan_letters(at=now)
    work(now + 24 * HOUR)
    (letter,) = letters_of(colleague)
    assert "Loud" not in letter.body
    assert "Before these there is 1 more post" in letter.body
    assert letter.body.index("colleague 1") < letter.body.index("colleague 2")
    assert letter.subject == "New in your groups: 3 things"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"from_hour": 9, "until_hour": 9}, "Choose a later hour than the first one."),
        ({"from_hour": 24, "until_hour": 25}, "Select a valid choice"),
        ({"digest": "hourly"}, "Select a valid choice"),
    ],
)
def test_choices_that_cannot_be(open_group, owner, client_of, form, said):
    given = {"personal": "digest", "digest": "daily", "from_hour": 8, "until_hour": 18} | form
    page = client_of(owner).post(reverse("community:mail-choices"), given)
    assert said in page.content.decode()
    assert not MailChoice.objects.exists()


def test_never_by_mail_is_never_also_for_what_waits(open_group, owner, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    plan_letters(at=now)
    change_mail_choice(member=colleague, at=now, personal="never", digest="never")
    actions.write_post(group=open_group, text="@Colleague again", by=owner, at=now)
    work(now + 24 * 9 * HOUR)
    assert letters_of(colleague) == []
    assert n_unseen(colleague) == 2
    change_mail_choice(member=colleague, at=now + 24 * 9 * HOUR, digest="daily")
    plan_letters(at=now + 24 * 9 * HOUR)
    work(now + 24 * 12 * HOUR)
    assert letters_of(colleague) == []  # a digest begins where it was asked for


def test_who_is_in_no_group_is_told_in_a_digest_too(open_group, owner, colleague, now):
    change_mail_choice(member=colleague, at=now, personal="digest", digest="daily")
    actions.write_post(group=open_group, text="@Colleague, look", by=owner, at=soon(now))
    plan_letters(at=soon(now))
    work(now + 24 * HOUR)
    assert "Owner names you in Ask a colleague" in letters_of(colleague)[0].body


def test_made_up_members_get_no_mail(open_group, owner, colleague, now):
    Member.objects.update(is_sample=True)
    actions.join_group(group=open_group, by=colleague, at=now)
    actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    work(now + HOUR)
    assert mail.outbox == []
    assert not Letter.objects.exists()


def test_later_please_is_later_and_never_is_never(open_group, owner, colleague, mailbox, now):
    mailbox.rule = lambda _n, _to: "451 come back later"
    actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    plan_letters(at=now)
    at = now + HOUR
    work(at)
    letter = Letter.objects.get(member=colleague, kind="personal")
    assert (letter.state, letter.n_tries, letter.answer) == ("fixed", 1, "451 come back later")
    work(at)
    assert mailbox.n_seen == 1
    mailbox.rule = lambda _n, _to: "550 nobody here"
    work(at + HOUR)
    letter.refresh_from_db()
    assert (letter.state, letter.answer) == ("refused", "550 nobody here")
    work(at + 2 * HOUR)
    assert mailbox.n_seen == 2


def test_one_letter_that_fails_stops_no_other(open_group, owner, colleague, stranger, now):
    for member in (colleague, stranger):
        actions.join_group(group=open_group, by=member, at=now)
        change_mail_choice(member=member, at=now, digest="daily")
    actions.write_post(group=open_group, text=f"News, {WORD}", by=owner, at=soon(now))
    choice = MailChoice.objects.filter(member=colleague)
    choice.update(groups_left_out=["no number"])  # what no screen writes
    plan_letters(at=now)
    at = now + 24 * HOUR
    with pytest.raises(sending.LettersFailed, match=r"^1 not written or sent"):
        work(at)
    assert (letters_of(colleague), len(letters_of(stranger))) == ([], 1)
    letter = Letter.objects.get(member=colleague)
    assert (letter.state, letter.n_tries, letter.answer) == ("fixed", 1, "ValueError")
    assert letter.due_at > at
    assert work(at) == []
    choice.update(groups_left_out=[])
    work(at + HOUR)
    assert WORD in letters_of(colleague)[0].body


def test_a_letter_that_keeps_failing_is_given_up(open_group, owner, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    always = {"from_hour": 0, "until_hour": 24, "is_weekend_quiet": False}
    broken = {"digest": "daily", "groups_left_out": ["no number"]}
    change_mail_choice(member=colleague, at=now, **always, **broken)
    plan_letters(at=now)
    Letter.objects.filter(member=owner).delete()
    letter = Letter.objects.get(member=colleague)
    n_tries = 0
    while letter.state != Letter.State.REFUSED:
        with pytest.raises(sending.LettersFailed):
            list(sending.send_letters(clock=partial(lambda at: at, letter.due_at), worker="w"))
        n_tries += 1
        letter.refresh_from_db()
    assert (n_tries, letter.n_tries) == (sending.MOST_TRIES, sending.MOST_TRIES)


def test_a_server_that_hangs_up_is_called_again(
    open_group, owner, colleague, stranger, mailbox, now
):
    mailbox.rule = lambda n_seen, _to: "421 I am going" if n_seen == 1 else None
    actions.write_post(group=open_group, text="@Colleague @Stranger", by=owner, at=now)
    plan_letters(at=now)
    work(now + HOUR)
    assert mailbox.counts == {stranger.email: 1}
    work(now + 2 * HOUR)
    assert mailbox.counts == {stranger.email: 1, colleague.email: 1}


def test_errors_one_after_another_end_the_run(open_group, owner, make_member, now):
    for number in range(sending.MOST_IN_A_ROW + 2):
        member = make_member(f"Colleague {number}")
        actions.join_group(group=open_group, by=member, at=now)
        change_mail_choice(member=member, at=now, digest="daily", groups_left_out=["no number"])
    plan_letters(at=now)
    Letter.objects.filter(member=owner).delete()
    with pytest.raises(sending.LettersFailed):
        list(sending.send_letters(clock=lambda: now + 24 * HOUR, worker="w"))
    assert Letter.objects.filter(n_tries=1).count() == sending.MOST_IN_A_ROW


def test_two_workers_do_not_take_one_letter(open_group, owner, colleague, now):
    actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    plan_letters(at=now)
    mine, theirs = (Letter.objects.get(member=colleague) for _ in range(2))
    assert sending._fix(mine, at=now + HOUR, worker="a")
    assert not sending._fix(theirs, at=now + HOUR, worker="b")


def test_the_standing_jobs_do_it(open_group, owner, colleague, monkeypatch, now):
    class Steps:
        def __init__(self, at):
            self.now, self.seen = at, []

        def progress(self, *, done):
            self.seen.append(done)

    actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    later = partial(lambda at: at, now + HOUR)
    monkeypatch.setattr(jobs.timezone, "now", later)
    runs = [Steps(now), Steps(later())]
    for run in runs:
        STANDING["community.send_letters"].function(run)
    assert [run.seen for run in runs] == [[1], []]
    assert len(letters_of(colleague)) == 1
    Member.objects.filter(pk=owner.pk).update(is_active=False)
    actions.join_group(group=open_group, by=colleague, at=now)
    STANDING["community.keep_owned"].function(Steps(later()))
    assert Membership.objects.get(group=open_group, member=colleague).is_owner
    entry = AuditEntry.objects.get(act="community.owner-found")
    assert entry.detail == {"member": colleague.pk}


def test_a_list_costs_few_questions(
    open_group, owner, colleague, client_of, now, django_assert_max_num_queries
):
    for _ in range(20):
        actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    client = client_of(colleague)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(9):
        client.get(reverse(LIST))
    assert Notification.objects.count() == 20


def test_who_stops_hears_nothing_of_a_letter_that_waits_for_another_try(
    open_group, owner, colleague, now
):
    actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    plan_letters(at=now)
    Letter.objects.filter(member=colleague).update(state=Letter.State.FIXED, until=now, due_at=now)
    letter = Letter.objects.get(member=colleague, kind=Letter.Kind.PERSONAL)
    Notification.objects.filter(member=colleague).update(letter=letter, is_to_mail=False)
    change_mail_choice(member=colleague, at=now, personal="never")
    by_day = mail_hours(colleague, mail_choice(colleague)).first_from(now)
    list(sending.send_letters(clock=lambda: by_day, worker="w"))
    assert not letters_of(colleague)
    letter.refresh_from_db()
    assert letter.state == Letter.State.SKIPPED


def test_a_name_on_two_lines_is_no_header(open_group, owner, colleague, now):
    Member.objects.filter(pk=owner.pk).update(name="Owner\r\nBcc: all@example.org")
    owner.refresh_from_db()
    actions.write_post(group=open_group, text="@Colleague", by=owner, at=now)
    plan_letters(at=now)
    letter = Letter.objects.get(member=colleague, kind=Letter.Kind.PERSONAL)
    Notification.objects.filter(member=colleague).update(letter=letter)
    written = letters.mail_of(letter).message()
    assert "Bcc" not in written
    assert "Bcc: all@example.org names you" in written["Subject"]
