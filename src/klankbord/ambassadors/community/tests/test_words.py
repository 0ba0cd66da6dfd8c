"""Groups, posts, comments and reactions: what each act promises."""

import pytest

from klankbord.ambassadors.community import actions, audience, queries
from klankbord.ambassadors.community.models import Comment, Group, Membership, Post, Reaction
from klankbord.ambassadors.community.reactions.giving import toggle_reaction
from klankbord.trust.models import AuditEntry


def test_joining_an_open_group_is_at_once_and_twice_is_once(open_group, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    membership = actions.join_group(group=open_group, by=colleague, at=now)
    assert membership.joined_at == now
    assert Membership.objects.filter(group=open_group, member=colleague).count() == 1


def test_a_closed_group_lets_in_when_an_owner_says_so(closed_group, owner, colleague, now, later):
    asked = actions.join_group(group=closed_group, by=colleague, at=now)
    assert asked.joined_at is None
    assert not audience.groups_readable(colleague).contains(closed_group)
    assert actions.accept_request(membership=asked, by=owner, at=later(5))
    assert not actions.accept_request(membership=asked, by=owner, at=later(6))
    assert audience.groups_readable(colleague).contains(closed_group)
    assert AuditEntry.objects.filter(act="community.request-accepted").count() == 1


def test_what_was_said_in_a_closed_group_is_never_opened(closed_group, owner, now):
    with pytest.raises(actions.StaysClosed):
        actions.edit_group(
            group=closed_group, name="x", description="", kind=Group.Kind.OPEN, by=owner, at=now
        )


def test_the_last_owner_stays(open_group, owner):
    with pytest.raises(actions.LastOwnerStays):
        actions.leave_group(group=open_group, by=owner)


def test_only_members_write_and_react(open_group, owner, stranger, now):
    post = actions.write_post(group=open_group, text="hello", by=owner, at=now)
    with pytest.raises(actions.NotInGroup):
        actions.write_post(group=open_group, text="hi", by=stranger, at=now)
    with pytest.raises(actions.NotInGroup):
        actions.write_comment(post=post, text="hi", by=stranger, at=now)
    with pytest.raises(actions.NotInGroup):
        toggle_reaction(post=post, kind="thanks", by=stranger, at=now)


def test_removed_words_are_gone_for_good(open_group, owner, colleague, now, later):
    post = actions.write_post(group=open_group, text="Zürich geheim", by=owner, at=now)
    assert [card.post for card in queries.post_page(colleague, words="zurich").cards] == [post]
    actions.remove_post(post=post, by=owner, at=later(1))
    kept = Post.objects.get(pk=post.pk)
    assert (kept.text, kept.search_text, kept.is_removed) == ("", "", True)
    with pytest.raises(actions.NotTheAuthor):
        actions.edit_post(post=post, text="back", by=owner, at=later(2))
    assert not queries.post_page(colleague, words="zurich").cards


def test_nobody_changes_words_of_another(open_group, owner, colleague, now):
    post = actions.write_post(group=open_group, text="mine", by=owner, at=now)
    with pytest.raises(actions.NotTheAuthor):
        actions.edit_post(post=post, text="yours", by=colleague, at=now)
    with pytest.raises(actions.NotTheAuthor):
        actions.remove_post(post=post, by=colleague, at=now)
    assert Post.objects.get(pk=post.pk).text == "mine"


def test_answers_are_one_level_deep(open_group, owner, now):
    post = actions.write_post(group=open_group, text="q", by=owner, at=now)
    first = actions.write_comment(post=post, text="a", by=owner, at=now)
    second = actions.write_comment(post=post, text="b", by=owner, at=now, parent=first)
    third = actions.write_comment(post=post, text="c", by=owner, at=now, parent=second)
    assert third.parent == first


def test_one_reaction_a_kind_and_again_takes_it_back(open_group, owner, now):
    post = actions.write_post(group=open_group, text="q", by=owner, at=now)
    assert toggle_reaction(post=post, kind="thanks", by=owner, at=now)
    assert toggle_reaction(post=post, kind="idea", by=owner, at=now)
    assert not toggle_reaction(post=post, kind="thanks", by=owner, at=now)
    assert list(Reaction.objects.values_list("kind", flat=True)) == ["idea"]


def test_removed_posts_without_comments_leave_the_feed(open_group, owner, now, later):
    lonely = actions.write_post(group=open_group, text="a", by=owner, at=now)
    answered = actions.write_post(group=open_group, text="b", by=owner, at=later(1))
    actions.write_comment(post=answered, text="c", by=owner, at=later(2))
    for post in (lonely, answered):
        actions.remove_post(post=post, by=owner, at=later(3))
    assert [card.post for card in queries.post_page(owner).cards] == [answered]


def test_pages_follow_each_other_without_a_gap(open_group, owner, now, later):
    texts = [str(n) for n in range(45)]
    for n, text in enumerate(texts):
        actions.write_post(group=open_group, text=text, by=owner, at=later(n // 3))
    seen, before = [], None
    while True:
        page = queries.post_page(owner, before=before)
        seen += [card.post.text for card in page.cards]
        before = page.before
        if before is None:
            break
    assert seen == texts[::-1]


def test_newsletter_people_are_counted_once_and_never_the_author(open_group, make_member, now):
    author, first, second = (make_member(name) for name in ("A", "B", "C"))
    for member in (author, first, second):
        actions.join_group(group=open_group, by=member, at=now)
    post = actions.write_post(group=open_group, text="x", by=author, at=now)
    toggle_reaction(post=post, kind="thanks", by=author, at=now)
    toggle_reaction(post=post, kind="thanks", by=first, at=now)
    actions.write_comment(post=post, text="y", by=first, at=now)
    removed = actions.write_comment(post=post, text="z", by=second, at=now)
    Comment.objects.filter(pk=removed.pk).update(removed_at=now)
    since = now.replace(year=2025)
    assert [each.n_people for each in queries.open_posts(since=since, until=now)] == [1]


def test_figures_need_five_colleagues(open_group, make_member, now):
    for n in range(5):
        member = make_member(f"M{n}")
        actions.join_group(group=open_group, by=member, at=now)
        figures = queries.community_figures(at=now)
        assert (figures.n_posts_28d, figures.n_people_28d) == (None, None)
        actions.write_post(group=open_group, text="x", by=member, at=now)
    figures = queries.community_figures(at=now)
    assert (figures.n_groups, figures.n_posts_28d, figures.n_people_28d) == (1, 5, 5)


def test_the_figures_tell_of_no_private_group(open_group, closed_group, owner, now):
    actions.create_group(name="Merger", description="", kind="private", by=owner, at=now)
    assert queries.community_figures(at=now).n_groups == 2
