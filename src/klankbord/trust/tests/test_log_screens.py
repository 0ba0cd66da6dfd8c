import csv
import datetime as dt
import io
import json
from itertools import pairwise

import pytest
from django.urls import reverse

from klankbord.trust import audit
from klankbord.trust.models import AuditEntry
from klankbord.trust.tables import csv_lines

pytestmark = pytest.mark.django_db
LOG = reverse("trust:audit-list")
EXPORT = reverse("trust:audit-export")


@pytest.fixture
def written(now, owner):
    def write(act, days=0, actor=f"member:{owner.pk}", target="case:1", **detail):
        at = now + dt.timedelta(days=days)
        audit.record(at=at, actor=actor, act=act, object=target, detail=detail)

    write("desk.case-opened", days=-9)
    write("desk.case-closed", days=-1)
    write("people.changed", target="member:7", before={"roles": ["employee"]}, after={"roles": []})
    write("sample.loaded", actor="program", target="")
    AuditEntry.objects.filter(act="people.joined").delete()
    return write


@pytest.fixture
def acts_found(client_of, owner, written):
    def find(**filters):
        answer = client_of(owner).get(LOG, filters)
        return {line.entry.act for line in answer.context["lines"]}

    return find


def test_the_log_shows_names_and_changes(client_of, owner, written):
    page = client_of(owner).get(LOG).content.decode()
    assert "Owner" in page
    assert "<dt>roles</dt><dd><del>Employee</del> → <ins>\N{EN DASH}</ins></dd>" in page


@pytest.mark.parametrize(
    ("filters", "acts"),
    [
        ({"act": "desk."}, {"desk.case-opened", "desk.case-closed"}),
        ({"actor": "program"}, {"sample.loaded"}),
        ({"object": "member:7"}, {"people.changed"}),
        ({"until": "2026-03-01"}, {"desk.case-opened"}),
        ({"since": "2026-03-09", "until": "2026-03-09"}, {"desk.case-closed"}),
        ({"act": "desk.", "since": "2026-03-05"}, {"desk.case-closed"}),
        ({"act": "nothing"}, set()),
    ],
)
def test_the_log_is_filtered(acts_found, filters, acts):
    assert acts_found(**filters) == acts


@pytest.mark.parametrize(
    "filters",
    [
        {"since": "soon"},
        {"before": "9" * 40},
        {"before": "-1"},
        {"act": "x" * 500},
        {"actor": "\0"},
    ],
    ids=str,
)
def test_rubbish_in_filters_is_refused_kindly(client_of, owner, written, filters):
    assert client_of(owner).get(LOG, filters).status_code == 200


def test_the_log_pages_by_key(client_of, owner, now, django_assert_max_num_queries):
    for number in range(120):
        audit.record(at=now, actor="member:1", act="test.act", object=f"thing:{number}")
    client = client_of(owner)
    with django_assert_max_num_queries(14):
        first = client.get(LOG)
    before = first.context["next_before"]
    second = client.get(LOG, {"before": before})
    assert len(first.context["lines"]) == len(second.context["lines"]) == 50
    assert second.context["lines"][0].entry.pk < before


def test_the_screen_says_that_the_log_is_whole_and_that_it_is_not(client_of, owner, written):
    client = client_of(owner)
    assert "The log is whole" in client.get(LOG, {"verify": 1}).content.decode()
    AuditEntry.objects.order_by("-id").first().delete()
    assert "The last lines of the log are gone" in client.get(LOG, {"verify": 1}).content.decode()
    AuditEntry.objects.filter(act="people.changed").update(act="people.charmed")
    assert "is not as it was written" in client.get(LOG, {"verify": 1}).content.decode()


def test_the_export_is_complete_filtered_and_noted(client_of, owner, written):
    client = client_of(owner)
    answer = client.get(EXPORT, {"act": "desk."})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["act"] for row in rows] == ["desk.case-opened", "desk.case-closed"]
    noted = AuditEntry.objects.order_by("-id").first()
    assert (noted.act, noted.actor) == ("trust.audit-exported", f"member:{owner.pk}")
    assert noted.detail == {"form": "csv", "filters": {"act": "desk."}}
    assert audit.verify().is_whole


def test_exported_lines_prove_themselves(client_of, owner, written):
    answer = client_of(owner).get(EXPORT, {"form": "jsonl"})
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    for before, line in pairwise(lines):
        assert line["previous_hash"] == before["hash"]
        entry = AuditEntry(**{**line, "at": dt.datetime.fromisoformat(line["at"])})
        assert audit._hash(entry) == line["hash"]


def test_no_cell_is_a_formula():
    text = "".join(csv_lines(["a"], [["=1+1"], ["@x"], ["-2"], ["+3"], ["\t4"], ["5"]]))
    cells = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    assert cells == ["a", "'=1+1", "'@x", "'-2", "'+3", "'\t4", "5"]


@pytest.mark.parametrize(
    "name", ["audit-list", "audit-export", "history", "council", "decision-list"]
)
def test_a_stranger_reads_nothing(client_of, stranger, name):
    assert client_of(stranger).get(reverse(f"trust:{name}")).status_code == 403


def test_who_acts_without_being_a_member_has_a_name_for_the_reader(client_of, owner, now):
    for actor in ("system", "command line", "visitor"):
        audit.record(at=now, actor=actor, act="test.done")
    type(owner).objects.update(language="nl")
    page = client_of(owner).get(reverse("trust:audit-list")).content.decode()
    for words in ("het programma", "op de server", "iemand aan de deur"):
        assert f">{words}</a>" in page
