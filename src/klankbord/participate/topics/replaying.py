"""Look through the archive for a topic: ask for it, stop it, go on where it stopped."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from klankbord.jobs.models import Job
from klankbord.jobs.queries import Progress, progress_of
from klankbord.jobs.queue import cancel_job, enqueue, retry_job
from klankbord.participate.archive.rows import moment_of
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member
from klankbord.trust import audit


@dataclass(frozen=True)
class Replay:
    """How far the look through the archive is; mentions before `since` were not looked at yet."""

    progress: Progress | None
    since: dt.datetime | None

    @property
    def is_live(self) -> bool:
        """Whether it waits for a worker or is at work."""
        return self.progress is not None and self.progress.is_live


def replay_of(topic: Topic) -> Replay | None:
    """The look through the archive that is not at its end; None when all was looked at."""
    if topic.is_up_to_date:
        return None
    job = _job_of(topic)
    if job is None:
        return Replay(None, None)
    before = job.saved.get("before")
    return Replay(progress_of(job), moment_of(before) if before else None)


def ask_replay(topic: Topic, *, at: dt.datetime) -> None:
    """Look through the whole archive, in the caller's transaction; an earlier look ends."""
    Topic.objects.filter(pk=topic.pk).update(n_replays=F("n_replays") + 1)
    topic.refresh_from_db()
    _enqueue(topic, at=at)


def replay_again(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Look through the archive once more from the start, with the query as it is."""
    with transaction.atomic():
        if topic.is_active:
            ask_replay(topic, at=at)
            _record("topics.replay-asked", topic=topic, by=by, at=at)


def cancel_replay(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Stop looking; what was found stays, and older mentions stand as they stood."""
    with transaction.atomic():
        job = _job_of(topic)
        if job is not None and cancel_job(job_id=job.pk, now=at):
            _record("topics.replay-cancelled", topic=topic, by=by, at=at)


def continue_replay(*, topic: Topic, by: Member, at: dt.datetime) -> None:
    """Go on where it stopped; from the start when nobody knows any more where that was."""
    with transaction.atomic():
        if topic.is_up_to_date or not topic.is_active:
            return
        job = _job_of(topic)
        if job is None or not retry_job(job_id=job.pk, now=at):
            _enqueue(topic, at=at)
        _record("topics.replay-continued", topic=topic, by=by, at=at)


def _enqueue(topic: Topic, *, at: dt.datetime) -> None:
    enqueue(
        "topics.replay_query",
        payload={"topic_id": topic.pk, "replay": topic.n_replays},
        unique_key=topic.replay_key,
        at=at,
    )


def _job_of(topic: Topic) -> Job | None:
    return Job.objects.filter(unique_key=topic.replay_key).order_by("-pk").first()


def _record(act: str, *, topic: Topic, by: Member, at: dt.datetime) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"topic:{topic.pk}",
        declaration="topics.topics",
        detail={"name": topic.name, "version": topic.query_version},
    )
