"""Bring pictures and files in with the words they go along with; it is judged again."""

from collections.abc import Iterable

from django.conf import settings

from klankbord.ambassadors.community.actions import search_text_of
from klankbord.ambassadors.community.attachments.actions import (
    MOST_KEPT,
    a_file,
    attach,
    picture,
    words_along,
)
from klankbord.ambassadors.community.attachments.models import (
    ALT_LENGTH,
    Attachment,
    AttachmentChange,
)
from klankbord.ambassadors.community.attachments.queries import bytes_kept
from klankbord.ambassadors.community.imports import counting
from klankbord.ambassadors.community.imports.crossing import Crossing
from klankbord.ambassadors.community.models import Comment, Post
from klankbord.connectors.intranet.workspace import Along, Said
from klankbord.connectors.reasons import ConnectorRefused
from klankbord.core.guard.bare_picture import NotAPicture, PictureTooLarge, kept_picture
from klankbord.core.guard.picture import MOST_BYTES
from klankbord.core.guard.shared_file import FileRefused, shared_file

MOST_EACH = 20  # at one message, whatever the house allows now
_REFUSED = (ConnectorRefused, FileRefused, NotAPicture, PictureTooLarge)


def write_along(crossing: Crossing, pairs: Iterable[tuple[Post | Comment, Said]]) -> None:
    """Let what is good go along with words that stand, one by one: each may be large."""
    for words, said in pairs:
        if words.is_removed or not (said.along or said.along_changes):
            continue
        n_taken = sum(_write(crossing, part, words) for part in said.along[:MOST_EACH])
        crossing.counts[counting.ALONG] += n_taken
        crossing.counts[counting.ALONG_OUT] += len(said.along) - n_taken
        if isinstance(words, Post):
            _finish(words, said)


def _write(crossing: Crossing, part: Along, words: Post | Comment) -> bool:
    """By the same measures as what a colleague chooses; False if it stays out."""
    most = MOST_BYTES if part.is_picture else settings.FILE_BYTES
    try:
        new = _judged(part, crossing.workspace.content_of(part.place, most))
    except _REFUSED:
        return False
    if bytes_kept() + new.n_bytes > settings.ATTACHMENTS_BYTES:
        return False
    attach([new], words=words, by=words.author, at=part.at)
    return True


def _judged(part: Along, content: bytes) -> Attachment:
    if part.is_picture:
        return picture(
            kept_picture(content, most_bytes=MOST_KEPT), alt=part.shows[:ALT_LENGTH].strip()
        )
    return a_file(shared_file(part.name, content), content)


def _finish(post: Post, said: Said) -> None:
    """The post is found by what goes along, and its history tells what came and went."""
    AttachmentChange.objects.bulk_create(
        AttachmentChange(
            post=post,
            is_picture=each.is_picture,
            is_added=each.is_added,
            n=each.n,
            changed_at=each.at,
        )
        for each in said.along_changes[:MOST_EACH]
    )
    if said.along:
        search_text = search_text_of(post.text, *words_along(post))
        Post.objects.filter(pk=post.pk).update(search_text=search_text)
