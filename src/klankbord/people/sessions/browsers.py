"""A browser in a few words, from what it says about itself."""

import re

# The first that fits: browsers name each other in what they send, the rarest word goes first.
BROWSERS = (
    ("Edge", re.compile(r"Edg(e|A|iOS)?/")),
    ("Opera", re.compile(r"OPR/|Opera")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Firefox", re.compile(r"Firefox/|FxiOS/")),
    ("Chrome", re.compile(r"Chrome/|CriOS/|Chromium/")),
    ("Safari", re.compile(r"Safari/")),
)
SYSTEMS = (
    ("iPhone", re.compile(r"iPhone")),
    ("iPad", re.compile(r"iPad")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("ChromeOS", re.compile(r"CrOS")),
    ("Mac", re.compile(r"Mac OS X|Macintosh")),
    ("Linux", re.compile(r"Linux|X11")),
)


def browser_words(user_agent: str) -> str:
    """Such as "Firefox · Linux"; no version, which would make people recognisable."""
    text = user_agent[:400]
    words = [_first(BROWSERS, text), _first(SYSTEMS, text)]
    return " · ".join(word for word in words if word)


def _first(kinds: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str:
    return next((name for name, pattern in kinds if pattern.search(text)), "")
