"""Twenty responders at one desk: no error, and everything that was acknowledged is in the history.

Each signs in with a password and works through cases as the screens offer it: list, open, claim,
assess, note, then an answer that is posted by hand, or a silence. Two may want the same case: the
second is refused, and that is right. What the server acknowledged (a redirect) is written down here
and looked up in the database when all is over.
"""

import datetime as dt
import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import httpx
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from bench.report import Line, percentile
from bench.visitors import running_house
from klankbord.people.models import Department, Member, Organisation, Role, RoleGrant
from klankbord.reputation.desk import opening
from klankbord.reputation.desk.models import Case, CaseEvent, Channel
from klankbord.reputation.desk.queries import replay
from klankbord.reputation.flowcharts.actions import (
    choose_default_flow,
    create_shipped_flow,
    publish_version,
)

PEOPLE = 20
SIGN_IN_ATTEMPTS, LIMITED = 12, 15  # seconds
THINKING = 2.0  # seconds between two pages, on average
CASES_A_MINUTE = 150  # a little more than they can do
CEILING = 200  # milliseconds, p95
PASSWORD = "a long enough sentence for a bench"  # noqa: S105  # of people who live for minutes
REPLAYED = ("title", "state", "severity", "waiting_for", "let_stand_reason", "n_reopened")
_CASE = re.compile(r'href="/desk/(\d+)/"')
_FIELD = re.compile(r'name="(version|node|kind)" value="([^"]*)"')
_CHOICE = re.compile(r'name="choice" value="([^"]*)"')


@dataclass(frozen=True)
class Acknowledged:
    """An act that the server said was done."""

    member: str
    case: int
    kind: str
    words: str = ""


@dataclass
class Responder:
    """One scripted colleague with a browser's cookies."""

    email: str
    client: httpx.Client
    dice: random.Random
    done: list[Acknowledged] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    n_refused: int = 0

    def work(self, until: float) -> None:
        """Sign in and take case after case, until it is time."""
        try:
            self._sign_in()
            while time.monotonic() < until:
                self._one_case()
        except httpx.HTTPError as broken:
            self.faults.append(f"{type(broken).__name__}: {broken}")

    def _sign_in(self) -> None:
        """Twenty from one address within a minute meet the limits on guessing: then wait."""
        address = reverse("account_login")
        for _attempt in range(SIGN_IN_ATTEMPTS):
            self._ask("GET", address)
            answer = self._send(address, {"login": self.email, "password": PASSWORD})
            if answer.status_code == httpx.codes.FOUND:
                return
            time.sleep(LIMITED)
        self.faults.append(f"{self.email} could not sign in: {answer.status_code}")

    def _one_case(self) -> None:
        view = self.dice.choice(("unclaimed", "open", "unclaimed"))
        page = self._ask("GET", reverse("desk:case-list"), params={"view": view}).text
        cases = sorted({int(number) for number in _CASE.findall(page)})
        if not cases:
            return
        case = self.dice.choice(cases)
        self._ask("GET", reverse("desk:case-detail", args=[case]))
        if self._act(case, "claim", "claimed"):
            self._assess(case)
            words = f"note {self.dice.getrandbits(64):x}"
            self._act(case, "note", "noted", {"text": words}, words=words)
            self._conclude(case)

    def _assess(self, case: int) -> None:
        """Two steps of the flow, each with an answer that the page offers."""
        for _step in range(2):
            page = self._ask("GET", reverse("desk:case-assess", args=[case])).text
            form = page[page.rfind('<form class="form"') :]
            choices = _CHOICE.findall(form)
            asked = dict(_FIELD.findall(form))
            if not choices or asked.get("kind") != "answered":
                return
            given = {**asked, "choice": self.dice.choice(choices)}
            self._act(case, "assess", "assessed", given)

    def _conclude(self, case: int) -> None:
        page = self._ask("GET", reverse("desk:case-detail", args=[case])).text
        if "let-stand" not in page:
            return  # the flow let it stand already
        if self.dice.random() < 0.5:  # one of two
            self._act(case, "let-stand", "let-stand", {"reason": "nothing_to_add"})
            return
        words = f"answer {self.dice.getrandbits(64):x}"
        given = {"text": words, "continue": "1"}
        if self._act(case, "answer", "drafted", given, words=words):
            self._act(case, "sent", "sent")

    def _act(
        self,
        case: int,
        name: str,
        kind: str,
        fields: Mapping[str, str] = MappingProxyType({}),
        *,
        words: str = "",
    ) -> bool:
        """Press a button; a refusal because of a colleague is no fault."""
        answer = self._send(reverse(f"desk:case-{name}", args=[case]), fields)
        if answer.status_code == httpx.codes.FOUND:
            self.done.append(Acknowledged(self.email, case, kind, words))
            return True
        if answer.status_code == httpx.codes.CONFLICT:
            self.n_refused += 1
        elif answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            self.faults.append(f"{name} of {case}: {answer.status_code}")
        return False

    def _send(self, address: str, fields: Mapping[str, str]) -> httpx.Response:
        token = self.client.cookies.get("csrftoken", "")
        return self._ask("POST", address, data={**fields, "csrfmiddlewaretoken": token})

    def _ask(self, method: str, address: str, **values: object) -> httpx.Response:
        time.sleep(self.dice.expovariate(1 / THINKING))
        began = time.perf_counter()
        answer = self.client.request(method, address, **values)  # type: ignore[arg-type]
        self.took.append((time.perf_counter() - began) * 1000)
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            self.faults.append(f"{method} {address}: {answer.status_code}")
        return answer


