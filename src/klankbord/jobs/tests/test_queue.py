import datetime as dt
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from klankbord.jobs import registry
from klankbord.jobs.leases import claim_job, pause_after, set_up_standing, take_back_lapsed
from klankbord.jobs.models import Job, Standing, State
from klankbord.jobs.queue import cancel_job, enqueue, purge_jobs, retry_job
from klankbord.jobs.registry import Run, job, resident, standing
from klankbord.jobs.run import Lease, LeaseLost, StopClock
from klankbord.jobs.worker import Worker

SHORT = Lease(length=dt.timedelta(seconds=1), heartbeat=dt.timedelta(seconds=0.2))


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "JOBS", {})
    monkeypatch.setattr(registry, "STANDING", {})
    monkeypatch.setattr("klankbord.jobs.worker.STANDING", registry.STANDING)
    monkeypatch.setattr("klankbord.jobs.leases.STANDING", registry.STANDING)
    monkeypatch.setattr("klankbord.jobs.residents.STANDING", registry.STANDING)


@pytest.fixture
def clock() -> dt.datetime:
    return timezone.now()


def worker(*, grace: float = 0.0) -> Worker:
    return Worker(lease=SHORT, stop_clock=StopClock(dt.timedelta(seconds=grace)))


def drain(of: Worker, limit: int = 50) -> int:
    return sum(1 for _ in range(limit) if of.turn())


@pytest.mark.django_db
def test_a_job_runs_once_with_its_payload(clock):
    seen = []
    job("t.note")(lambda run, *, word: seen.append(word))
    asked = enqueue("t.note", payload={"word": "hoi"}, at=clock)
    drain(worker())
    asked.refresh_from_db()
    assert (seen, asked.state) == (["hoi"], State.FINISHED)
    assert asked.lease_until is None
    assert asked.finished_at >= asked.started_at


@pytest.mark.django_db
def test_higher_priority_goes_first_and_later_waits(clock):
    seen = []
    job("t.note")(lambda run, *, word: seen.append(word))
    enqueue("t.note", payload={"word": "low"}, at=clock)
    enqueue("t.note", payload={"word": "high"}, at=clock, priority=5)
    later = clock + dt.timedelta(hours=1)
    enqueue("t.note", payload={"word": "later"}, at=clock, run_at=later)
    drain(worker())
    assert seen == ["high", "low"]


@pytest.mark.django_db
def test_one_live_job_a_key(clock):
    job("t.note")(lambda run: None)
    first = enqueue("t.note", at=clock, unique_key="a")
    assert enqueue("t.note", at=clock, unique_key="a") == first
    assert enqueue("t.note", at=clock, unique_key="b") != first
    drain(worker())
    assert enqueue("t.note", at=clock, unique_key="a") != first


@pytest.mark.django_db
def test_a_failing_job_is_tried_again_and_then_given_up(clock):
    tries = []

    def fail(run: Run) -> None:
        tries.append(1)
        message = "the feed is a\0 cat"
        raise ValueError(message)

    job("t.fail", max_attempts=3)(fail)
    asked = enqueue("t.fail", at=clock)
    for _ in range(5):
        Job.objects.update(run_at=clock)
        worker().turn()
    asked.refresh_from_db()
    assert (len(tries), asked.state) == (3, State.FAILED)
    assert asked.last_error == "ValueError: the feed is a␀ cat"
    assert "Traceback" in asked.traceback
    assert retry_job(job_id=asked.pk, now=clock)
    asked.refresh_from_db()
    assert (asked.state, asked.n_attempts, asked.last_error) == (State.WAITING, 0, "")


@pytest.mark.django_db
def test_a_permanent_error_is_not_tried_again(clock):
    class NeverError(Exception):
        permanent = True

    def fail(run: Run) -> None:
        raise NeverError

    job("t.fail")(fail)
    asked = enqueue("t.fail", at=clock)
    worker().turn()
    asked.refresh_from_db()
    assert (asked.state, asked.n_attempts, asked.last_error) == (State.FAILED, 1, "NeverError")


@pytest.mark.django_db
def test_a_job_that_nobody_knows_fails_with_a_readable_reason(clock):
    asked = Job.objects.create(name="t.gone", run_at=clock, created_at=clock, max_attempts=5)
    worker().turn()
    asked.refresh_from_db()
    assert asked.state == State.FAILED
    assert "No job is called 't.gone'" in asked.last_error


