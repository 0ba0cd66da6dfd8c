"""Impatient people at a real web server: they press twice at once, and again when it hangs up."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

AT_ONCE = 4  # people
CLICKS = 2  # at the same moment
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Desk:
    """The web server as people see it, and the answers that it gave to their clicks."""

    url: str
    cookies: dict[str, str]
    statuses: Counter[int] = field(default_factory=Counter)

    def answer_all(self, cases: list[int]) -> None:
        """Everybody takes a part of the cases."""
        with ThreadPoolExecutor(AT_ONCE) as people:
            list(people.map(self._answer_some, [cases[n::AT_ONCE] for n in range(AT_ONCE)]))

    def _answer_some(self, cases: list[int]) -> None:
        with (
            httpx.Client(base_url=self.url, cookies=self.cookies, timeout=120) as http,
            ThreadPoolExecutor(CLICKS) as fingers,
        ):
            for case in cases:
                self._answer(http, fingers, case)

    def _answer(self, http: httpx.Client, fingers: ThreadPoolExecutor, case: int) -> None:
        """One form, pressed twice at once; whatever is lost is sent again as it was."""
        page = until_answered(lambda: http.get(f"/desk/{case}/answer/"))
        form = {
            "text": f"Antwoord {case}. Groet, Noor",
            "version": _VERSION.search(page.text)[1],
            "send": "1",
            "csrfmiddlewaretoken": http.cookies["csrftoken"],
        }

        def click(_finger: int) -> int:
            return until_answered(lambda: http.post(f"/desk/{case}/answer/", data=form)).status_code

        self.statuses.update(fingers.map(click, range(CLICKS)))


def until_answered(ask) -> httpx.Response:
    """Ask as often as the server dies while it answers."""
    while True:
        try:
            return ask()
        except httpx.TransportError:
            continue
