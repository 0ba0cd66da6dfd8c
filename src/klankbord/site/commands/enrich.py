"""`klankbord enrich`: posts with what their text tells, without an installation."""

from collections.abc import Iterator, Sequence
from typing import Any

import click
import msgspec

from klankbord.core.post import Post, encode_post
from klankbord.core.text.copies import Copies, Place
from klankbord.core.text.language import Language, languages
from klankbord.core.text.readable import whole_text
from klankbord.core.text.understanding.intents import (
    INTENTS,
    Intent,
    intents,
    share_told,
    words_shown,
)
from klankbord.core.text.understanding.opinions import (
    SENTIMENTS,
    Opinion,
    Tier,
    offence_told,
    opinions,
)
from klankbord.site.commands.streams import bar, opened_out, post_batches
from klankbord.site.commands.tiers import tier_of

AT_ONCE = 1_000


@click.command()
@click.argument("posts")
@click.option("--output", default="-", help="Where the posts go.")
@click.option(
    "--tier",
    type=click.Choice([tier.value for tier in Tier]),
    default=Tier.CHEAP.value,
    show_default=True,
    help="How much is spent on a text; shown is better, 30 times slower, and an extra.",
)
def enrich(*, posts: str, output: str, tier: str) -> None:
    """Write POSTS (JSON Lines) again, each with what its text tells.

    language {code, p}: null where it cannot be told; "told" where the platform said so.
    sentiment {label, p}: negative, neutral, positive, or unsure. intent {label, p, words}: what
    its writer wants, and the words that show it. offensive {p}. A p is null where it is not known
    to be right as often as it says.
    duplicate_of: the earlier post that it repeats, says again or nearly says again, with "kind"
    and "similarity". story: the post that began its story, itself where it repeats nobody.
    """
    used = tier_of(tier)
    copies = Copies()
    with bar() as progress, opened_out(output) as lines:
        task = progress.add_task("enrich", total=None)
        for batch in post_batches(posts, size=AT_ONCE):
            lines.writelines(_lines(batch, copies, used))
            progress.advance(task, len(batch))


def _lines(batch: Sequence[Post], copies: Copies, tier: Tier) -> Iterator[bytes]:
    texts = [whole_text(post) for post in batch]
    found = languages(texts, [post.lang for post in batch])
    codes = [each.code for each in found]
    said = opinions(texts, codes, tier)
    wanted = intents(texts, codes, said)
    places = copies.places(batch)
    for post, text, language, opinion, intent, place in zip(
        batch, texts, found, said, wanted, places, strict=True
    ):
        told = {
            "language": _language(language),
            **_opinion(opinion, language.code),
            "intent": _intent(intent, text),
            **_place(place),
        }
        yield encode_post(post)[:-1] + b"," + msgspec.json.encode(told)[1:] + b"\n"


def _language(found: Language) -> dict[str, Any]:
    return {"code": found.code or None, "p": found.p, "told": found.is_told}


def _opinion(found: Opinion, code: str) -> dict[str, Any]:
    shares = dict(zip(SENTIMENTS, found.sentiment, strict=True)) if found.sentiment else None
    return {
        "sentiment": {"label": found.label, "p": shares},
        "offensive": {"p": offence_told(found, code)},
    }


def _intent(found: Intent, text: str) -> dict[str, Any]:
    """A number only where it is right as often as it says; else the words that show the kind."""
    p = {
        name: share_told(name, p, found.language) for name, p in zip(INTENTS, found.p, strict=False)
    }
    words = words_shown(found.label, text, found.language)
    return {"label": found.label, "p": p or None, "words": words}


def _place(place: Place) -> dict[str, Any]:
    return {
        "duplicate_of": place.of or None,
        "kind": place.kind,
        "similarity": round(place.similarity, 4) if place.of else None,
        "story": place.story,
    }
