"""A content security policy for showing a letter: exactly its own styles, and nothing else."""

import base64
import hashlib
import re
from html import unescape

_ATTRIBUTES = re.compile(r'\sstyle="([^"]*)"')
_ELEMENTS = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def policy_for(html: str) -> str:
    """Allow the styles that stand in this letter, by hash; no scripts, no fetches, only our frame.

    A letter must carry its styles in the markup; hashes keep the house free of `unsafe-inline`.
    """
    styles = {*_ELEMENTS.findall(html), *map(unescape, _ATTRIBUTES.findall(html))}
    hashes = " ".join(sorted(f"'sha256-{_hash(style)}'" for style in styles))
    return (
        f"default-src 'none'; style-src 'unsafe-hashes' {hashes}; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'self'; sandbox allow-popups"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
