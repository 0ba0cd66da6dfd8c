"""Every address of the site, walked once for all tests that must not miss one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

EVERYTHING = "klankbord.site.scim_urls"


@dataclass(frozen=True)
class Route:
    """One address: its full name, the view behind it, and its converters by keyword."""

    name: str
    view: object
    converters: tuple[tuple[str, str], ...]

    def arguments(self) -> dict[str, object]:
        """Values that fit the address and, on an empty database, name nothing."""
        samples = {"IntConverter": 987654, "StringConverter": "nothing", "SlugConverter": "nothing"}
        return {key: samples.get(kind, "nothing") for key, kind in self.converters}


def routes(addresses: str = EVERYTHING) -> list[Route]:
    """All named addresses, ours and those of libraries."""
    return list(_walk(get_resolver(addresses), "", ()))


def _walk(
    resolver: URLResolver, namespace: str, above: tuple[tuple[str, str], ...]
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = above + tuple(_converters(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}", entry.callback, here)


def _converters(pattern: object) -> Iterator[tuple[str, str]]:
    """Keyword arguments of a path, and the groups of a library's regular expression."""
    for key, converter in getattr(pattern, "converters", {}).items():
        yield key, type(converter).__name__
    if isinstance(pattern, RegexPattern):
        yield from ((key, "StringConverter") for key in pattern.regex.groupindex)
