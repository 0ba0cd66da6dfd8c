"""What lets somebody in: passwords, keys and tokens of programs, and doors that stand in a link."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from klankbord.core.guard.finding import Finding, Rule

# The forms that the makers of these keys gave them, so that they can be found again.
_KEYS: Final = re.compile(
    r"(?<![\w-])(?:"
    r"A(?:KIA|SIA|GPA|IDA|ROA)[A-Z2-7]{16}"  # Amazon
    r"|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255}"
    r"|gl(?:pat|dt|rt|ptt|soat|agent|cbt)-[\w-]{20,64}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+"
    r"|AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{28}"
    r"|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,247}|whsec_[A-Za-z0-9+/=]{24,}"
    r"|SG\.[\w-]{16,32}\.[\w-]{16,64}|key-[0-9a-f]{32}|SK[0-9a-f]{32}|AC[0-9a-f]{32}"
    r"|npm_[A-Za-z0-9]{36}|pypi-[\w-]{50,}|dckr_pat_[\w-]{27}|dop_v1_[0-9a-f]{64}"
    r"|sk-(?:proj-|ant-)?[\w-]{24,200}|hf_[A-Za-z]{34}|hvs\.[\w-]{24,}|shp(?:at|ca|pa"
    r"|ss)_[0-9a-f]{32}"
    r"|\d{8,10}:AA[\w-]{33}|EAACEdEose0cBA[A-Za-z0-9]+|sq0(?:atp|csp)-[\w-]{22,43}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*"  # JSON Web Token
    r")(?![\w-])"
)
_PRIVATE_KEY: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY[A-Z "
    r"]*-----)?"
)
_SIGN_IN: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@<>\"']*:([^\s:/@<>\"']{3,})@[^\s/]+", re.IGNORECASE
)
_IN_LINK: Final = re.compile(
    r"[?&#;](?:access_?token|auth|token|api_?key|key|sig|signature|secret|pass(?:word|wd)?|pwd|code"
    r"|x-amz-signature|sv)=([^&\s#\"'<>]{8,})",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    r"(?<![\w-])(?:(?:wi-?fi|gasten|netwerk|admin|root|mijn|ons|het|user|database|db|smtp|login"
    r"|inlog)"
    r"[-_ ]?)?(?P<name>wachtwoord(?:en)?|ww|wachtzin|passw(?:or)?d|passwort|kennwort|pwd|passphrase"
    r"|mot de passe|mdp|pin[- ]?code|pin|toegangscode|deurcode|alarmcode|kluiscode|inlogcode"
    r"|door code|access code|gate code|alarm code|(?:api|secret|access|private|client|account|auth"
    r"|encryption|shared)[-_ ]?(?:key|secret|token|sleutel)|token|secret|bearer|geheime sleutel"
    r"|beveiligingscode|recovery code|herstelcode|connection ?string)"
    r"(?: (?:voor|van|for|of) (?:de |het |the |our |ons |onze )?[\w-]+(?: [\w-]+)?)?"
    r"(?:\s*(?P<sign>[:=]|=>|:=)\s*|(?P<verb> (?:is(?: nu| now| weer)?|wordt|blijft|was|luidt"
    r"|lautet|ist"
    r"|est|becomes|remains):? ))"
    r"[\"'`\u201c\u2018]?(?P<value>[^\s\"'`\u201c\u201d\u2018\u2019]{3,200})",
    re.IGNORECASE,
)
_NO_VALUE: Final = re.compile(
    r"[<{\[(*x•·.…_#$%-]+.*|.*(?:example|voorbeeld|placeholder|your|jouw|changeme|redacted|xxxx"
    r"|\.\.\.).*"
    r"|(?:niet|not|geen|no|een|a|the|de|het|verplicht|required|vergeten|forgotten|gewijzigd"
    r"|changed|kwijt"
    r"|lost|verlopen|expired|veilig|safe|secure|sterk|strong|uniek|unique|nodig|needed|weg|gone"
    r"|zwak|weak"
    r"|gelekt|leaked|gestolen|stolen|belangrijk|important|dood|dead|true|false|none|null|onveilig"
    r"|insecure"
    r"|ongeldig|invalid|onjuist|incorrect|fout|wrong|te|too|nooit|never|altijd|always|dat|that"
    r"|wat|what"
    r"|hier|here|per|via|bij|op|in|om|to|je|jij|u|jouw|uw|mijn|ons|onze|my|our|key|word)[.,;:!?]*",
    re.IGNORECASE,
)  # fmt: skip
_CODES: Final = ("pin", "code")
_MIXED: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])|(?=.*[^\w\s])(?=.*\w)")
_LEAST_CHAOS: Final = 3.0  # bits a character: random letters have more than 4, words some 3
_LONG: Final = 20

_LONGEST_HOST: Final = 253  # RFC 1035
_LINK: Final = re.compile(
    r"\b(?:https?|ftp|smb|file|sftp)://([^\s<>\"')\]]{1,2000})"
    r"|(?<![\w\\])(\\\\[\w.-]{1,200}\\[^\s]{1,500})",
    re.IGNORECASE,
)
_SHARED: Final = re.compile(
    r"(?:[\w-]+\.)?sharepoint\.com/:\w:/|1drv\.ms/|onedrive\.live\.com/|(?:docs"
    r"|drive)\.google\.com/"
    r"(?:\w+/)?(?:d/|file|open|drive)|(?:www\.)?dropbox\.com/(?:s|scl|sh)/"
    r"|wetransfer\.com/downloads/"
    r"|we\.tl/|[\w-]+\.box\.com/s/|(?:[\w-]+\.)?surfdrive\.surf\.nl/files/|[\w.-]+/index\.php/s/"
    r"|teams\.microsoft\.com/l/(?:meetup|channel|message|file)|[\w.-]*zoom\.us/j/",
    re.IGNORECASE,
)
_INSIDE: Final = re.compile(
    r"(?:[\w-]+\.)*(?:intranet|intern|internal|corp|lan|local|home\.arpa|prive)(?:\.[\w.-]+)?"
    r"|(?:intranet|intra|vpn|sharepoint|wiki-intern|jira|confluence|gitlab)\.[\w.-]+",
    re.IGNORECASE,
)


def secrets_in(text: str) -> Iterator[Finding]:
    """Passwords, keys and tokens; only what lets somebody in, the words around it may stay."""
    for pattern in (_KEYS, _PRIVATE_KEY):
        for found in pattern.finditer(text):
            yield Finding(*found.span(), Rule.SECRET)
    for pattern in (_SIGN_IN, _IN_LINK):
        for found in pattern.finditer(text):
            if not _NO_VALUE.fullmatch(found[1]):
                yield Finding(*found.span(1), Rule.SECRET)
    for found in _SAID.finditer(text):
        value = found["value"].rstrip(".,;:)")
        if _may_open(found["name"].lower(), value, is_set=bool(found["sign"])):
            yield Finding(found.start("value"), found.start("value") + len(value), Rule.SECRET)


def _may_open(name: str, value: str, *, is_set: bool) -> bool:
    """Whether a value after "password is" is one: a sentence goes on with words, too."""
    if len(value) < 3 or _NO_VALUE.fullmatch(value):  # noqa: PLR2004  # shorter opens nothing
        return False
    if any(word in name for word in _CODES):
        return any(char.isdigit() for char in value)
    if is_set and name not in {"token", "secret"}:
        return True
    return bool(_MIXED.match(value)) or (len(value) >= _LONG and chaos(value) > _LEAST_CHAOS)


def chaos(text: str) -> float:
    """Entropy in bits a character (Shannon, "A mathematical theory of communication", 1948)."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


def links_in(text: str) -> Iterator[Finding]:
    """Links that lead inside, or that open a file for whoever has them."""
    for found in _LINK.finditer(text):
        address = (found[1] or found[2] or "").rstrip(".,;:!?")
        if found[2] or _is_inside(address) or _SHARED.match(address):
            start = found.start(1) if found[1] else found.start()
            yield Finding(found.start(), start + len(address), Rule.INTERNAL_LINK)


def _is_inside(address: str) -> bool:
    host = re.split(r"[/?#]", address, maxsplit=1)[0].rpartition("@")[2]
    name = host.partition(":")[0][:_LONGEST_HOST]
    try:
        machine = ip_address(name)
    except ValueError:
        return _INSIDE.fullmatch(name) is not None or _is_short(name, address)
    return machine.is_private and not machine.is_loopback


def _is_short(name: str, address: str) -> bool:
    """`http://portaal/verlof`: a name without a dot means something only inside."""
    has_more = len(address) > len(name)
    return has_more and len(name) > 2 and name.replace("-", "").isalnum()  # noqa: PLR2004  # not "t"
