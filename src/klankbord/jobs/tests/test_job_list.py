import datetime as dt

import pytest
from django.urls import reverse

from klankbord.jobs.models import Job, Standing, State
from klankbord.jobs.registry import STANDING


@pytest.fixture
def make_job(now):
    def make(**fields):
        plain = {"name": "t.import", "run_at": now, "created_at": now, "max_attempts": 5}
        return Job.objects.create(**plain | fields)

    return make


@pytest.fixture
def page(client_of, owner):
    return client_of(owner)


def test_job_list_shows_dead_letters_with_their_reason(page, make_job):
    make_job(state=State.FAILED, last_error="ConnectorRefused: no such file", traceback="deep")
    make_job(state=State.RUNNING, n_done=1200, n_total=5000)
    answer = page.get(reverse("jobs:job-list"), {"state": "failed"})
    assert b"ConnectorRefused: no such file" in answer.content
    assert b"1200" not in answer.content
    assert b"deep" not in answer.content
    whole = page.get(reverse("jobs:job-list")).content
    assert b'value="1200"' in whole
    assert b"3800 to go" in whole


def test_job_list_costs_the_same_for_every_length(
    page, make_job, now, django_assert_max_num_queries
):
    for _ in range(60):
        make_job()
    for name in STANDING:
        Standing.objects.get_or_create(name=name, defaults={"next_at": now})
    with django_assert_max_num_queries(12):
        answer = page.get(reverse("jobs:job-list"))
    assert answer.content.count(b"data-item") == 50
    oldest = Job.objects.order_by("-id")[49].pk
    rest = page.get(reverse("jobs:job-list"), {"before": oldest})
    assert rest.content.count(b"data-item") == 10


def test_job_list_refreshes_only_its_own_part_while_something_moves(page, make_job):
    make_job()
    part = page.get(reverse("jobs:job-list"), headers={"HX-Request": "true", "HX-Target": "jobs"})
    assert b"<html" not in part.content
    assert b"every 2s" in part.content
    Job.objects.update(state=State.FINISHED)
    assert b"every 2s" not in page.get(reverse("jobs:job-list")).content


def test_job_detail_keeps_the_traceback_apart(page, make_job):
    job = make_job(state=State.FAILED, last_error="Boom", traceback="Traceback: deep")
    answer = page.get(reverse("jobs:job-detail", args=[job.pk]))
    assert b"Boom" in answer.content
    assert b"Traceback: deep" in answer.content
    assert page.get(reverse("jobs:job-detail", args=[job.pk + 1])).status_code == 404


def test_job_retry_and_cancel(page, make_job):
    job = make_job(state=State.FAILED)
    page.post(reverse("jobs:job-retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == State.WAITING
    page.post(reverse("jobs:job-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert page.get(reverse("jobs:job-retry", args=[job.pk])).status_code == 405


def test_a_stranger_sees_no_jobs(client_of, stranger, make_job):
    job = make_job(state=State.FAILED)
    visitor = client_of(stranger)
    for name in ("jobs:job-list", "jobs:job-detail"):
        where = reverse(name, args=[job.pk] if name.endswith("detail") else [])
        assert visitor.get(where).status_code in {403, 404}
    assert visitor.post(reverse("jobs:job-retry", args=[job.pk])).status_code in {403, 404}
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_job_progress_shows_a_member_the_count_and_nothing_else(client_of, colleague, make_job):
    make_job(unique_key="import:1", n_done=5, n_total=10, last_error="secret", state=State.RUNNING)
    where = reverse("jobs:job-progress")
    answer = client_of(colleague).get(where, {"key": "import:1"})
    assert b'max="10"' in answer.content
    assert b"secret" not in answer.content
    assert b"every 1s" in answer.content
    assert client_of(colleague).get(where, {"key": "import:2"}).status_code == 404
    Job.objects.update(state=State.FINISHED, finished_at=dt.datetime.now(dt.UTC))
    assert b"every 1s" not in client_of(colleague).get(where, {"key": "import:1"}).content
