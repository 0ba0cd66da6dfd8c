"""Every address gets rubbish: no answer may be a fault of ours.

The sample organisation is walked once to learn real ids and real forms. Then each route gets, in
turn, hostile fields, bodies, query strings, ids, files and content types, sent by somebody with
every role. `KLANKBORD_FUZZ` says how many inputs (`make fuzz`: 10,000), and
`KLANKBORD_FUZZ_SEED` which.
"""

import datetime as dt
import json
import os
import random
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from itertools import islice
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import FileResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, Client, encode_multipart
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from klankbord.people.middleware import LIBRARY_VIEWS
from klankbord.people.models import Member, Role, RoleGrant
from klankbord.site.api import api
from klankbord.site.sample import load_sample
from tests.routes import EVERYTHING, Route, routes

N_INPUTS = int(os.environ.get("KLANKBORD_FUZZ", "1000"))
SEED = int(os.environ.get("KLANKBORD_FUZZ_SEED", "20260310"))
N_PAGES = 150
N_OF_EACH = 6  # addresses of one route
UNTIL = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)
SIGN_IN = "/account/login/"

TEXTS = [
    "",
    " ",
    "\0",
    "a\0b",
    "\r\n\r\nSet-Cookie: a=b",
    "'",
    "' OR 1=1 --",
    '"; DROP TABLE people_member; --',
    "%",
    "_",
    "%s%n%(x)s",
    "{{ 7*7 }}{% now %}{0.__class__}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/",
    "http://[::1",
    "http://a:99999999/",
    "http://xn--/",
    "https://" + "a" * 300 + ".example/",
    "\ud7ff\uffff\ufeff\u202e\u200d",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 40,
    "i\u0307\u0131\u0130\u00df\ufb03",
    "e" + "\u0301" * 500,
    "-1",
    "0",
    "-0",
    "1e309",
    "NaN",
    "Infinity",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 400,
    "9" * 5000,
    "0x10",
    "1_000",
    "\u0661\u0662\u0663",
    "\u00b2",
    "true",
    "null",
    "[]",
    "{}",
    '{"a": {"a": {"a": []}}}',
    "[" * 2000,
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59",
    "9999-12-31T23:59:59+00:00",
    "0001-01-01T00:00:00+14:00",
    "24:61",
    "(" * 500,
    "a OR (b NEAR/99999999999 c)",
    '"' + "a " * 300,
    "NOT " * 300 + "a",
    "a* ?* *",
    "/(a+)+$/",
    "Europe/Nowhere",
    "../UTC",
    "a@b",
    "a@" + "b" * 300 + ".example",
    "a\nb@example.org",
    ",".join(["a@b.example"] * 200),
    "x" * 100_000,
    "lang:zz platform:\0 author:%",
    "abc:def:ghi",
    "eyJhIjoxfQ==",
    "\u2028\u2029\x1b[31m\x7f",
]
JSONS = [
    None,
    True,
    -1,
    0,
    1.5,
    1e308,
    2**63,
    -(2**70),
    10**400,
    [],
    {},
    [[[[]]]],
    {"a": {"b": [None, {"": "\0"}]}},
    [None] * 1000,
]
TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=nonsense",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    f"multipart/form-data; boundary={BOUNDARY}",
    f"multipart/form-data; boundary={BOUNDARY}; charset=nonsense",
    "application/json",
    "application/json; charset=nonsense",
    "text/xml",
    "nonsense",
    "",
]
BYTES = [
    b"",
    b"\0" * 1000,
    b"\xff\xfe\x00\xd8",
    b"a=%00&b=%ff&c=%",
    b"a=1&" * 3000,
    b"{",
    b'{"a": NaN}',
    b"[" * 100_000,
    b'"\\ud800"',
    b"1" * 10_000,
    f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\n".encode(),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'.encode(),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"\r\n'
    f"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--{BOUNDARY}--\r\n".encode(),
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
]
FILES = [
    ("a.csv", b""),
    ("a.csv", b"\0\0\0"),
    ("a.csv", b"a,b\n1"),
    ("a.csv", b'"' * 10_001),
    ("../../a.csv", b"text,author\nhoi,jan\n"),
    ("a\0b.csv", b"a,b\n1,2\n"),
    ("a" * 300 + ".csv", b"a,b\n1,2\n"),
    ("a.xlsx", b"PK\x03\x04nonsense"),
    ("a.jsonl", b'{"id": 1}\n[]\nnull\n'),
    ("a.jsonl", b'{"a":' * 5000),
    ("a.json", b"[" * 50_000),
    ("a.gz", b"\x1f\x8b\x08\0nonsense"),
    ("a.html", b"<script>alert(1)</script>"),
    ("a.svg", b"<svg onload=alert(1)>"),
    ("", b"x"),
]
HEADERS = [
    {},
    {},
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Current-URL": "http://[::1"},
    {"Accept-Language": "zz-" + "x" * 500},
    {"Accept": "application/json;q=nonsense"},
    {"Referer": "javascript:alert(1)"},
    {"Authorization": "Bearer \u00e9"},
    {"Authorization": "Basic !!!"},
    {"If-None-Match": '"' * 50},
    {"If-Modified-Since": "Sun, 99 Foo 99999 99:99:99 GMT"},
    {"Range": "bytes=99999999999999999999-"},
    {"Content-Length": "-1"},
]


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.inside: dict[str, list[str]] | None = None
        self.select = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = {key: value or "" for key, value in attrs}
        for key in ("href", "hx-get", "src"):
            if values.get(key, "").startswith(("/", "?")):
                self.links.append(urljoin(self.address, values[key]))
        if tag == "form":
            self.inside = {}
            target = values.get("action") or values.get("hx-post") or ""
            self.forms.append((urljoin(self.address, target), self.inside))
        elif tag == "select":
            self.select = values.get("name", "")
        elif tag == "option" and self.select and self.inside is not None:
            self.inside.setdefault(self.select, []).append(values.get("value", ""))
        elif (name := values.get("name")) and self.inside is not None:
            self.inside.setdefault(name, []).append(values.get("value") or "word")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""


