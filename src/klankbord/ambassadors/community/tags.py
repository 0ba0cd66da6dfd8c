"""Subjects that people name in their words with a #."""

import re

from klankbord.core.text.words import without_addresses, words_of

MOST_TAGS = 10
_TAG = re.compile(r"(?<![\w&#/])#(\w{2,50})")


def tags_of(text: str) -> list[str]:
    """Find the tags of a text, each once, in order; a number alone is none."""
    named = (_folded(tag) for tag in _TAG.findall(without_addresses(text)))
    return list(dict.fromkeys(tag for tag in named if tag))[:MOST_TAGS]


def _folded(tag: str) -> str:
    folded = "".join(words_of(tag))[:50]
    return "" if folded.isdecimal() else folded


def parted(words: str) -> tuple[list[str], str]:
    """Take what was searched for apart: tags, and the other words."""
    return tags_of(words), _TAG.sub(" ", words)
