"""The figures, against sums made by hand."""

import numpy as np
import pytest

from socialcare.quality.measures import Calibration, Tally, figures

BAD, EVEN, GOOD = "negative", "neutral", "positive"


def tally(*pairs: tuple[str, str], times: int = 1) -> Tally:
    found = Tally((BAD, EVEN, GOOD))
    for labelled, scored in pairs * times:
        found.add(labelled, scored)
    return found


def test_precision_recall_and_f1_are_those_of_the_counts() -> None:
    # 3 of 4 bad ones found; of 4 called bad, 3 are; the good one is found, and half of what is called good is good.
    found = figures((BAD, GOOD), np.array([[3.0, 1.0], [0.0, 1.0]]))
    assert (found.count, found.accuracy) == (5, 0.8)
    bad, good = found.by_class
    assert (bad.support, bad.precision, bad.recall) == (4, 1.0, 0.75)
    assert (good.support, good.precision, good.recall) == (1, 0.5, 1.0)
    assert bad.f1 == pytest.approx(6 / 7)
    assert good.f1 == pytest.approx(2 / 3)
    assert found.macro_f1 == pytest.approx((6 / 7 + 2 / 3) / 2)


def test_labels_stand_in_the_rows_of_the_matrix() -> None:
    found = tally((BAD, GOOD), (BAD, GOOD), (EVEN, EVEN)).figures()
    assert found is not None
    assert found.matrix == ((0, 0, 2), (0, 1, 0), (0, 0, 0))


def test_a_class_that_no_label_names_is_not_in_the_mean() -> None:
    found = tally((BAD, BAD), (GOOD, GOOD), (GOOD, EVEN)).figures()
    assert found is not None
    assert found.macro_f1 == pytest.approx((1 + 2 / 3) / 2)


def test_no_labels_are_no_figures() -> None:
    assert Tally((BAD, GOOD)).figures() is None


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    pairs = ((BAD, BAD), (BAD, GOOD), (EVEN, EVEN), (GOOD, GOOD), (GOOD, GOOD))
    one, again = tally(*pairs, times=20).figures(), tally(*pairs, times=20).figures()
    assert one is not None
    assert again is not None
    assert (one.low, one.high) == (again.low, again.high)
    assert one.low < one.macro_f1 < one.high


def test_more_labels_make_a_narrower_interval() -> None:
    pairs = ((BAD, BAD), (BAD, GOOD), (GOOD, GOOD))
    few, many = tally(*pairs, times=10).figures(), tally(*pairs, times=1000).figures()
    assert few is not None
    assert many is not None
    assert many.high - many.low < (few.high - few.low) / 5


def test_what_is_never_wrong_has_no_width() -> None:
    found = tally((BAD, BAD), (GOOD, GOOD), times=500).figures()
    assert found is not None
    assert (found.low, found.macro_f1, found.high) == (1, 1, 1)


def test_calibration_is_the_distance_of_confidence_from_what_was_right() -> None:
    found = Calibration()
    for right in (True, True, False, False):  # at 0.75, half are right
        found.add(0.75, right=right)
    for right in (True, False):  # at 0.5, half are right
        found.add(0.5, right=right)
    assert [(each.low, each.count, each.confidence, each.accuracy) for each in found.bins] == [
        (0.5, 2, 0.5, 0.5),
        (0.7, 4, 0.75, 0.5),
    ]
    assert found.error == pytest.approx(4 / 6 * 0.25)


@pytest.mark.parametrize(("confidence", "low"), [(0.0, 0.0), (0.0999, 0.0), (0.1, 0.1), (0.9, 0.9), (1.0, 0.9)])
def test_a_bin_holds_its_lower_bound_and_the_last_one_both(confidence: float, low: float) -> None:
    found = Calibration()
    found.add(confidence, right=True)
    assert [each.low for each in found.bins] == [low]


def test_nothing_scored_is_no_error() -> None:
    assert Calibration().error == 0
