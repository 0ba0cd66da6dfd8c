"""What the page about models promises, on public sets that nothing was learned from."""

import gzip
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from klankbord.core.text.understanding.encoder import has_encoder
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


def test_complaints_about_brands_that_nobody_learned_from(tmp_path):
    file = part_of(tmp_path, rows_of("airline_tweets", "tweets.jsonl.gz"), 8)
    found = judged("complaint", file, "--label", "sentiment", "--yes", "negative", "--lang", "en")
    assert found["macro_f1"] > 0.70  # 0.74 on all; an eighth gives or takes 0.03
    assert found["area_under_curve"]["share"] > 0.84


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


def test_themes_of_short_texts(tmp_path):
    rows = rows_of("short_text_clusters", "texts.jsonl.gz")
    tweets = [row for row in rows if row["set"] == "Tweet"]
    found = judged("themes", part_of(tmp_path, tweets, 1), "--label", "cluster")["sets"]["Tweet"]
    assert found["accuracy"]["share"] > 0.77
    assert found["nmi"]["share"] > 0.85
    assert found["stability"]["mean"] > 0.85  # the goal is 0.9; three samples give or take 0.03
