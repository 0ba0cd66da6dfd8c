"""What a poll means for the words of its post: when they are fixed, and what else finds them."""

from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.community.polls.models import Poll, PollChoice, PollVote


class WordsFixed(Exception):  # noqa: N818  # named after the broken promise
    """What somebody may have answered already is not asked otherwise afterwards."""


def has_begun(post: Post) -> bool:
    """Whether its words stay as they are: somebody chose, or may have chosen without a name."""
    polls = Poll.objects.filter(post=post)
    by_name = PollVote.objects.filter(choice__poll=post.pk)
    return polls.filter(is_anonymous=True).exists() or (polls.exists() and by_name.exists())


def check_not_answered(post: Post) -> None:
    """Raise `WordsFixed` for a poll that somebody voted in; who votes meanwhile waits here."""
    list(Poll.objects.select_for_update(no_key=True).filter(pk=post.pk))
    if has_begun(post):
        raise WordsFixed


def words_of_choices(post: Post) -> list[str]:
    """What can be chosen at a post, so that a search finds it too."""
    return list(PollChoice.objects.filter(poll=post.pk).values_list("words", flat=True))
