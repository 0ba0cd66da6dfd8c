"""`klankbord enrich`: posts with what their text tells, without an installation."""

from collections.abc import Iterator, Sequence
from typing import Any

import click
import msgspec

from klankbord.core.post import Post, encode_post
from klankbord.core.text.copies import Copies, Place
from klankbord.core.text.language import Language, languages
from klankbord.core.text.readable import whole_text
from klankbord.site.commands.streams import bar, opened_out, post_batches

AT_ONCE = 1_000


@click.command()
@click.argument("posts")
@click.option("--output", default="-", help="Where the posts go.")
def enrich(*, posts: str, output: str) -> None:
    """Write POSTS (JSON Lines) again, each with what its text tells.

    language {code, p}: null where it cannot be told; "told" where the platform said so.
    duplicate_of: the earlier post that it repeats, says again or nearly says again, with "kind"
    and "similarity". story: the post that began its story, itself where it repeats nobody.
    """
    copies = Copies()
    with bar() as progress, opened_out(output) as lines:
        task = progress.add_task("enrich", total=None)
        for batch in post_batches(posts, size=AT_ONCE):
            lines.writelines(_lines(batch, copies))
            progress.advance(task, len(batch))


def _lines(batch: Sequence[Post], copies: Copies) -> Iterator[bytes]:
    found = languages([whole_text(post) for post in batch], [post.lang for post in batch])
    for post, language, place in zip(batch, found, copies.places(batch), strict=True):
        told = msgspec.json.encode({"language": _language(language), **_place(place)})
        yield encode_post(post)[:-1] + b"," + told[1:] + b"\n"


def _language(found: Language) -> dict[str, Any]:
    return {"code": found.code or None, "p": found.p, "told": found.is_told}


def _place(place: Place) -> dict[str, Any]:
    return {
        "duplicate_of": place.of or None,
        "kind": place.kind,
        "similarity": round(place.similarity, 4) if place.of else None,
        "story": place.story,
    }
