"""What somebody needs to know to set a source up: what to paste, and with which sign-in."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.contract import Connector
from klankbord.participate.listening.platforms import PLATFORMS, Platform


class SignIn(enum.Enum):
    """Whether an account of ours has to be connected before anything is heard."""

    NONE = "none"
    FOR_MORE = "for-more"
    NEEDED = "needed"


@dataclass(frozen=True, kw_only=True)
class Guide:
    """`examples` pair what can be heard with its address; `place` is an example of ours."""

    sign_in: SignIn = SignIn.NONE
    examples: tuple[tuple[str | Promise, str], ...] = ()
    place: str = ""
    place_label: str | Promise = ""
    secret_label: str | Promise = ""


_PERSON, _HASHTAG, _SEARCH = _("A person"), _("A hashtag"), _("A search")
_TO_US, _TOKEN, _KEYS = _("Who speaks to us"), _("Access token"), _("Keys, as told below")
_HANDLE, _SERVER = _("Name of the account"), _("Server")

GUIDES = {
    "feed": Guide(
        examples=(
            (_("A site: we look for its feed"), "www.dorpsblad.example"),
            (_("A feed"), "https://www.dorpsblad.example/feed.xml"),
        ),
    ),
    "mastodon": Guide(
        sign_in=SignIn.FOR_MORE,
        examples=(
            (_PERSON, "@name@mastodon.example"),
            (_HASHTAG, "https://mastodon.example/tags/word"),
            (_("A whole server"), "https://mastodon.example/public/local"),
            (_TO_US, "https://mastodon.example/notifications"),
            (_SEARCH, "https://mastodon.example/search?q=words"),
        ),
        place="mastodon.example",
        place_label=_SERVER,
        secret_label=_TOKEN,
    ),
    "bluesky": Guide(
        sign_in=SignIn.FOR_MORE,
        examples=(
            (_PERSON, "@name.bsky.social"),
            (_HASHTAG, "https://bsky.app/hashtag/word"),
            (_TO_US, "https://bsky.app/notifications"),
            (_SEARCH, "https://bsky.app/search?q=words"),
        ),
        place="name.bsky.social",
        place_label=_HANDLE,
        secret_label=_("App password"),
    ),
    "discourse": Guide(
        sign_in=SignIn.FOR_MORE,
        examples=(
            (_("A whole forum"), "https://forum.example"),
            (_("One topic"), "https://forum.example/t/title/12"),
        ),
        place="name@forum.example",
        place_label=_("Name of the account, @ and the forum"),
        secret_label=_("API key"),
    ),
    "matrix": Guide(
        sign_in=SignIn.NEEDED,
        examples=((_("A public room"), "#room:matrix.example"),),
        place="matrix.example",
        place_label=_SERVER,
        secret_label=_TOKEN,
    ),
    "hackernews": Guide(
        examples=(
            (_("The newest"), "https://news.ycombinator.com/newest"),
            (_PERSON, "https://news.ycombinator.com/user?id=name"),
            (_("Who links to a site"), "https://news.ycombinator.com/from?site=example.org"),
            (_SEARCH, "https://hn.algolia.com/?q=words"),
        ),
    ),
    "stackexchange": Guide(
        examples=(
            (_("A whole site"), "https://stackoverflow.com"),
            (_("A tag"), "https://stackoverflow.com/questions/tagged/word"),
            (_SEARCH, "https://stackoverflow.com/search?q=words"),
            (_("The answers to a question"), "https://stackoverflow.com/questions/12/title"),
        ),
    ),
    "mail": Guide(
        sign_in=SignIn.NEEDED,
        examples=(
            (_("A mailbox"), "webcare@example.org"),
            (_("Another folder than the inbox"), "webcare@example.org#Questions"),
        ),
        place="webcare@example.org imap.example.org:993 smtp.example.org:587",
        place_label=_("Address, server for what comes in, server for what goes out"),
        secret_label=_("Password of the mailbox"),
    ),
    "facebook": Guide(
        sign_in=SignIn.NEEDED,
        examples=((_("A page of ours"), "https://www.facebook.com/name"),),
        place="name",
        place_label=_("Name of the page"),
        secret_label=_("Token of the page"),
    ),
    "instagram": Guide(
        sign_in=SignIn.NEEDED,
        examples=(
            (_("An account of ours"), "https://www.instagram.com/name/"),
            (_("Who tags us"), "https://www.instagram.com/name/tagged/"),
            (_HASHTAG, "https://www.instagram.com/explore/tags/word/"),
        ),
        place="name",
        place_label=_HANDLE,
        secret_label=_TOKEN,
    ),
    "x": Guide(
        sign_in=SignIn.NEEDED,
        examples=(
            (_PERSON, "https://x.com/name"),
            (_HASHTAG, "https://x.com/hashtag/word"),
            (_SEARCH, "https://x.com/search?q=words"),
        ),
        place="name",
        place_label=_HANDLE,
        secret_label=_KEYS,
    ),
    "youtube": Guide(
        sign_in=SignIn.NEEDED,
        examples=(
            (_("A video"), "https://www.youtube.com/watch?v=…"),
            (_("All videos of a channel"), "https://www.youtube.com/@name"),
        ),
        place="name",
        place_label=_HANDLE,
        secret_label=_KEYS,
    ),
    "google": Guide(
        sign_in=SignIn.NEEDED,
        examples=((_("A place of ours, on the map"), "https://www.google.com/maps/place/…"),),
        place="name",
        place_label=_HANDLE,
        secret_label=_KEYS,
    ),
    "reddit": Guide(
        sign_in=SignIn.NEEDED,
        examples=(
            (_("A community"), "https://www.reddit.com/r/name"),
            (_PERSON, "https://www.reddit.com/user/name"),
            (_SEARCH, "https://www.reddit.com/search?q=words"),
        ),
        place="name",
        place_label=_HANDLE,
        secret_label=_KEYS,
    ),
}
"""Of our own connectors that are set up by an address."""

_SHELVES: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("The open web and e-mail"),
        (
            "feed",
            "mastodon",
            "bluesky",
            "discourse",
            "matrix",
            "mail",
            "hackernews",
            "stackexchange",
        ),
    ),
    (_("With a key of ours"), ("facebook", "instagram", "google", "youtube", "reddit", "x")),
)


def shelves(readers: Sequence[Connector]) -> list[tuple[str | Promise, list[Platform]]]:
    """What can be heard by an address, as the screen groups it; of other makers last."""
    ours = {each.key for each in readers} & set(PLATFORMS)
    found = [
        (title, [PLATFORMS[each] for each in keys if each in ours]) for title, keys in _SHELVES
    ]
    others = [plain_platform(each) for each in readers if each.key not in PLATFORMS]
    return [shelf for shelf in (*found, (_("Added by other makers"), others)) if shelf[1]]


def plain_platform(reader: Connector) -> Platform:
    """What we know of a platform, of a connector of other makers its name alone."""
    nothing = {"kind": "", "limits": "", "cost": ""}
    known = PLATFORMS.get(reader.key)
    return known or Platform(key=reader.key, label=reader.label, **nothing)
