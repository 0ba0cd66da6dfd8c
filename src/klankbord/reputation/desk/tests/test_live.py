"""Live at the desk: what each open page hears, and what the table holds."""

import asyncio
import json

import pytest
from django.db import connections
from django.urls import reverse

from klankbord.reputation.desk import actions
from klankbord.reputation.desk.live import hub
from klankbord.reputation.desk.live.hub import Hub, look, newest_event
from klankbord.reputation.desk.live.models import Presence
from klankbord.reputation.desk.live.pages import Happened, Page
from klankbord.reputation.desk.live.presence import (
    ALIVE,
    WRITING,
    Person,
    forget_gone,
    leave,
    note_looking,
    note_typing,
    people_at_cases,
)

ME, OTHER = 1, 2


def heard(lines):
    """(event, data) of each line."""
    found = []
    for line in lines:
        fields = dict(part.split(": ", 1) for part in line.decode().strip().split("\n"))
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def happened(*numbers, case=7, by=OTHER):
    return [Happened(number, case, by) for number in numbers]


def test_a_page_hears_each_event_once():
    page = Page(ME, None, 10)
    assert heard(page.hear(happened(9, 10, 11), {})) == [("news", [7])]
    assert page.hear(happened(11), {}) == []
    assert heard(page.hear(happened(11, 12, case=8), {})) == [("news", [8])]


def test_an_event_that_was_written_late_is_heard_all_the_same():
    """Its number was given out before, its row can be read only after the next one."""
    page = Page(ME, None, 10)
    page.hear(happened(11, 13), {})
    assert heard(page.hear(happened(12, case=9), {})) == [("news", [9])]
    assert page.hear(happened(11, 12, 13), {}) == []


def test_own_acts_are_no_news_and_a_case_hears_its_own():
    page = Page(ME, 7, 0)
    assert page.hear(happened(1, by=ME), {}) == []
    assert page.hear(happened(2, case=8), {}) == []
    assert heard(page.hear(happened(3, by=None), {})) == [("news", [7])]


def test_memory_of_a_page_is_bounded():
    page = Page(ME, None, 0)
    for start in range(1, 5000, 100):
        page.hear(happened(*range(start, start + 100)), {})
    assert len(page._told) <= 50


def test_others_are_told_when_they_change_only():
    page = Page(ME, 7, 0)
    people = {7: [Person(ME, "Me", False), Person(OTHER, "Yara", False)], 8: [Person(3, "X", True)]}
    assert heard(page.hear([], people)) == [("people", [{"name": "Yara", "typing": False}])]
    assert page.hear([], people) == []
    people[7][1] = Person(OTHER, "Yara", True)
    assert heard(page.hear([], people)) == [("people", [{"name": "Yara", "typing": True}])]
    assert heard(page.hear([], {})) == [("people", [])]


def test_presence_lives_for_seconds(case, responder, second_responder, now):
    note_looking(pairs=[(case.pk, responder.pk), (case.pk, second_responder.pk)], at=now)
    note_typing(case=case.pk, member=responder.pk, at=now)
    names = [(each.name, each.is_typing) for each in people_at_cases(at=now)[case.pk]]
    assert names == [("Responder", True), ("Second Responder", False)]
    later = people_at_cases(at=now + WRITING)[case.pk]
    assert not any(each.is_typing for each in later)
    note_looking(pairs=[(case.pk, responder.pk)], at=now + WRITING)
    assert Presence.objects.count() == 2
    leave(case=case.pk, member=second_responder.pk)
    assert len(people_at_cases(at=now + WRITING)[case.pk]) == 1
    assert people_at_cases(at=now + WRITING + ALIVE) == {}
    assert forget_gone(at=now + WRITING + ALIVE) == 1
    assert not Presence.objects.exists()


def test_one_look_serves_all_pages(case, responder, django_assert_num_queries):
    look(0, set())
    with django_assert_num_queries(2):
        look(0, set())
    with django_assert_num_queries(4):  # keeping alive, forgetting: once in ten seconds
        look(0, {(case.pk, responder.pk)})


def test_two_processes_meet_in_the_table(
    transactional_db, case, responder, second_responder, monkeypatch
):
    """Two hubs, as in two web processes: each hears of the people and the acts of the other."""
    monkeypatch.setattr(hub, "TURN", 0.02)
    hubs, since = (Hub(), Hub()), newest_event()

    def write_note():
        actions.add_note(case=case, by=responder, at=case.opened_at, text="x")
        connections.close_all()

    async def meet():
        first = hubs[0].lines(Page(responder.pk, case.pk, since))
        second = hubs[1].lines(Page(second_responder.pk, case.pk, since))
        assert await anext(first) == await anext(second) == hub.RETRY
        seen = heard([await anext(second)]), heard([await anext(first)])
        await asyncio.to_thread(write_note)
        news = heard([await anext(second)])
        await first.aclose()
        gone = heard([await anext(second)])
        hubs[1].close()
        assert [line async for line in second] == []
        await asyncio.gather(*(each._turns for each in hubs))
        return seen, news, gone

    (by_second, by_first), news, gone = asyncio.run(asyncio.wait_for(meet(), 60))
    for each in hubs:
        each._executor().shutdown()
    assert by_second == [("people", [{"name": "Responder", "typing": False}])]
    assert by_first == [("people", [{"name": "Second Responder", "typing": False}])]
    assert news == [("news", [case.pk])]
    assert gone == [("people", [])]
    assert not Presence.objects.exists()


def test_streams_are_for_the_desk(client_of, stranger, responder, case):
    addresses = [reverse("desk:list-stream"), reverse("desk:case-stream", args=[case.pk])]
    for address in addresses:
        assert client_of(stranger).get(address).status_code == 403
        answer = client_of(responder).get(address)
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
    missing = reverse("desk:case-stream", args=[999])
    assert client_of(responder).get(missing).status_code == 404


def test_writing_is_noted(client_of, responder, case):
    answer = client_of(responder).post(reverse("desk:case-typing", args=[case.pk]))
    assert answer.status_code == 204
    row = Presence.objects.get()
    assert row.typed_at == row.seen_at
    assert (row.case, row.member) == (case, responder)


@pytest.mark.parametrize("since", ["", "0", "99999999999", "x", "-1"])
def test_any_since_is_read(client_of, responder, case, since):
    answer = client_of(responder).get(reverse("desk:list-stream"), {"since": since})
    assert answer.status_code == 200


def test_the_page_says_where_it_listens(client_of, responder, case):
    client = client_of(responder)
    page = client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert f'data-live="{reverse("desk:case-stream", args=[case.pk])}"' in page
    assert f'data-since="{newest_event()}"' in page
    assert (
        f'data-live="{reverse("desk:list-stream")}"' in client.get(reverse("desk:case-list")).text
    )
