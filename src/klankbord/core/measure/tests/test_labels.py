import pytest

from klankbord.core.measure.labels import agreement


def test_shares_confusion_and_calibration():
    right = ["nl", "nl", "nl", "de", "de"]
    given = ["nl", "nl", "de", "de", ""]
    outcome = agreement(right, given, [0.9, 0.9, 0.6, 0.9, 0.1])
    assert outcome.accuracy.share == pytest.approx(3 / 5)
    assert outcome.answered.share == pytest.approx(4 / 5)
    dutch = next(each for each in outcome.labels if each.label == "nl")
    assert (dutch.n, dutch.recall.share, dutch.precision.share) == (3, pytest.approx(2 / 3), 1.0)
    assert dutch.f1 == pytest.approx(0.8)
    assert outcome.confusion == {
        ("nl", "nl"): 2, ("nl", "de"): 1, ("de", "de"): 1, ("de", ""): 1,
    }  # fmt: skip
    assert outcome.calibration_error == pytest.approx((0.3 + 0.6) / 4)
    assert outcome.macro_f1 == pytest.approx((0.8 + 0.5) / 2)


def test_nothing_to_judge():
    outcome = agreement([], [])
    assert (outcome.n, outcome.macro_f1, outcome.calibration_error) == (0, 0.0, None)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="shorter"):
        agreement(["nl"], [])
