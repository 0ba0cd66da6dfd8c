"""What an import counts, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.intranet.workspace import LeftOut

POSTS, COMMENTS, REACTIONS, GROUPS = "posts", "comments", "reactions", "groups"
HERE, OLD, UNCHOSEN, FILES = "here", "old", "unchosen", "files"
SIGNS_UNKNOWN, SIGNS_BELOW, SIGNS_UNMATCHED = "signs-unknown", "signs-below", "signs-unmatched"
VOICES_OUT, ELSEWHERE = "voices-out", "elsewhere"

BROUGHT: Mapping[str, str | Promise] = {
    GROUPS: _("groups"),
    POSTS: _("posts"),
    COMMENTS: _("comments"),
    REACTIONS: _("reactions"),
}
NOT_BROUGHT: Mapping[str, str | Promise] = {
    HERE: _("messages are here already"),
    OLD: _("messages are older than we keep messages, and not pinned"),
    UNCHOSEN: _("messages stand in groups that you left out, or that nobody here could read"),
    VOICES_OUT: _("messages are of people without an account here: only their place is kept"),
    LeftOut.DIRECT: _("messages were between people: we never take those"),
    LeftOut.PROGRAM: _("messages were written by programs"),
    LeftOut.WORDLESS: _("messages hold no words, only a file or nothing"),
    LeftOut.DELETED: _("messages were deleted there"),
    LeftOut.PLACELESS: _("messages stand in a place whose readers the file does not tell"),
    ELSEWHERE: _("answers belong to a message in another group"),
    LeftOut.BROKEN: _("messages could not be read"),
    LeftOut.UNKNOWN: _("things are of a kind that this version does not know: keep the file"),
    FILES: _("files and pictures hang on messages; the file holds no safe copy of them"),
    SIGNS_UNKNOWN: _("reactions have no counterpart here"),
    SIGNS_BELOW: _("reactions are at comments; here only posts have them"),
    SIGNS_UNMATCHED: _("reactions are of people without an account here"),
}


@dataclass(frozen=True)
class Told:
    """One line of what came of a file."""

    n: int
    words: str | Promise


def told(counts: Mapping[str, int], words: Mapping[str, str | Promise]) -> list[Told]:
    """Find the lines for what was counted, in the order of the words; never one about nothing."""
    return [Told(counts[key], said) for key, said in words.items() if counts.get(key)]
