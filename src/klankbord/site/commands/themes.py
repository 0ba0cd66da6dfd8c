"""`klankbord themes`: what many posts are about, without an installation."""

from typing import Any, Final, NamedTuple

import click
import msgspec
import numpy as np

from klankbord.core.text.readable import whole_text
from klankbord.core.text.similar import said_words
from klankbord.core.text.understanding.encoder import encode
from klankbord.core.text.understanding.opinions import Tier
from klankbord.core.themes.groups import MOST
from klankbord.core.themes.groups import themes as themes_of
from klankbord.core.themes.labels import labels, newest, rising
from klankbord.core.themes.vectors import Whole
from klankbord.site.commands.streams import Unusable, opened_out, post_batches
from klankbord.site.commands.tiers import tier_of

_AT_ONCE: Final = 1_000


class _Posts(NamedTuple):
    """What is kept of each post, as long as each other."""

    ids: list[str]
    texts: list[str]
    words: list[list[str]]
    seconds: list[float]


@click.command()
@click.argument("posts")
@click.option("--output", default="-", help="Where the lines go.")
@click.option("--report", "report_to", help="Where a line for each theme goes.")
@click.option(
    "--tier",
    type=click.Choice([tier.value for tier in Tier]),
    help="Cheap compares words alone.  [default: shown where installed]",
)
def themes(*, posts: str, output: str, report_to: str | None, tier: str | None) -> None:
    """Write {"post", "theme"} for each of POSTS (JSON Lines), at most 200,000.

    theme is a number, 0 for the largest; null where fewer than five posts speak of the same, or
    a post has no words. With --report FILE a line for each theme: theme, label (the words that
    tell it from the rest), size, and rising: over 2 it clearly grew in the last quarter of the
    time, under -2 it waned.
    """
    if report_to == output:
        message = "The report needs a place of its own: name another file."
        raise Unusable(message)
    used = tier_of(tier)
    read = _read(posts)
    found = themes_of(read.texts, read.words, encode if used is Tier.SHOWN else None)
    encoder = msgspec.json.Encoder()
    with opened_out(output) as lines:
        for post, theme in zip(read.ids, found.tolist(), strict=True):
            row = {"post": post, "theme": theme if theme >= 0 else None}
            lines.write(encoder.encode(row) + b"\n")
    if report_to:
        with opened_out(report_to) as lines:
            lines.writelines(encoder.encode(row) + b"\n" for row in _report(read, found))


def _read(name: str) -> _Posts:
    """Exit code 2 where it are too many."""
    read = _Posts([], [], [], [])
    for batch in post_batches(name, size=_AT_ONCE):
        for post in batch:
            read.ids.append(post.id)
            read.texts.append(whole_text(post))
            read.words.append(said_words(post.title, post.text))
            read.seconds.append(post.published_at.timestamp())
        if len(read.ids) > MOST:
            raise Unusable(name, f"more than {MOST:,} posts: take a shorter time or a sample")
    return read


def _report(read: _Posts, found: Whole) -> list[dict[str, Any]]:
    sizes = np.bincount(found[found >= 0]).tolist()
    grown = rising(found, newest(np.array(read.seconds)))
    told = labels(read.words, found)
    return [
        {"theme": theme, "label": " · ".join(words), "size": size, "rising": score}
        for theme, (words, size, score) in enumerate(zip(told, sizes, grown, strict=True))
    ]
