from collections import Counter
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.demo.draw import ballots, spread
from app.demo.people import busy_days

SHARES = st.dictionaries(st.text(max_size=3), st.floats(0.01, 100), min_size=1, max_size=12)


@given(shares=SHARES, n=st.integers(0, 300), seed=st.integers())
def test_every_share_is_drawn_within_one_person_whatever_the_seed(
    shares: dict[str, float], n: int, seed: int
) -> None:
    drawn = Counter(spread(Random(seed), shares, n))  # noqa: S311
    total = sum(shares.values())
    assert drawn.total() == n
    assert set(drawn) <= set(shares)
    assert all(abs(drawn[item] - n * share / total) < 1 + 1e-6 for item, share in shares.items())


def test_a_ballot_never_holds_an_action_twice_and_follows_what_a_bassin_likes() -> None:
    spec = {
        "picks": {2: 8, 1: 1, 0: 1},
        "liking": {"a": 1, "b": 1, "c": 1, "d": 1},
        "more_in": {"nord": {"a": 8}},
    }
    drawn = ballots(Random(1), spec, "nord", 100)  # noqa: S311
    assert Counter(map(len, drawn)) == {2: 80, 1: 10, 0: 10}
    assert all(len(set(picks)) == len(picks) for picks in drawn)
    counts = Counter(action for picks in drawn for action in picks)
    assert counts["a"] > 2 * max(counts[action] for action in "bcd")


def test_week_ends_are_quiet_and_reminders_bring_people_back() -> None:
    busy = busy_days(date(2023, 1, 9), 51, [28])
    assert busy[date(2023, 1, 9)] == max(busy.values())
    assert busy[date(2023, 2, 6)] > 3 * busy[date(2023, 2, 3)]
    assert busy[date(2023, 1, 21)] < busy[date(2023, 1, 20)] / 2
    assert max(busy) == date(2023, 2, 28)
