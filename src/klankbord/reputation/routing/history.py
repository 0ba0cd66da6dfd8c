"""What rules would have done with what was heard: counts, and where they differ from the live."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import stories_of
from klankbord.participate.archive.rows import HASH_BITS, whole_id
from klankbord.reputation.routing.hearing import heard_in
from klankbord.reputation.routing.models import DryRun
from klankbord.reputation.routing.queries import book_of, live_rules
from klankbord.reputation.routing.rules import Act, Decision, Heard

MOST_LISTED = 100
_AT_ONCE = 500


class Difference(msgspec.Struct, frozen=True):
    """A message that the draft would have treated in another way than the rules in force."""

    mention: int
    before: Decision
    after: Decision


class Result(msgspec.Struct, kw_only=True):
    """What came out; `cases` are told apart by conversation and story, as at the desk.

    `by_rule` counts the messages that each rule of the draft fitted.
    """

    n_heard: int = 0
    n_cases: int = 0
    n_cases_live: int = 0
    n_by_act: dict[str, int] = msgspec.field(default_factory=dict)
    n_by_act_live: dict[str, int] = msgspec.field(default_factory=dict)
    by_rule: dict[str, int] = msgspec.field(default_factory=dict)
    by_day: dict[str, int] = msgspec.field(default_factory=dict)
    n_differences: int = 0
    differences: list[Difference] = msgspec.field(default_factory=list)
    opened: list[int] = msgspec.field(default_factory=list)


class _Tally:
    """Counts while the past goes by."""

    def __init__(self) -> None:
        self.acts: Counter[str] = Counter()
        self.cases: set[str] = set()

    def add(self, decision: Decision, key: str) -> bool:
        """Count one message; True if it opens a case that no message before it opened."""
        self.acts[decision.act or ""] += 1
        is_new = decision.act == Act.OPEN and key not in self.cases
        if is_new:
            self.cases.add(key)
        return is_new


def run_dry(dry_run_id: int, *, at: dt.datetime, progress: Callable[..., None]) -> None:
    """Ask the draft and the rules in force about every message of the period."""
    run = DryRun.objects.select_related("version").filter(pk=dry_run_id).first()
    if run is None:
        return
    draft, live = book_of(run.version), book_of(live_rules())
    result, ours, theirs = Result(), _Tally(), _Tally()
    first, last = _bounds(run)
    total = Mention.objects.filter(pk__gte=first, pk__lt=last).count()
    for ids in _batches(first, last):
        stories = stories_of(ids)
        for heard in heard_in(ids, at=run.until):
            after, before = draft.decide(heard), live.decide(heard)
            key = _conversation(heard, stories)
            theirs.add(before, key)
            _note(result, heard, after, is_new=ours.add(after, key))
            _compare(result, heard, before, after)
        result.n_heard += len(ids)
        progress(done=result.n_heard, total=total)
    result.n_cases, result.n_cases_live = len(ours.cases), len(theirs.cases)
    result.n_by_act, result.n_by_act_live = dict(ours.acts), dict(theirs.acts)
    DryRun.objects.filter(pk=run.pk).update(finished_at=at, result=msgspec.to_builtins(result))


def result_of(run: DryRun) -> Result | None:
    """What came out of a run that is finished."""
    return msgspec.convert(run.result, Result) if run.finished_at else None


def _bounds(run: DryRun) -> tuple[int, int]:
    return int(run.since.timestamp()) << HASH_BITS, int(run.until.timestamp()) << HASH_BITS


def _batches(first: int, last: int) -> Iterator[list[int]]:
    kept = Mention.objects.filter(pk__lt=last).order_by("pk")
    while ids := list(kept.filter(pk__gte=first).values_list("pk", flat=True)[:_AT_ONCE]):
        yield ids
        first = ids[-1] + 1


def _conversation(heard: Heard, stories: dict[int, int]) -> str:
    """Messages of one story, or of one thread, are one case."""
    if heard.mention in stories:
        return f"story:{stories[heard.mention]}"
    post = heard.post
    above = post.thread or post.in_reply_to
    return whole_id(above, post.platform) if above else post.id


def _note(result: Result, heard: Heard, decision: Decision, *, is_new: bool) -> None:
    for rule in decision.rules:
        result.by_rule[rule] = result.by_rule.get(rule, 0) + 1
    if is_new:
        day = heard.published_at.date().isoformat()
        result.by_day[day] = result.by_day.get(day, 0) + 1
        result.opened = [*result.opened, heard.mention][-MOST_LISTED:]


def _compare(result: Result, heard: Heard, before: Decision, after: Decision) -> None:
    if _told(before) == _told(after):
        return
    result.n_differences += 1
    if len(result.differences) < MOST_LISTED:
        result.differences.append(Difference(heard.mention, before, after))


def _told(decision: Decision) -> Decision:
    """The decision without how it was reached."""
    return msgspec.structs.replace(decision, rules=())