@dataclass
class Known:
    """What was seen of one route: its real arguments, its form fields, its query parameters."""

    arguments: list[dict[str, object]] = field(default_factory=list)
    fields: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Input:
    """One request, written so that it can be sent again."""

    method: str
    address: str
    body: bytes
    content_type: str
    headers: dict[str, str]

    def sent_by(self, client: Client):
        return client.generic(
            self.method, self.address, self.body, self.content_type, headers=self.headers
        )

    def __str__(self) -> str:
        return (
            f"{self.method} {self.address[:300]} {self.content_type!r} "
            f"{self.headers} {self.body[:300]!r}"
        )


def is_public(route: Route) -> bool:
    access = getattr(route.view, "access", None) or LIBRARY_VIEWS.get(route.name)
    return bool(access and access.is_public)


def is_ours(route: Route) -> bool:
    return ":" in route.name or route.name in LIBRARY_VIEWS


ROUTES = [route for route in routes() if is_ours(route) and route.name != "api:api-root"]


def walked(client: Client, faults: dict[object, str]) -> dict[str, Known]:
    """Walk the site from the front page: a few addresses of each route, and every form."""
    known: dict[str, Known] = defaultdict(Known)
    waiting, met = ["/"], {"/"}
    for address in islice(waiting, N_PAGES):  # grows while it is walked
        answer = client.get(address)
        if answer.status_code >= 500:
            faults[address] = "as it is linked"
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = Page(address, answer.content.decode())
        for target, fields in page.forms:
            note(known, target, fields)
        for target in page.links:
            if note(known, target, {}) and target not in met:
                met.add(target)
                waiting.append(target)
    return known


