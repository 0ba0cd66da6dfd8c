"""Platforms as their brands write themselves."""

from typing import Final

# Others get a capital.
_BRANDS: Final = {
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "whatsapp": "WhatsApp",
    "x": "X",
    "4chan": "4chan",
    "rss": "RSS",
    "github": "GitHub",
    "mail": "E-mail",
    "stackexchange": "Stack Exchange",
}


def platform_name(platform: str) -> str:
    """A platform's key as its brand writes it."""
    return _BRANDS.get(platform, platform[:1].upper() + platform[1:])
