"""What a mention says is kept with it, once, and never against a person's label."""

import pytest

from klankbord.core.text.understanding.opinions import Tier, opinions
from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.archive.readings import ask_closer, write_readings
from klankbord.participate.archive.retention import _drop
from klankbord.participate.understanding.actions import (
    NothingToCorrect,
    correct_reading,
    read_mentions,
    silence_colleagues,
)
from klankbord.participate.understanding.jobs import read_closely
from klankbord.participate.understanding.models import (
    Adaptation,
    Aspect,
    Correction,
    ReadArrival,
    StaleDay,
)
from klankbord.participate.understanding.queries import readings_due
from klankbord.participate.understanding.reading import readings_of
from klankbord.people.models import Account
from klankbord.trust.models import AuditEntry
from klankbord.trust.rights.contract import OWN_DATA

from .conftest import ANGRY, GLAD, PLAIN

pytestmark = pytest.mark.django_db


def test_what_arrives_is_read_with_the_models_own_shares(keep, read_all):
    ids = keep((1, ANGRY), (2, GLAD), (3, PLAIN))
    read_all()
    said = opinions([ANGRY, GLAD, PLAIN], ["en"] * 3)
    rows = Reading.objects.in_bulk(ids)
    for number, opinion in zip(ids, said, strict=True):
        row = rows[number]
        assert row.sentiment == opinion.label
        shares = (row.p_negative, row.p_neutral, row.p_positive)
        assert shares == tuple(round(1000 * p) for p in opinion.sentiment)
        assert (row.platform, row.language) == ("mastodon", "en")
    assert [rows[number].sentiment for number in ids[:2]] == ["negative", "positive"]


def test_offence_is_kept_only_where_it_is_strong(keep, read_all):
    words = "You are a fucking stupid bitch, shut up you idiot"
    mild, rude, dutch = keep((1, PLAIN), (2, words), (3, words, {"lang": "nl"}))
    read_all()
    assert Reading.objects.get(pk=mild).p_offensive is None
    assert Reading.objects.get(pk=rude).p_offensive >= 900
    assert Reading.objects.get(pk=dutch).p_offensive is None  # never found right there


def test_twice_changes_nothing(keep, read_all):
    keep((1, ANGRY), (2, GLAD))
    read_all()
    before = list(Reading.objects.order_by("pk").values())
    n_changes = list(StaleDay.objects.values_list("day", "n_changes"))
    ReadArrival.objects.all().delete()  # as after a crash between two commits
    read_all()
    assert list(Reading.objects.order_by("pk").values()) == before
    assert list(StaleDay.objects.values_list("day", "n_changes")) == n_changes


def test_an_edited_text_is_read_again(keep, read_all):
    (number,) = keep((1, ANGRY))
    read_all()
    keep((1, GLAD))
    read_all()
    assert Reading.objects.get(pk=number).sentiment == "positive"


def test_a_language_without_a_model_is_unsure_without_shares(keep, read_all):
    (number,) = keep((1, "Bardzo dziękuję, to jest okropne", {"lang": "pl"}))
    read_all()
    row = Reading.objects.get(pk=number)
    assert (row.sentiment, row.intent, row.p_neutral) == ("unsure", "unsure", None)


def test_nothing_is_guessed_about_colleagues(keep, read_all, colleague):
    Account.objects.create(member=colleague, platform="mastodon", handle="@A1")
    theirs, other = keep((1, ANGRY), (2, ANGRY))
    read_all()
    assert Reading.objects.get(pk=theirs).p_neutral is None
    assert Reading.objects.get(pk=theirs).sentiment == "unsure"
    assert Reading.objects.get(pk=other).sentiment == "negative"


def test_what_was_read_of_somebody_who_joins_is_taken_back(keep, read_all, colleague, owner, now):
    theirs, other = keep((1, ANGRY), (2, ANGRY))
    read_all()
    mention = Mention.objects.get(pk=theirs)
    correct_reading(mention=mention, aspect=Aspect.INTENT, label="praise", by=owner, at=now)
    Account.objects.create(member=colleague, platform="mastodon", handle="@A1")
    assert silence_colleagues() == 1
    row = Reading.objects.get(pk=theirs)
    assert (row.sentiment, row.intent, row.p_negative) == ("unsure", "unsure", None)
    assert not Correction.objects.exists()
    assert Reading.objects.get(pk=other).sentiment == "negative"
    assert silence_colleagues() == 0


