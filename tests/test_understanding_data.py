"""What the page about models promises, on public sets that nothing was learned from."""

import gzip
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from klankbord.core.text.understanding.encoder import has_encoder
from klankbord.core.text.understanding.intents import INTENTS, intents, share_told
from klankbord.core.text.understanding.opinions import Tier, offence_told, opinions
from klankbord.site.cli import main

SETS = os.environ.get("KLANKBORD_TEST_DATA")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not SETS, reason="KLANKBORD_TEST_DATA names no folder of labelled sets"),
    pytest.mark.skipif(not has_encoder(), reason="klankbord[embed] is not installed"),
]


def judged(*args):
    done = CliRunner().invoke(main, ["evaluate", *args, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def rows_of(*parts):
    with gzip.open(Path(SETS, *parts), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def part_of(tmp_path, rows, step):
    file = tmp_path / "part.jsonl"
    file.write_text("\n".join(map(json.dumps, rows[::step])), encoding="utf-8")
    return str(file)


def told(found):
    """What is said where the program may stay silent: right, and of how many."""
    return found["when_unsure_is_silent"]


@pytest.mark.parametrize("tier", ["cheap", "shown"])
def test_complaints_about_brands_that_nobody_learned_from(tmp_path, tier):
    file = part_of(tmp_path, rows_of("airline_tweets", "tweets.jsonl.gz"), 8)
    asked = ("--label", "sentiment", "--yes", "negative", "--lang", "en", "--tier", tier)
    found = judged("complaint", file, *asked)
    assert found["macro_f1"] > 0.72  # U5; 0.78 and 0.76 on all; an eighth gives or takes 0.03
    assert found["area_under_curve"]["share"] > 0.84
    assert found["calibration_error"] < 0.06  # 0.037 and 0.031 on all: U6
    assert told(found)["accuracy"]["share"] >= 0.90  # U6
    assert told(found)["labels"]["complaint"]["n"] > 100


@pytest.mark.parametrize("tier", ["cheap", "shown"])
def test_praise_of_those_is_told_only_where_it_is_right(tmp_path, tier):
    file = part_of(tmp_path, rows_of("airline_tweets", "tweets.jsonl.gz"), 2)
    asked = ("--label", "sentiment", "--yes", "positive", "--lang", "en", "--tier", tier)
    found = judged("praise", file, *asked)
    assert found["calibration_error"] < 0.04  # U6
    assert told(found)["accuracy"]["share"] >= 0.88  # 0.91 and 0.92 on all; half, give or take 0.04
    assert told(found)["labels"]["praise"]["n"] > 80


@pytest.mark.parametrize("tier", ["cheap", "shown"])
def test_in_dutch_nothing_is_called_offensive_and_no_probability_is_told(tmp_path, tier):
    rows = [
        {"text": row["text"], "label": "appropriate" not in row["type"]}
        for row in rows_of("imsypp_nl", "comments.jsonl.gz")
    ]
    file = part_of(tmp_path, rows, 4)
    for task in ("offensive", "abuse"):
        found = judged(task, file, "--lang", "nl", "--tier", tier)
        assert told(found)["answered"]["share"] == 0  # U6 by leaving out
    texts = [row["text"] for row in rows[::4]]
    codes = ["nl"] * len(texts)
    found = opinions(texts, codes, Tier(tier))
    assert {offence_told(each, "nl") for each in found} == {None}
    assert {
        share_told(kind, p, "nl")
        for each in intents(texts, codes, found)
        for kind, p in zip(INTENTS, each.p, strict=True)
    } == {None}


@pytest.mark.parametrize("tier", ["cheap", "shown"])
def test_offence_in_english_is_told_only_where_it_is_right(tier):
    file = str(Path(SETS, "tweeteval", "offensive_val.jsonl.gz"))
    for task in ("offensive", "abuse"):
        found = judged(task, file, "--lang", "en", "--tier", tier)
        assert told(found)["accuracy"]["share"] >= 0.90  # U6
        assert told(found)["labels"][task]["n"] > 40
    assert judged("offensive", file, "--lang", "en", "--tier", tier)["calibration_error"] < 0.04


def test_dutch_politics_before_and_after_own_labels():
    file = str(Path(SETS, "dutch_politicians", "polarity_train.jsonl.gz"))
    found = judged("sentiment", file, "--lang", "nl", "--folds", "5")
    assert found["area_under_curve"]["share"] > 0.75
    assert found["macro_f1"] > 0.48
    own = found["with_own_labels"]
    assert own["macro_f1"] > 0.60  # U3; five parts instead of ten
    assert own["calibration_error"] < 0.04  # U6
    (tone,) = found["shares"]
    assert tone["mixtures"]["within"] <= tone["told"] + 0.01
    for right, estimated in zip(tone["right"], tone["estimated"], strict=True):
        assert estimated["low"] < right < estimated["high"]


def test_shares_of_english_about_another_subject_are_within_what_the_overview_says(tmp_path):
    file = part_of(tmp_path, rows_of("airline_tweets", "tweets.jsonl.gz"), 8)
    (tone,) = judged("sentiment", file, "--label", "sentiment", "--lang", "en")["shares"]
    assert tone["mixtures"]["within"] <= tone["told"] + 0.03  # an eighth of the texts
    for right, estimated in zip(tone["right"], tone["estimated"], strict=True):
        assert estimated["low"] < right < estimated["high"]


def test_sudden_peaks_of_brands():
    found = judged("spikes", str(Path(SETS, "nab_twitter_volume", "labels.json")))
    assert found["score"] > 75
    assert found["false_a_week"] < 1


def test_words_of_hearsay_are_found_more_often_where_something_is_worth_a_check(tmp_path):
    """They say that a check is worth the while, not that something is false, nor how likely."""
    rows = [
        {"text": row["text"], "label": row["labels"]["checkworthy"]}
        for row in rows_of("checkthat2022", "en.jsonl.gz")
        if row["labels"].get("checkworthy") is not None
    ]
    of_all = sum(row["label"] for row in rows) / len(rows)
    found = judged("claim", part_of(tmp_path, rows, 1), "--lang", "en", "--tier", "cheap")
    shown = told(found)["labels"]["claim"]
    assert shown["n"] > 100
    assert shown["precision"]["low"] > 1.5 * of_all


@pytest.mark.parametrize("tier", ["cheap", "shown"])
def test_a_sentiment_that_is_told_is_right(tmp_path, tier):
    asked = ("--lang", "en", "--tier", tier)
    found = judged("sentiment", str(Path(SETS, "tweeteval", "sentiment_val.jsonl.gz")), *asked)
    assert told(found)["accuracy"]["share"] >= 0.93  # U6 asks 0.90
    right = {label: each["precision"]["share"] for label, each in told(found)["labels"].items()}
    assert right["negative"] >= 0.87  # one of six is negative here; from 0.85 on it would be 0.79
    assert right["neutral"] >= 0.95
    assert right["positive"] >= 0.94
    file = part_of(tmp_path, rows_of("airline_tweets", "tweets.jsonl.gz"), 4)
    other = judged("sentiment", file, "--label", "sentiment", *asked)
    assert told(other)["labels"]["negative"]["precision"]["share"] >= 0.93
    assert told(other)["labels"]["positive"]["precision"]["share"] >= 0.80


def test_the_beginning_of_a_crisis_is_told_within_a_day():
    found = judged("spikes", str(Path(SETS, "crisislex_t26", "volume.json.gz")))
    assert (found["n_judged"], found["n_found"]) == (10, 9)
    assert found["median_delay_minutes"] <= 15
    assert found["false_a_week"] < 0.5  # the goal of U8


def test_themes_of_short_texts(tmp_path):
    rows = rows_of("short_text_clusters", "texts.jsonl.gz")
    tweets = [row for row in rows if row["set"] == "Tweet"]
    found = judged("themes", part_of(tmp_path, tweets, 1), "--label", "cluster")["sets"]["Tweet"]
    assert found["accuracy"]["share"] > 0.77
    assert found["nmi"]["share"] > 0.85
    assert found["stability"]["mean"] > 0.85  # the goal is 0.9; three samples give or take 0.03