def measure(minutes: float) -> list[Line]:
    """Let them work for so many minutes in a house of `klankbord up`, then count."""
    emails = _fill(int(CASES_A_MINUTE * minutes) + 100)
    connections.close_all()
    with running_house() as (port, _process):
        team = [_responder(email, port) for email in emails]
        _everybody_works(team, minutes)
    log = (Path(os.environ["KLANKBORD_DATA"]) / "up.log").read_text(encoding="utf-8")
    return _lines(team, minutes, n_locked=log.count("database is locked"))


def _everybody_works(team: list[Responder], minutes: float) -> None:
    until = time.monotonic() + minutes * 60
    threads = [threading.Thread(target=each.work, args=(until,)) for each in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in team:
        each.client.close()


def _responder(email: str, port: int) -> Responder:
    client = httpx.Client(
        base_url=f"http://localhost:{port}",
        timeout=120,
        headers={"Referer": f"http://localhost:{port}/", "Accept-Language": "en"},
    )
    return Responder(email, client, random.Random(email))


def _lines(team: list[Responder], minutes: float, *, n_locked: int) -> list[Line]:
    faults = [fault for each in team for fault in each.faults]
    for fault in faults[:10]:
        print(fault)
    done = [each for member in team for each in member.done]
    took = [each for member in team for each in member.took]
    n_refused = sum(member.n_refused for member in team)
    what = f"{len(team)} responders, {minutes:g} minutes: {len(took):,} pages, {len(done):,} acts"
    return [
        Line(f"{what}, errors", len(faults) + n_locked, "", 0, is_ceiling=True),
        Line("… acknowledged acts that the history does not have", lost(done), "", 0,
             is_ceiling=True),
        Line("… cases whose events do not give their state", contradictions(done), "", 0,
             is_ceiling=True),
        Line("… refused because a colleague was first", n_refused, ""),
        Line("… a page or act, p50", percentile(took, 0.5), "ms"),
        Line("… p95", percentile(took, 0.95), "ms", CEILING, is_ceiling=True),
    ]  # fmt: skip


def lost(done: list[Acknowledged]) -> int:
    """Acts that were acknowledged and have no event of that kind by that member on that case.

    Notes and answers carry words of their own, which must stand there once each.
    """
    asked = Counter((each.member, each.case, each.kind) for each in done)
    events = CaseEvent.objects.exclude(by=None).values_list("by__email", "case", "kind")
    n_missing = (asked - Counter(events)).total()
    notes = Counter(
        str(data["text"])
        for data in CaseEvent.objects.filter(kind="noted").values_list("data", flat=True)
    )
    written = [each.words for each in done if each.kind == "noted"]
    return n_missing + sum(notes[words] != 1 for words in written)


def contradictions(done: list[Acknowledged]) -> int:
    """Cases with a gap in their versions, or whose events replay to something else."""
    cases = Case.objects.filter(pk__in={each.case for each in done}).prefetch_related("events")
    n_wrong = 0
    for case in cases:
        events = sorted(case.events.all(), key=lambda event: event.version)
        fields = replay(events)
        versions = [event.version for event in events]
        is_whole = versions == list(range(1, case.version + 1))
        is_same = all(fields[name] == getattr(case, name) for name in REPLAYED if name in fields)
        n_wrong += not (is_whole and is_same)
    return n_wrong


def _fill(n_cases: int) -> list[str]:
    """A house with a team, a flow in force and cases that wait."""
    now = timezone.now()
    if not Organisation.objects.exists():
        Organisation.objects.create(name="Bench", created_at=now)
    room, _ = Department.objects.get_or_create(name="Desk")
    emails = [f"responder{number}@example.org" for number in range(PEOPLE)]
    for email in emails:
        member = Member.objects.create_user(
            email, PASSWORD, name=email.partition("@")[0], department=room, joined_at=now
        )
        RoleGrant.objects.create(member=member, role=Role.RESPONDER)
    manager = Member.objects.create_user("lead@example.org", None, name="Lead", joined_at=now)
    version = create_shipped_flow(name="standard", by=manager, at=now)
    publish_version(version=version, by=manager, at=now)
    choose_default_flow(flow=version.flow, by=manager, at=now)
    for number in range(n_cases):
        said_at = now - dt.timedelta(seconds=n_cases - number)
        opening.open_case(
            by=None,
            at=said_at,
            title=f"Question {number}",
            channel=Channel.MAIL,
            department=room,
            message=opening.Message(
                text=f"When is the swimming pool open again? {number}",
                published_at=said_at,
                author_name=f"Writer {number}",
            ),
        )
    return emails