def test_erased_and_purged_mentions_take_their_reading_along(keep, read_all, owner, now):
    gone, old, stays = keep((1, ANGRY), (2, GLAD), (3, PLAIN))
    read_all()
    mention = Mention.objects.get(pk=gone)
    correct_reading(mention=mention, aspect=Aspect.INTENT, label="praise", by=owner, at=now)
    erase_mentions(ids=[gone])
    _drop([old])
    assert list(Reading.objects.values_list("pk", flat=True)) == [stays]
    assert not Correction.objects.exists()


def test_what_was_erased_while_it_was_read_does_not_come_back(keep):
    ids = keep((1, ANGRY), (2, GLAD))
    told = readings_of(ids, Tier.CHEAP)
    erase_mentions(ids=ids[:1])
    write_readings(told)
    assert list(Reading.objects.values_list("pk", flat=True)) == ids[1:]


def test_what_matters_is_read_closer_and_once(keep, read_all, at_work):
    first, second = keep((1, ANGRY), (2, GLAD))
    read_all()
    ask_closer([first])
    assert list(readings_due().values_list("pk", flat=True)) == [first]
    read_closely(at_work)
    assert not readings_due().exists()
    close = dict(Reading.objects.values_list("pk", "is_close"))
    assert close == {first: True, second: False}
    ask_closer([first])
    assert not readings_due().exists()


def test_a_persons_label_stays(keep, read_all, owner, now):
    (number,) = keep((1, ANGRY))
    read_all()
    mention = Mention.objects.get(pk=number)
    correct_reading(mention=mention, aspect=Aspect.SENTIMENT, label="neutral", by=owner, at=now)
    keep((1, GLAD))
    read_all()
    row = Reading.objects.get(pk=number)
    assert (row.sentiment, row.is_sentiment_by_hand) == ("neutral", True)
    assert row.p_positive > 850
    (kept,) = Correction.objects.all()
    assert (kept.was, kept.became, kept.by) == ("negative", "neutral", owner)
    entry = AuditEntry.objects.get(act="understanding.reading-corrected")
    assert entry.detail == {"aspect": "sentiment", "was": "negative", "became": "neutral"}


def test_own_labels_are_in_the_file_of_who_gave_them(keep, read_all, owner, colleague, now):
    [pk] = keep((1, GLAD))
    read_all()
    mention = Mention.objects.get(pk=pk)
    correct_reading(mention=mention, aspect=Aspect.SENTIMENT, label="neutral", by=owner, at=now)
    Adaptation.objects.create(
        scale=[1.0, 1.0, 1.0],
        weights=b"",
        uses_meanings=False,
        n_texts=3,
        before={},
        after={},
        made_at=now,
        made_by=owner,
    )
    labels = OWN_DATA["understanding.corrections"].rows
    learned = OWN_DATA["understanding.adaptations"].rows
    assert [(each["mention"], each["became"]) for each in labels(owner.pk)] == [(pk, "neutral")]
    assert [each["n_texts"] for each in learned(owner.pk)] == [3]
    assert not [*labels(colleague.pk), *learned(colleague.pk)]


def test_only_labels_that_exist_and_only_where_something_was_read(keep, owner, now):
    (number,) = keep((1, ANGRY))
    mention = Mention.objects.get(pk=number)
    with pytest.raises(ValueError, match="furious"):
        correct_reading(mention=mention, aspect=Aspect.SENTIMENT, label="furious", by=owner, at=now)
    with pytest.raises(NothingToCorrect):
        correct_reading(mention=mention, aspect=Aspect.SENTIMENT, label="neutral", by=owner, at=now)


def test_reading_costs_statements_by_the_batch(keep, django_assert_max_num_queries):
    ids = keep(*((n, f"{ANGRY} {n}") for n in range(1, 60)))
    with django_assert_max_num_queries(10):
        read_mentions(mention_ids=ids, tier=Tier.CHEAP)
    assert Reading.objects.count() == 59