def test_pauses_grow_scatter_and_obey_the_other_side():
    first, sixth = pause_after(1), pause_after(6)
    assert dt.timedelta(seconds=1.5) <= first <= dt.timedelta(seconds=2.5)
    assert dt.timedelta(seconds=48) <= sixth <= dt.timedelta(seconds=80)
    assert pause_after(400) <= dt.timedelta(minutes=75)
    asked = RuntimeError()
    asked.retry_after = dt.timedelta(minutes=7)
    assert pause_after(1, asked) == dt.timedelta(minutes=7)


@pytest.mark.django_db
def test_progress_is_shown_and_cancel_ends_a_running_job(clock):
    seen = []

    def count(run: Run) -> None:
        run.progress(done=5, total=10)
        seen.append(Job.objects.values_list("n_done", "n_total").get())
        cancel_job(job_id=Job.objects.get().pk, now=clock)
        run.progress(done=10, total=10)
        seen.append("never")

    job("t.count")(count)
    asked = enqueue("t.count", at=clock)
    worker().turn()
    asked.refresh_from_db()
    assert (seen, asked.state) == ([(5, 10)], State.CANCELLED)


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_an_ended_one_is_not(clock):
    job("t.note")(lambda run: None)
    asked = enqueue("t.note", at=clock)
    assert cancel_job(job_id=asked.pk, now=clock)
    assert not cancel_job(job_id=asked.pk, now=clock)
    assert not worker().turn()


@pytest.mark.django_db
def test_a_stopped_worker_hands_its_job_back_and_another_goes_on_from_the_checkpoint(clock):
    seen = []

    def steps(run: Run) -> None:
        for step in range(run.saved.get("step", 0), 4):
            seen.append(step)
            run.checkpoint({"step": step + 1})
            if step == 1 and first.stop_clock.is_told is False:
                first.stop_clock.tell()
            run.progress(done=step, total=4)

    job("t.steps")(steps)
    asked = enqueue("t.steps", at=clock)
    first = worker()
    first.turn()
    asked.refresh_from_db()
    assert (asked.state, asked.saved, asked.n_attempts) == (State.WAITING, {"step": 2}, 0)
    first.stop_clock = StopClock()
    first.stop_clock.tell()
    second = worker()
    second.turn()
    asked.refresh_from_db()
    assert (seen, asked.state) == ([0, 1, 2, 3], State.FINISHED)


@pytest.mark.django_db
def test_the_job_of_a_dead_worker_is_taken_up_when_its_lease_ends(clock):
    job("t.note", max_attempts=2)(lambda run: None)
    asked = enqueue("t.note", at=clock)
    claim_job(token="dead", lease=SHORT, now=clock)
    assert take_back_lapsed(now=clock) == 0
    assert take_back_lapsed(now=clock + dt.timedelta(seconds=2)) == 1
    asked.refresh_from_db()
    assert (asked.state, asked.leased_by) == (State.WAITING, "")
    claim_job(token="dead too", lease=SHORT, now=clock + dt.timedelta(seconds=2))
    take_back_lapsed(now=clock + dt.timedelta(seconds=9))
    asked.refresh_from_db()
    assert (asked.state, asked.last_error) == (
        State.FAILED,
        "The worker died while it did this.",
    )


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_leaves_no_trace(clock):
    job("t.note")(lambda run: None)
    asked = enqueue("t.note", at=clock)
    claim = claim_job(token="slow", lease=SHORT, now=clock)
    take_back_lapsed(now=clock + dt.timedelta(seconds=2))
    run = Run(claim, now=clock, stop_clock=StopClock())

    def work() -> None:
        with transaction.atomic():
            enqueue("t.note", at=clock)
            run.checkpoint({"step": 1})

    with pytest.raises(LeaseLost):
        work()
    assert list(Job.objects.values_list("pk", "saved")) == [(asked.pk, {})]
    assert not claim.let_go(state=State.FINISHED)


class FakeTime:
    """A clock that goes on only when somebody works or rests."""

    def __init__(self):
        self.now, self.rests = 100.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.rests.append(seconds)
        self.now += seconds


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one pen for all")
@pytest.mark.django_db(transaction=True)
def test_after_long_writing_others_get_their_turn(clock, monkeypatch):
    fake = FakeTime()
    monkeypatch.setattr("klankbord.jobs.run.time", fake)
    job("t.write")(lambda run: None)
    enqueue("t.write", at=clock)
    claim = claim_job(token="busy", lease=SHORT, now=clock)
    run = Run(claim, now=clock, stop_clock=StopClock())
    for worked, n_rests in [(0.01, 0), (0.05, 0), (0.4, 1), (0.05, 1), (0.4, 2)]:
        fake.now += worked
        run.progress()
        assert len(fake.rests) == n_rests
    assert min(fake.rests) > 0.1  # who waits asks ten times a second


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_keeps_the_lease_through_one_long_step(clock):
    job("t.sleep")(lambda run: time.sleep(1.5))
    asked = enqueue("t.sleep", at=clock)
    worker().turn()
    asked.refresh_from_db()
    assert asked.state == State.FINISHED
    assert take_back_lapsed(now=clock + dt.timedelta(seconds=1.2)) == 0


