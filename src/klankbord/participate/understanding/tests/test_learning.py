"""The team's own labels: what they bring, when they are used, and when the program is lost."""

import numpy as np
import pytest

from klankbord.core.text.understanding.encoder import has_encoder
from klankbord.core.text.understanding.opinions import Tier, best_tier
from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.understanding.actions import correct_reading
from klankbord.participate.understanding.adaptations import adaptation_in_use, seeing_in_use
from klankbord.participate.understanding.jobs import learn_labels, read_closely
from klankbord.participate.understanding.learning import (
    TooFewLabels,
    drift,
    learn,
    put_in_use,
    stop_using,
)
from klankbord.participate.understanding.models import Adaptation, Aspect, Correction
from klankbord.participate.understanding.queries import drawn_by_chance, n_to_redo, readings_due
from klankbord.participate.understanding.tone import EYES

from .conftest import ANGRY, GLAD, PLAIN

pytestmark = pytest.mark.django_db

# In this house a full container is bad news and an empty one is good, which no model knows.
OWN = (
    ("negative", "The container is full again at number {}"),
    ("neutral", "There is a container at number {}"),
    ("positive", "The container is empty now at number {}"),
)


@pytest.fixture
def label(owner, now):
    def run(number, label, **more):
        mention = Mention.objects.get(pk=number)
        correct_reading(
            mention=mention, aspect=Aspect.SENTIMENT, label=label, by=owner, at=now, **more
        )

    return run


@pytest.fixture
def labelled(keep, read_all, label):
    """Fifteen of each label."""
    said = [
        (10 * n + place, text.format(n), name)
        for n in range(1, 16)
        for place, (name, text) in enumerate(OWN)
    ]
    ids = keep(*((number, text) for number, text, _name in said))
    read_all()
    for number, (_number, _text, name) in zip(ids, said, strict=True):
        label(number, name)
    return dict(zip(ids, (name for *_rest, name in said), strict=True))


def test_own_labels_bring_what_the_figures_say(labelled, owner, now):
    made = learn(by=owner, at=now)
    assert made.n_texts == 45
    assert not made.is_in_use
    for figures in (made.before, made.after):
        assert figures["low"] <= figures["macro_f1"] <= figures["high"]
    if has_encoder():
        assert made.after["macro_f1"] > made.before["macro_f1"] + 0.1


@pytest.mark.skipif(not has_encoder(), reason="klankbord[embed] is not installed")
def test_own_labels_in_use_say_how_far_off_shares_are(labelled, owner, now):
    assert seeing_in_use().eyes == EYES
    made = learning_of(owner, now)
    eyes = seeing_in_use().eyes
    own = eyes["nl", Tier.SHOWN]
    assert own.off == made.eye["off"] < EYES["nl", Tier.SHOWN].off
    assert own == eyes["en", Tier.SHOWN]
    assert eyes["nl", Tier.CHEAP] == EYES["nl", Tier.CHEAP]
    Adaptation.objects.update(eye={})  # learned before shares were judged
    assert seeing_in_use().eyes == EYES


def test_own_labels_put_no_share_right_before_all_is_read_by_them(labelled, at_work, owner, now):
    Reading.objects.update(is_due=True)
    read_until_done(at_work)
    made = learning_of(owner, now)
    assert n_to_redo() == seeing_in_use().n_to_redo == len(labelled)
    assert seeing_in_use().eyes == EYES
    read_until_done(at_work)
    assert n_to_redo() == 0
    assert seeing_in_use().eyes["nl", best_tier()].off == made.eye["off"]
    Reading.objects.update(is_due=True)  # asked for by a topic: read by them already
    assert seeing_in_use().eyes["nl", best_tier()].off == made.eye["off"]


def test_too_few_of_a_label_teach_nothing(keep, read_all, label, owner, now):
    ids = keep(*((n, ANGRY) for n in range(1, 40)))
    read_all()
    for number in ids:
        label(number, "negative")
    with pytest.raises(TooFewLabels):
        learn(by=owner, at=now)


@pytest.mark.skipif(not has_encoder(), reason="klankbord[embed] is not installed")
def test_in_use_it_reads_as_the_team_does_and_can_be_stopped(
    labelled, keep, read_all, at_work, owner, now
):
    (new,) = keep((900, "The container is full again at number 99"))
    read_all()
    learning_of(owner, now)
    Reading.objects.filter(pk=new).update(is_due=True)
    read_closely(at_work)
    assert Reading.objects.get(pk=new).p_negative > 500
    by_hand = dict(Reading.objects.filter(pk__in=labelled).values_list("pk", "sentiment"))
    assert by_hand == labelled
    before = Reading.objects.get(pk=new).p_negative
    stop_using(by=owner, at=now)
    assert readings_due().filter(pk=new).exists()
    while readings_due().exists():
        read_closely(at_work)
    assert Reading.objects.get(pk=new).p_negative < before
    assert not Adaptation.objects.filter(is_in_use=True).exists()


def read_until_done(at_work):
    while readings_due().exists():
        read_closely(at_work)


def learning_of(owner, now):
    made = learn(by=owner, at=now)
    put_in_use(adaptation=made, by=owner, at=now)
    return made


def test_weights_come_back_as_they_were(labelled, owner, now):
    made = learning_of(owner, now)
    loaded = adaptation_in_use()
    assert loaded.weights.astype("<f8").tobytes() == bytes(made.weights)
    assert np.isfinite(loaded.weights).all()
    assert loaded.table.any()
    assert len(made.table) < 200_000  # bytes
    assert (loaded.scale > 0).all()


def test_only_one_is_in_use(labelled, owner, now):
    learning_of(owner, now)
    second = learning_of(owner, now)
    assert list(Adaptation.objects.filter(is_in_use=True)) == [second]


def test_the_job_learns_and_says_nothing_where_there_is_too_little(labelled, at_work, owner):
    learn_labels(at_work, member_id=owner.pk)
    assert Adaptation.objects.count() == 1
    Reading.objects.update(is_sentiment_by_hand=False)
    learn_labels(at_work, member_id=owner.pk)
    assert Adaptation.objects.count() == 1


def test_drift_is_told_by_labels_drawn_by_chance_alone(keep, read_all, label, now):
    ids = keep(*((n, f"{ANGRY} {n}") for n in range(1, 61)))
    read_all()
    for number in ids[:30]:
        label(number, "positive")  # sought out by somebody: says nothing of the whole
    assert drift(at=now).n_checked == 0
    for place, number in enumerate(ids[30:]):
        label(number, "positive" if place % 2 else "negative", is_drawn=True)
    found = drift(at=now)
    assert (found.n_checked, found.right.share) == (30, 0.5)
    assert found.is_alarm
    Correction.objects.filter(became="positive").delete()
    assert not drift(at=now).is_alarm


def test_mentions_are_drawn_without_those_that_have_a_label(keep, read_all, label):
    ids = keep((1, ANGRY), (2, GLAD), (3, PLAIN), (4, "Bardzo dziękuję", {"lang": "pl"}))
    read_all()
    label(ids[0], "negative")
    assert set(drawn_by_chance(10)) == {ids[1], ids[2]}
