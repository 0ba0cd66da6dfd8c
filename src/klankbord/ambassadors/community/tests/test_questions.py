"""Questions find their best answer, and a # what belongs together."""

import pytest
from django.urls import reverse

from klankbord.ambassadors.community import actions, queries
from klankbord.ambassadors.community.models import Post, PostTag
from klankbord.ambassadors.community.rights import _remove_words
from klankbord.ambassadors.community.tags import tags_of


@pytest.fixture
def asked(open_group, owner, colleague, now):
    """A question of a colleague, with an answer of the owner."""
    actions.join_group(group=open_group, by=colleague, at=now)
    post = actions.write_post(
        group=open_group, text="Who knows? #Zwembad", by=colleague, at=now, is_question=True
    )
    return post, actions.write_comment(post=post, text="I know", by=owner, at=now)


def unanswered(member):
    return [card.post for card in queries.post_page(member, is_unanswered=True).cards]


def test_who_asked_chooses_and_the_answer_comes_on_top(asked, colleague, stranger, client_of):
    post, answer = asked
    choose = reverse("community:answer-choose", args=[answer.pk])
    assert unanswered(colleague) == [post]
    assert client_of(stranger).post(choose, {"best": "1"}).status_code == 404
    client_of(colleague).post(choose, {"best": "1"})
    assert unanswered(colleague) == []
    page = client_of(stranger).get(reverse("community:post-detail", args=[post.pk]))
    words = page.content.decode()
    assert "Best answer, by Owner" in words
    assert "This is the best answer" not in words
    questions = client_of(colleague).get(reverse("community:feed"), {"show": "questions"})
    assert "Every question has its answer" in questions.content.decode()
    client_of(colleague).post(choose, {"best": "0"})
    assert unanswered(colleague) == [post]


def test_what_is_taken_back_answers_nothing(asked, owner, colleague, now):
    post, answer = asked
    actions.choose_answer(comment=answer, is_best=True, by=colleague, at=now)
    actions.remove_comment(comment=answer, by=owner, at=now)
    assert unanswered(colleague) == [post]
    with pytest.raises(actions.NotTheAuthor):
        actions.choose_answer(comment=answer, is_best=True, by=colleague, at=now)


def test_what_is_no_question_has_no_best_answer(asked, colleague, now):
    post, answer = asked
    actions.choose_answer(comment=answer, is_best=True, by=colleague, at=now)
    actions.edit_post(post=post, text="Never mind", by=colleague, at=now)
    assert Post.objects.get().best_answer is None
    assert unanswered(colleague) == []
    with pytest.raises(actions.NotTheAuthor):
        actions.choose_answer(comment=answer, is_best=True, by=colleague, at=now)


def test_who_leaves_leaves_no_answer_and_no_tags(asked, owner, colleague, now):
    post, answer = asked
    actions.choose_answer(comment=answer, is_best=True, by=colleague, at=now)
    _remove_words(owner.pk)
    assert unanswered(colleague) == [post]
    _remove_words(colleague.pk)
    assert not PostTag.objects.exists()


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#Zwembad en #zwembad, #caf\u00e9!", ["zwembad", "cafe"]),
        ("a#b ##c #1 #12 #x https://example.org/#deel &#39; /#pad", []),
        ("# kop\n#een_twee", ["eentwee"]),
        (" ".join(f"#tag{n}" for n in range(30)), [f"tag{n}" for n in range(10)]),
    ],
)
def test_tags_are_words_after_a_sign(text, tags):
    assert tags_of(text) == tags


def test_a_tag_finds_its_posts_and_follows_the_words(asked, open_group, owner, colleague, now):
    post, _answer = asked
    other = actions.write_post(group=open_group, text="zwembad, no sign", by=owner, at=now)
    found = queries.post_page(colleague, words="#ZWEMBAD").cards
    assert [card.post for card in found] == [post]
    assert [card.post for card in queries.post_page(colleague, words="#zwembad knows").cards] == [
        post
    ]
    assert {card.post for card in queries.post_page(colleague, words="zwembad").cards} == {
        post,
        other,
    }
    actions.edit_post(post=post, text="#anders", by=colleague, at=now, is_question=True)
    assert not queries.post_page(colleague, words="#zwembad").cards
    actions.remove_post(post=post, by=colleague, at=now)
    assert not PostTag.objects.exists()
