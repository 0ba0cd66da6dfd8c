"""The marks that Slack puts in its texts."""

import html
import re

from klankbord.connectors.plaintext import tidy, web_addresses

_MARK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def words_of(text: str) -> tuple[str, tuple[str, ...]]:
    """A message without Slack's marks, and where it links to; people stay numbers."""
    links: list[str] = []

    def plainly(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], found[3] or ""
        if sign == "@":
            return f"@{what}"
        if sign == "#":
            return f"#{label or what}"
        if sign == "!":
            return label or f"@{what.partition('^')[0]}"
        links.append(html.unescape(what))
        return label or what

    words = tidy(html.unescape(_MARK.sub(plainly, text)))
    return words, web_addresses(links)