def note(known: dict[str, Known], address: str, fields: dict[str, list[str]]) -> bool:
    """Remember arguments and fields; whether this is a new address of its route."""
    try:
        match = resolve(urlsplit(address).path, EVERYTHING)
    except Resolver404:
        return False
    seen = known[match.view_name]
    query = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    for name, values in [*fields.items(), *((key, [value]) for key, value in query)]:
        seen.fields[name].update(values[:20])
    if match.kwargs in seen.arguments or len(seen.arguments) == N_OF_EACH:
        return False
    seen.arguments.append(match.kwargs)
    return True


def operation_names() -> dict[str, set[str]]:
    """Parameters and properties of the JSON body of each operation, by a pattern of its path."""
    schema = api.get_openapi_schema()
    found: dict[str, set[str]] = {}
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {})
            reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
            model = schema["components"]["schemas"].get(reference.rpartition("/")[2], {})
            names = [*model.get("properties", {})]
            names += [each["name"] for each in operation.get("parameters", [])]
            found.setdefault(re.sub(r"{[^}]*}", "[^/]+", path), set()).update(names)
    return found


class Fuzz:
    """Makes inputs, the same ones for the same seed."""

    def __init__(self, known: dict[str, Known], seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # repeatable on purpose
        self.known = known
        self.names = sorted({name for each in known.values() for name in each.fields})
        self.operations = operation_names()

    def text(self) -> str:
        if self.random.random() < 0.8:
            return self.random.choice(TEXTS)
        size = self.random.choice([1, 5, 50, 1000])
        return "".join(chr(self.random.choice(POINTS)(self.random)) for _ in range(size))

    def input_for(self, route: Route) -> Input | None:
        address = self.address_of(route)
        if address is None:
            return None
        headers = self.random.choice(HEADERS)
        if self.random.random() < 0.3:
            pairs = self.pairs(route)
            return Input("GET", f"{address}?{urlencode(pairs)}", b"", "", headers)
        method = self.random.choices(["POST", "PUT", "PATCH", "DELETE"], [30, 1, 1, 1])[0]
        body, content_type = self.body_of(route)
        return Input(method, address, body, content_type, headers)

    def address_of(self, route: Route) -> str | None:
        real = self.known[route.name].arguments if route.name in self.known else []
        if real and self.random.random() < 0.8:
            arguments = self.random.choice(real)
        else:
            arguments = {key: self.argument(kind) for key, kind in route.converters}
        try:
            return reverse(route.name, EVERYTHING, kwargs=arguments)
        except NoReverseMatch:
            return None

    def argument(self, kind: str) -> object:
        if kind == "IntConverter":
            return self.random.choice([0, 1, 2, 3, 2**31, 2**63 - 1, 2**63, 10**40])
        return self.random.choice(["a", "0", "..", "%00", quote("'\0"), "x" * 3000, "é"])

    def pairs(self, route: Route) -> list[tuple[str, str]]:
        """Fields of the form as they are, a few of them spoilt, missing, or given twice."""
        fields = self.known[route.name].fields if route.name in self.known else {}
        names = self.names_of(route) or self.random.sample(self.names, min(6, len(self.names)))
        spoilt = set(self.random.sample(names, self.random.randint(0, min(3, len(names)))))
        pairs = []
        for name in names:
            if name in spoilt or not fields.get(name):
                pairs.append((name, self.text()))
            else:
                pairs.append((name, self.random.choice(sorted(fields[name]))))
        if self.random.random() < 0.2:
            pairs += [(name, self.text()) for name in self.random.choices(self.names, k=2)]
        if self.random.random() < 0.1:
            pairs = [pair for pair in pairs if self.random.random() < 0.5]
        return pairs

    def body_of(self, route: Route) -> tuple[bytes, str]:
        kind = self.random.random()
        if kind < 0.1:
            return self.random.choice(BYTES), self.random.choice(TYPES)
        if route.name.startswith("api:") or kind < 0.2:
            return self.json(route), "application/json"
        pairs = self.pairs(route)
        if kind < 0.4:
            return self.multipart(pairs), MULTIPART_CONTENT
        return urlencode(pairs).encode(), TYPES[0]

    def json(self, route: Route) -> bytes:
        if self.random.random() < 0.2:
            return json.dumps(self.value()).encode()
        names = self.names_of(route) or self.random.sample(self.names, 5)
        return json.dumps({name: self.value() for name in names}).encode()

    def names_of(self, route: Route) -> list[str]:
        """The fields of a route: of its forms, its links, its operations."""
        fields = self.known[route.name].fields if route.name in self.known else {}
        path = reverse(route.name, EVERYTHING, kwargs=route.arguments())
        meant = [names for each, names in self.operations.items() if re.fullmatch(each, path)]
        return sorted(set(fields).union(*meant) - {"csrfmiddlewaretoken"})

    def value(self) -> object:
        return self.random.choice([self.random.choice(JSONS), self.text()])

    def multipart(self, pairs: list[tuple[str, str]]) -> bytes:
        given: dict[str, object] = {}
        for name, value in pairs:
            is_file = name in {"file", "files"} or self.random.random() < 0.1
            given[name] = self.file() if is_file else value
        return encode_multipart(BOUNDARY, given)

    def file(self) -> SimpleUploadedFile:
        name, content = self.random.choice(FILES)
        return SimpleUploadedFile(name or "none", content)


POINTS = [
    lambda chance: chance.randint(0, 0x7F),
    lambda chance: chance.randint(0x80, 0xD7FF),
    lambda chance: chance.randint(0xE000, 0x10FFFF),
]


@pytest.fixture
def everybody(db):
    """Somebody with every role, in the sample organisation."""
    load_sample(at=UNTIL)
    member = Member.objects.filter(role_grants__role=Role.ADMINISTRATOR).first()
    held = member.roles
    RoleGrant.objects.bulk_create(
        RoleGrant(member=member, role=role) for role in Role if role not in held
    )
    client = Client(raise_request_exception=False)
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session  # a fresh proof of who it is, or the pages for passkeys stay closed
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


@pytest.mark.timeout(3600)
def test_rubbish_is_refused_and_never_breaks_a_page(everybody):
    faults, n_sent, n_well = {}, 0, 0
    ticket = everybody.session.session_key
    known = walked(everybody, faults)
    assert len(known) > 60
    fuzz = Fuzz(known, SEED)
    while n_sent < N_INPUTS:
        for route in ROUTES:
            sent = fuzz.input_for(route)
            if sent is None or n_sent >= N_INPUTS:
                continue
            n_sent += 1
            for cache in caches.all():
                cache.clear()  # no rate limit stands between
            is_stranger = is_public(route) and n_sent % 2
            everybody.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: ticket})
            if is_stranger:
                everybody.cookies.clear()
            with transaction.atomic():
                answer = sent.sent_by(everybody)
                if isinstance(answer, FileResponse):
                    assert b"".join(answer)  # who asked reads it, which closes the file
                transaction.set_rollback(True)  # each input meets the same house
            n_well += answer.status_code < 400 and SIGN_IN not in answer.get("Location", "")
            if answer.status_code >= 500:
                error = answer.exc_info[1] if answer.exc_info else None
                faults.setdefault((route.name, repr(error)[:200]), str(sent))
    assert n_well > n_sent / 4  # the inputs come further than the door
    assert faults == {}, "\n".join(f"{key}: {sent}" for key, sent in faults.items())


DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "address",
    [
        "/guidelines/9223372036854775808/draft/",
        "/sources/9223372036854775808/columns/",
        "/people/?department=9223372036854775808",
        f"/people/?page={DIGITS}",
        f"/jobs/?before={DIGITS}",
        f"/desk/?after=1_{DIGITS}_1",
        "/trust/log/?until=9999-12-31",
        "/trust/log/?since=0001-01-01",
        "/api/v1/community/feed?before=9223372036854775808",
    ],
    ids=lambda address: address[:50],
)
def test_what_broke_once_stays_whole(client_of, owner, address):
    client = client_of(owner)
    client.raise_request_exception = False
    assert client.get(address).status_code < 500
