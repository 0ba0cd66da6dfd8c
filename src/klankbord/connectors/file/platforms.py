"""Names of platforms and languages as other tools write them, and what ours are."""

import re
from functools import lru_cache

from klankbord.connectors.plaintext import host_of

_PLATFORMS = {
    "twitter": "x", "tweet": "x", "twittermention": "x", "xtwitter": "x", "twitterx": "x",
    "facebookpublic": "facebook", "facebookpage": "facebook", "instagrampublic": "instagram",
    "youtubevideo": "youtube", "bsky": "bluesky", "webpage": "web", "onlinenews": "news",
    "socialblogs": "blog", "blogs": "blog", "forums": "forum", "reviews": "review",
}  # fmt: skip
_SITES = {
    "twitter.com": "x", "x.com": "x", "mobile.twitter.com": "x", "facebook.com": "facebook",
    "m.facebook.com": "facebook", "instagram.com": "instagram", "linkedin.com": "linkedin",
    "youtube.com": "youtube", "youtu.be": "youtube", "tiktok.com": "tiktok",
    "reddit.com": "reddit", "old.reddit.com": "reddit", "bsky.app": "bluesky",
    "threads.net": "threads", "threads.com": "threads", "t.me": "telegram",
    "pinterest.com": "pinterest", "news.ycombinator.com": "hackernews",
}  # fmt: skip
_LANGUAGES = {
    "dutch": "nl", "nederlands": "nl", "english": "en", "engels": "en", "german": "de",
    "duits": "de", "french": "fr", "frans": "fr", "spanish": "es", "spaans": "es",
    "italian": "it", "italiaans": "it", "portuguese": "pt", "portugees": "pt", "turkish": "tr",
    "turks": "tr", "arabic": "ar", "arabisch": "ar", "polish": "pl", "pools": "pl",
    "danish": "da", "swedish": "sv", "norwegian": "no", "finnish": "fi", "russian": "ru",
    "ukrainian": "uk", "chinese": "zh", "japanese": "ja", "korean": "ko", "frisian": "fy",
    "indonesian": "id", "romanian": "ro", "greek": "el", "czech": "cs", "hungarian": "hu",
}  # fmt: skip
_UNKNOWN = "web"
_ODD = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"[a-z]{2,3}(?=[-_,;]|$)")
_STATUS = re.compile(r"https?://[^/]+/[^/]+/status(?:es)?/(\d+)")


@lru_cache(maxsize=1_000)
def _platform_named(name: str) -> str:
    word = _ODD.sub("", name.lower())[:30]
    return _PLATFORMS.get(word, word)


def platform_of(name: str, url: str) -> str:
    """Our word for a platform: from its name, else from the address, else `web`."""
    return (_platform_named(name) if name else "") or _SITES.get(host_of(url), _UNKNOWN)


@lru_cache(maxsize=1_000)
def language_of(name: str) -> str:
    """The language code of `nl`, `nl-BE`, `Dutch`; empty if it is none."""
    word = name.strip().lower()
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    found = _CODE.match(word)
    return found[0] if found and found[0] not in {"und", "unk"} else ""


def status_id(address: str) -> str:
    """The number of a post in an address such as `…/status/123`, empty if there is none."""
    found = _STATUS.match(address)
    return found[1] if found else ""
