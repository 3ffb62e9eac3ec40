"""What stands in a score is rounded as `round` does it, only sooner."""

from hypothesis import example, given
from hypothesis import strategies as st

from socialcare.scoring.heads import rounded


@given(st.floats(-1000, 1000) | st.integers(-20_000, 20_000).map(lambda halves: halves / 2000))
@example(-0.0)
@example(-0.0004)
@example(0.0005)
@example(-2.6755)
def test_it_is_the_same_number_to_the_last_bit(value: float) -> None:
    assert repr(rounded(value)) == repr(round(value, 3))
