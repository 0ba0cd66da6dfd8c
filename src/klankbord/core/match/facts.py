"""What a post says for a field, and what only others know of it (topic, reach, sentiment)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from klankbord.core.match.patterns import has_wildcard, pattern_test
from klankbord.core.match.tree import Value
from klankbord.core.post import Post
from klankbord.core.text.entities import link_spellings
from klankbord.core.text.fields import VALUES_OF
from klankbord.core.text.fold import fold_value

Facts = Mapping[str, Any]
"""Field → value, or several values, that the post itself does not hold; missing: no match."""

NO_FACTS: Final[Facts] = {}


def values_for(field: str, post: Post, facts: Facts) -> Sequence[str]:
    """Folded values of one field."""
    if of_post := VALUES_OF.get(field):
        return of_post(post)
    given = facts.get(field)
    if given is None:
        return []
    several: Iterable[Any] = given if _is_several(given) else (given,)
    return [fold_value(str(each)) for each in several]


def _is_several(given: object) -> bool:
    return isinstance(given, list | tuple | set | frozenset)


def number_for(field: str, post: Post, facts: Facts) -> float | None:
    """A count of the post; None where nobody knows."""
    if field == "followers":
        return post.author.followers
    if field == "engagement":
        return post.engagement.total
    known = facts.get(field)
    return known if isinstance(known, int | float) else None


def value_test(node: Value) -> Callable[[str], bool]:
    """A test for one value of the node's field."""
    if node.field != "link":
        return pattern_test(node.pattern)
    if has_wildcard(node.pattern):
        test = pattern_test(node.pattern)
        return lambda link: any(test(each) for each in link_spellings(link))
    return lambda link: any(_starts(each, node.pattern) for each in link_spellings(link))


def _starts(link: str, asked: str) -> bool:
    """A host is asked whole; with a path, everything under that path counts."""
    if not link.startswith(asked):
        return False
    return len(link) == len(asked) or has_path(asked) or link[len(asked)] in "/?#"


def has_path(address: str) -> bool:
    """Whether more than a host is written."""
    return any(sign in address for sign in "/?#")
