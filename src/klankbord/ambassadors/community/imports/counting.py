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
POLLS_OUT, VOTES_OUT = "polls-out", "votes-out"
BESIDE_OUT, NAMES_OUT = "beside-out", "names-out"
ALONG, ALONG_OUT = "along", "along-out"

BROUGHT: Mapping[str, str | Promise] = {
    GROUPS: _("groups"),
    POSTS: _("posts"),
    COMMENTS: _("comments"),
    REACTIONS: _("quick reactions"),
    ALONG: _("pictures and files"),
}
NOT_BROUGHT: Mapping[str, str | Promise] = {
    HERE: _("Here already"),
    OLD: _("Older than we keep messages, and not pinned"),
    UNCHOSEN: _("In groups that you left out, or that nobody here could read"),
    VOICES_OUT: _("Of people without an account here: only the place is kept"),
    LeftOut.DIRECT: _("Messages between people: we never take those"),
    LeftOut.PROGRAM: _("Written by programs"),
    LeftOut.WORDLESS: _("Without words: only a file, or nothing"),
    LeftOut.DELETED: _("Deleted there"),
    LeftOut.PLACELESS: _("In a place whose readers the file does not tell"),
    ELSEWHERE: _("Answers to a message in another group"),
    LeftOut.BROKEN: _("Messages that could not be read"),
    LeftOut.UNKNOWN: _("Things of a kind that this version does not know: keep the file"),
    FILES: _("Files and pictures at messages: the export holds no safe copy of them"),
    ALONG_OUT: _("Pictures and files that are damaged, too large, not taken here, or without room"),
    SIGNS_UNKNOWN: _("Reactions without a counterpart here"),
    SIGNS_BELOW: _("Reactions at comments: here only posts have them"),
    POLLS_OUT: _("Polls that could not be read: only their words came"),
    VOTES_OUT: _("Votes in polls of people without an account here"),
    BESIDE_OUT: _("Events and announcements that could not be read: only their words came"),
    NAMES_OUT: _("Answers to events and names in praise of people without an account here"),
    SIGNS_UNMATCHED: _("Reactions of people without an account here"),
}


@dataclass(frozen=True)
class Told:
    """One line of what came of a file."""

    n: int
    words: str | Promise


def told(counts: Mapping[str, int], words: Mapping[str, str | Promise]) -> list[Told]:
    """Find the lines for what was counted, in the order of the words; never one about nothing."""
    return [Told(counts[key], said) for key, said in words.items() if counts.get(key)]
