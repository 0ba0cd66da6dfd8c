"""Whom words name: a reader of the group, by full name, and nobody else."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.mentions import named_in
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.people.models import Member

Kind = Notification.Kind


@pytest.fixture
def anna(make_member):
    member = make_member("Anna de Vries")
    make_member("Anna")
    return member


def told(member):
    rows = Notification.objects.filter(member=member).order_by("pk")
    return [Kind(kind) for kind in rows.values_list("kind", flat=True)]


@pytest.mark.parametrize(
    "text",
    [
        "@Anna de Vries",
        "Ask @anna DE vries, please",
        "(@Anna de Vries)",
        "**@Anna de Vries** knows",
        "Then @Anna de Vries. She knows.",
        "@Anna de Vries's list",
        "Hello @Anna de Vries and @Nobody Here",
    ],
)
def test_a_full_name_names(open_group, anna, text):
    assert named_in(text, open_group, by=anna).members == {anna.pk}


@pytest.mark.parametrize(
    "text",
    [
        "anna@de Vries",
        "mail info@Anna de Vries",
        "https://social.example/@Anna de",
        "Anna de Vries",
        "@ Anna de Vries",
        "@Anton de Vries",
    ],
)
def test_other_words_do_not(open_group, anna, text):
    assert anna.pk not in named_in(text, open_group, by=anna).members


def test_the_longest_name_is_meant_and_twins_both(open_group, anna, make_member):
    twin = make_member("Twin")
    Member.objects.filter(pk=twin.pk).update(name="Anna de Vries")
    assert named_in("@Anna de Vries", open_group, by=anna).members == {anna.pk, twin.pk}


def test_a_name_with_a_foreign_capital(open_group, make_member):
    member = make_member("Élan Özdemir")
    for text in ("@Élan Özdemir", "@Élan Özdemir, hello"):
        assert named_in(text, open_group, by=member).members == {member.pk}


def test_who_cannot_read_here_is_not_named_and_nothing_tells_why(
    closed_group, owner, anna, client_of
):
    text = "@Anna de Vries and @Xaviera Quux"
    client = client_of(owner)
    answer = client.post(reverse("community:post-write"), {"group": closed_group.pk, "text": text})
    said = [str(each) for each in get_messages(answer.wsgi_request)]
    assert len(said) == 2
    assert said[0].replace("Anna", "Xaviera") == said[1]
    assert told(anna) == []


def test_who_can_no_longer_sign_in_is_not_told(open_group, owner, anna, now):
    Member.objects.filter(pk=anna.pk).update(is_active=False)
    actions.write_post(group=open_group, text="@Anna de Vries", by=owner, at=now)
    assert told(anna) == []


def test_one_post_names_once_however_often_it_is_changed(open_group, owner, anna, colleague, now):
    post = actions.write_post(group=open_group, text="Hello @Anna de Vries", by=owner, at=now)
    for text in ("Hello again @Anna de Vries", "And @Colleague too, @Anna de Vries"):
        actions.edit_post(post=post, text=text, by=owner, at=now)
    assert told(anna) == [Kind.NAMED]
    assert told(colleague) == [Kind.NAMED]
    assert told(owner) == []


def test_a_comment_tells_each_once_by_the_strongest_reason(
    open_group, owner, anna, colleague, stranger, now
):
    for member in (anna, colleague, stranger):
        actions.join_group(group=open_group, by=member, at=now)
    post = actions.write_post(group=open_group, text="Who knows?", by=owner, at=now)
    first = actions.write_comment(post=post, text="I do", by=anna, at=now)
    answer = actions.write_comment(
        post=post, parent=first, text="@Owner look", by=colleague, at=now
    )
    assert told(owner) == [Kind.COMMENTED, Kind.NAMED]
    assert told(anna) == [Kind.ANSWERED]
    actions.edit_comment(comment=answer, text="@Anna de Vries and @Owner", by=colleague, at=now)
    assert told(anna) == [Kind.ANSWERED]
    actions.write_comment(post=post, parent=answer, text="So", by=stranger, at=now)
    assert told(anna)[-1] == Kind.ANSWERED  # an answer to an answer stands beside it
    assert told(stranger) == told(colleague) == []


def test_a_text_full_of_names_asks_two_questions(open_group, anna, django_assert_max_num_queries):
    text = "@Anna de Vries " * 500 + "@x" * 2_000
    with django_assert_max_num_queries(1):
        assert named_in(text, open_group, by=anna).members == {anna.pk}
