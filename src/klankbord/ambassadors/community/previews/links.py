"""Which page a text links to first, if it is one that our server may visit."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

from klankbord.ambassadors.community.previews.models import ADDRESS_LENGTH
from klankbord.ui.words import rendered_markdown

_LINK = re.compile(r'href="(https?://[^"]+)"', re.IGNORECASE)
# What a page is opened with that not everybody may open: a visit would tell it on, or use it up.
_KEYS = re.compile(
    r"token|secret|passw|wachtwoord|signature|credential|api_?key|access_?key|session|sid$|sig$"
    r"|^key$|^code$|^otp$|^auth|^jwt$|^pwd$|^invite|^ticket$|unsubscribe|^confirm",
    re.IGNORECASE,
)


def first_link(text: str) -> str:
    """Find the first web address of a text in Markdown, but for code; empty if there is none.

    Our own house is left out, and addresses that seem to hold a key.
    """
    for found in _LINK.finditer(rendered_markdown(text)):
        address = html.unescape(found[1])
        if not address.startswith(settings.PUBLIC_URL) and len(address) <= ADDRESS_LENGTH:
            return address if _is_open(address) else ""
    return ""


def _is_open(address: str) -> bool:
    try:
        parts = urlsplit(address)
        is_ours = parts.hostname == urlsplit(settings.PUBLIC_URL).hostname
        names = [name for name, _value in parse_qsl(parts.query, keep_blank_values=True)]
    except ValueError:
        return False
    has_key = "@" in parts.netloc or any(map(_KEYS.search, names))
    return bool(parts.hostname) and not is_ours and not has_key
