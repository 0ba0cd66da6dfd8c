"""Labels of a case: the desk's own words, tidy and without double ones."""

from collections.abc import Iterable

TAG_LENGTH, MOST_TAGS = 40, 20


def tidy_tags(tags: Iterable[str]) -> list[str]:
    """Labels without double ones, empty ones and signs in front; case does not count."""
    words = (" ".join(str(tag).lstrip("#").split()).casefold()[:TAG_LENGTH] for tag in tags)
    return [word for word in dict.fromkeys(words) if word][:MOST_TAGS]
