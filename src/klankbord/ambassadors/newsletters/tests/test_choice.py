"""The proposal is a pure function: what moved most people most recently, one an author."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from klankbord.ambassadors.community.excerpt import (
    EXCERPT_LENGTH,
    HEADLINE_LENGTH,
    excerpt_of,
    headline_of,
)
from klankbord.ambassadors.newsletters.choice import Candidate, Reason, propose_edition

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
candidates = st.lists(
    st.builds(
        Candidate,
        post=st.integers(1, 10_000),
        author=st.integers(1, 6),
        written_at=st.integers(0, 60 * 24 * 40).map(lambda m: NOW - dt.timedelta(minutes=m)),
        n_people=st.integers(0, 300),
    ),
    max_size=30,
    unique_by=lambda each: each.post,
)


def candidate(post, author, days, n_people):
    written_at = NOW - dt.timedelta(days=days)
    return Candidate(post=post, author=author, written_at=written_at, n_people=n_people)


@given(candidates, st.randoms())
def test_the_same_posts_give_the_same_edition_in_any_order(posts, random):
    shuffled = list(posts)
    random.shuffle(shuffled)
    assert propose_edition(posts, at=NOW) == propose_edition(shuffled, at=NOW)


@given(candidates)
def test_one_post_an_author_best_first_each_with_reasons(posts):
    chosen = propose_edition(posts, at=NOW)
    authors = {each.post: each.author for each in posts}
    assert len({authors[choice.post] for choice in chosen}) == len(chosen) <= 8
    scores = [choice.score for choice in chosen]
    assert scores == sorted(scores, reverse=True)
    assert all({"people", "days"} <= {each.code for each in choice.reasons} for choice in chosen)


def test_half_a_score_is_lost_in_a_week():
    fresh, old = propose_edition([candidate(1, 1, 0, 6), candidate(2, 2, 7, 6)], at=NOW)
    assert (fresh.post, fresh.score, old.score) == (1, 3.0, 1.5)


def test_more_people_count_less_and_less():
    chosen = propose_edition([candidate(1, 1, 14, 200), candidate(2, 2, 0, 6)], at=NOW)
    assert [choice.post for choice in chosen] == [2, 1]


def test_the_reasons_tell_the_rest():
    posts = [candidate(1, 1, 3, 4), candidate(2, 1, 3, 2)]
    (choice,) = propose_edition(posts, at=NOW)
    assert choice.reasons == [Reason("people", 4), Reason("days", 3), Reason("own-posts", 2)]


@given(st.text(max_size=1500))
def test_headline_and_excerpt_fit(text):
    assert 0 < len(headline_of(text)) <= HEADLINE_LENGTH + 1
    assert len(excerpt_of(text)) <= EXCERPT_LENGTH + 1


def test_a_headline_is_the_first_sentence_without_signs():
    assert headline_of("## **Well** done! And more.\n\nRest") == "Well done!"
    assert headline_of("- [our page](https://x.example/a) is new\nb") == "our page is new"