@pytest.mark.django_db
def test_a_standing_job_comes_back_after_its_rest(clock):
    seen = []
    standing("t.tick", every=dt.timedelta(hours=1))(lambda run: seen.append(run.now))
    set_up_standing(now=clock)
    assert drain(worker(), 5) == 1
    assert Standing.objects.get().next_at >= clock + dt.timedelta(hours=1)
    Standing.objects.update(next_at=clock)
    assert drain(worker(), 5) == 1
    assert len(seen) == 2


@pytest.mark.django_db
def test_a_standing_job_runs_only_when_it_has_work_and_at_once_while_it_has(clock):
    work = []
    standing("t.eat", every=dt.timedelta(hours=1), has_work=lambda: bool(work))(
        lambda run: work.pop()
    )
    set_up_standing(now=clock)
    assert drain(worker(), 5) == 0
    work.extend("abc")
    loop = worker()
    for _ in range(3):
        assert loop.turn()
        time.sleep(0.06)
    assert not work
    assert Standing.objects.get().next_at > clock + dt.timedelta(minutes=59)


@pytest.mark.django_db
def test_a_standing_job_that_fails_rests_longer_and_says_why(clock):
    def fail(run: Run) -> None:
        message = "no"
        raise RuntimeError(message)

    standing("t.fail", every=dt.timedelta(milliseconds=1))(fail)
    set_up_standing(now=clock)
    worker().turn()
    row = Standing.objects.get()
    assert (row.n_failures, row.last_error) == (1, "RuntimeError: no")
    assert row.next_at > clock + dt.timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_a_resident_lives_beside_the_loop_of_one_process_until_that_stops(clock):
    lives = []

    @resident("t.live")
    def live(run: Run) -> None:
        lives.append("up")
        try:
            while True:
                run.rest(0.05)
        finally:
            lives.append("down")

    loops = [worker(), worker()]
    threads = [threading.Thread(target=each.work_until_told) for each in loops]
    for thread in threads:
        thread.start()
    until(lambda: lives == ["up"])
    job("t.note")(lambda run: lives.append("job"))
    enqueue("t.note", at=timezone.now())
    until(lambda: lives == ["up", "job"])  # the loop itself goes on
    holder = Standing.objects.get().leased_by
    for loop, thread in zip(loops, threads, strict=True):
        loop.stop_clock.tell()
        thread.join(10)
    assert holder
    assert lives.count("up") == lives.count("down") <= 2  # the second may have taken it up
    assert Standing.objects.get().lease_until is None


def until(is_so, seconds: float = 20) -> None:
    over_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < over_at
        time.sleep(0.02)


@pytest.mark.django_db
def test_two_names_cannot_be_one_job():
    job("t.note")(lambda run: None)
    with pytest.raises(registry.NameTaken):
        standing("t.note", every=dt.timedelta(seconds=1))(lambda run: None)


@pytest.mark.django_db
def test_old_jobs_are_purged_and_failed_ones_stay_longer(clock):
    old = clock - dt.timedelta(days=20)
    for state in State.values:
        finished_at = None if state in {"waiting", "running"} else old
        Job.objects.create(
            name="t",
            state=state,
            run_at=old,
            created_at=old,
            finished_at=finished_at,
            max_attempts=1,
        )
    assert purge_jobs(now=clock) == 2
    left = set(Job.objects.values_list("state", flat=True))
    assert left == {State.WAITING, State.RUNNING, State.FAILED}


@pytest.mark.django_db
def test_an_idle_turn_takes_no_lock_and_few_queries(clock, django_assert_max_num_queries):
    standing("t.a", every=dt.timedelta(hours=1))(lambda run: None)
    Standing.objects.create(name="t.a", next_at=clock + dt.timedelta(hours=1))
    loop = worker()
    loop.turn()
    with django_assert_max_num_queries(3) as asked:
        loop.turn()
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
    assert connection.vendor in {"sqlite", "postgresql"}
