"""Candidates and best sets against definitions written apart, and against simulated consultations."""

from collections.abc import Callable
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.statistics.intervals import wilson
from app.analysis.statistics.priorities import (
    Ballots,
    Best,
    approval,
    best_sets,
    candidates,
    coverage,
    standings,
    top_k_probability,
    word,
)

NINE = tuple("abcdefghi")
# Four standard errors of 4,000 draws.
NOISE = 0.035


def cast(options: tuple[str, ...], pick: int, **numbers: int) -> Ballots:
    """Write ballots as `ab=5`: five respondents picked a and b. Blanks are `_`."""
    picks = tuple(frozenset(name.strip("_")) for name in numbers)
    return Ballots(options, picks, tuple(numbers.values()), pick)


@st.composite
def ballots(draw: st.DrawFn) -> Ballots:
    options = NINE[: draw(st.integers(2, 6))]
    pick = draw(st.integers(1, min(3, len(options))))
    one = st.frozensets(st.sampled_from(options), max_size=pick)
    cast_ones = draw(st.lists(st.tuples(one, st.integers(0, 30)), max_size=12))
    return Ballots(options, tuple(p for p, _ in cast_ones), tuple(n for _, n in cast_ones), pick)


def one_by_one(cast_ones: Ballots) -> list[frozenset[str]]:
    """List the ballots as they were cast, without the blanks."""
    return [p for p, n in zip(cast_ones.picks, cast_ones.counts, strict=True) for _ in range(n) if p]


def test_blanks_are_counted_apart_from_the_base() -> None:
    given_ones = cast(("a", "b", "c"), 2, ab=5, a=2, _=4)
    assert (given_ones.base, given_ones.blank) == (7, 4)
    assert approval(given_ones)["a"].share == 1
    assert approval(given_ones)["b"].n == 5
    assert approval(given_ones)["b"].interval == wilson(5, 7)
    assert approval(given_ones)["c"].n == 0


@pytest.mark.parametrize(
    ("options", "picks", "counts", "pick"),
    [
        (("a", "a"), (), (), 1),
        (("a", "b"), (), (), 3),
        (("a", "b"), (), (), 0),
        (("a", "b"), (frozenset("a"),), (), 1),
        (("a", "b"), (frozenset("a"),), (-1,), 1),
        (("a", "b"), (frozenset("z"),), (1,), 1),
    ],
)
def test_it_refuses_ballots_that_could_not_be_cast(
    options: tuple[str, ...], picks: tuple[frozenset[str], ...], counts: tuple[int, ...], pick: int
) -> None:
    with pytest.raises(ValueError, match=r"set|option"):
        Ballots(options, picks, counts, pick)


@given(ballots())
def test_the_best_sets_are_those_found_by_scoring_every_set_ballot_by_ballot(given_ones: Ballots) -> None:
    people = one_by_one(given_ones)
    found = best_sets(given_ones)
    rules: list[tuple[Best, Callable[[frozenset[str]], float]]] = [
        (found.approval, lambda s: sum(len(s & p) for p in people)),
        (found.pav, lambda s: sum(1 / place for p in people for place in range(1, len(s & p) + 1))),
        (found.coverage, lambda s: sum(1 for p in people if s & p)),
    ]
    for best, score in rules:
        scores = {
            frozenset(s): score(frozenset(s)) for s in combinations(given_ones.options, given_ones.pick)
        }
        top = max(scores.values())
        assert best.score == pytest.approx(top)
        assert set(best.sets) == {s for s, points in scores.items() if points == pytest.approx(top)}


@given(ballots())
def test_coverage_counts_those_who_find_a_pick_of_theirs(given_ones: Ballots) -> None:
    best = best_sets(given_ones).coverage
    assert {coverage(given_ones, chosen) for chosen in best.sets} == {best.score}
    assert coverage(given_ones, frozenset(given_ones.options)) == given_ones.base
    assert coverage(given_ones, frozenset()) == 0


def test_coverage_refuses_an_unknown_option() -> None:
    with pytest.raises(ValueError, match="unknown"):
        coverage(cast(("a", "b"), 1, a=1), frozenset("z"))


def test_the_criteria_differ_when_one_group_would_take_both_places() -> None:
    given_ones = cast(tuple("abcd"), 2, ab=60, c=35, d=5)
    found = best_sets(given_ones)
    assert found.approval.sets == (frozenset("ab"),)
    assert set(found.pav.sets) == {frozenset("ac"), frozenset("bc")}
    assert set(found.coverage.sets) == {frozenset("ac"), frozenset("bc")}
    assert not found.agree
    assert best_sets(cast(tuple("abc"), 2, ab=3)).approval.sets == (frozenset("ab"),)


def test_somebody_whom_an_older_version_let_pick_more_counts_with_all_of_it() -> None:
    given_ones = cast(tuple("abcd"), 2, abc=3, ad=2)
    assert [approval(given_ones)[option].n for option in "abcd"] == [5, 3, 3, 2]
    assert set(best_sets(given_ones).coverage.sets) == {
        frozenset(pair) for pair in ("ab", "ac", "ad", "bd", "cd")
    }
    assert sum(top_k_probability(given_ones).values()) == pytest.approx(2)


def test_it_refuses_more_sets_than_can_be_tried() -> None:
    many = Ballots(tuple(map(str, range(30))), (frozenset("1"),), (1,), 6)
    with pytest.raises(ValueError, match="more than 10000 sets"):
        best_sets(many)
    with pytest.raises(ValueError, match="more than 10000 sets"):
        top_k_probability(many)


@settings(max_examples=40)
@given(ballots())
def test_the_probabilities_share_the_k_places(given_ones: Ballots) -> None:
    found = top_k_probability(given_ones, draws=500)
    assert list(found) == list(given_ones.options)
    assert sum(found.values()) == pytest.approx(given_ones.pick)
    assert all(0 <= p <= 1 + 1e-9 for p in found.values())


@settings(max_examples=40)
@given(ballots(), st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_and_options_are_listed_changes_nothing(
    given_ones: Ballots, random: Random
) -> None:
    options, rows = list(given_ones.options), list(zip(given_ones.picks, given_ones.counts, strict=True))
    random.shuffle(options)
    random.shuffle(rows)
    other = Ballots(tuple(options), tuple(p for p, _ in rows), tuple(n for _, n in rows), given_ones.pick)
    assert top_k_probability(other, draws=200) == top_k_probability(given_ones, draws=200)


@settings(max_examples=25)
@given(ballots(), st.randoms(use_true_random=False))
def test_renaming_the_options_renames_the_probabilities(given_ones: Ballots, random: Random) -> None:
    renamed = list(given_ones.options)
    random.shuffle(renamed)
    name = dict(zip(given_ones.options, renamed, strict=True))
    picks = tuple(frozenset(name[o] for o in p) for p in given_ones.picks)
    other = top_k_probability(Ballots(given_ones.options, picks, given_ones.counts, given_ones.pick))
    found = top_k_probability(given_ones)
    # Other names are other draws: equal up to the noise of both.
    assert all(abs(other[name[o]] - found[o]) < 2 * NOISE for o in given_ones.options)


@settings(max_examples=25)
@given(ballots())
def test_an_option_picked_by_everyone_who_picked_another_is_at_least_as_probable(given_ones: Ballots) -> None:
    found = top_k_probability(given_ones)
    people = one_by_one(given_ones)
    for first, second in combinations(given_ones.options, 2):
        if all(first in p for p in people if second in p):
            assert found[first] >= found[second] - NOISE


def test_without_answers_every_option_is_as_probable_and_all_are_candidates() -> None:
    nothing = cast(NINE, 2, _=3)
    assert set(top_k_probability(nothing).values()) == {2 / 9}
    assert candidates(nothing, top_k_probability(nothing)) == NINE
    assert approval(nothing)["a"].interval == (0, 1)


def test_a_seed_can_be_chosen_and_the_data_choose_it_otherwise() -> None:
    given_ones = cast(NINE, 2, ab=12, ac=9, bd=8, e=3)
    assert top_k_probability(given_ones) == top_k_probability(given_ones)
    assert top_k_probability(given_ones, seed=1) != top_k_probability(given_ones, seed=2)


def test_a_landslide_is_clear_and_the_rest_are_no_candidates() -> None:
    found = standings(cast(NINE, 2, ab=60, ac=5, de=4))
    assert [(one.option, one.rank, one.word) for one in found[:4]] == [
        ("a", 1, "clear"),
        ("b", 2, "clear"),
        ("c", 3, "no"),
        ("d", 4, "no"),
    ]
    assert [one.option for one in found if one.candidate] == ["a", "b"]


def test_ties_share_their_rank_their_word_and_their_place_among_the_candidates() -> None:
    found = {one.option: one for one in standings(cast(tuple("abcdefgh"), 2, ab=20, ac=20, ad=20, ef=3))}
    assert {found[o].rank for o in "bcd"} == {2}
    assert len({found[o].word for o in "bcd"}) == 1
    assert {o for o, one in found.items() if one.candidate} == set("abcd")
    assert [found[o].rank for o in "aegh"] == [1, 5, 7, 7]


def test_the_observed_first_k_are_candidates_with_all_their_ties_however_many() -> None:
    twelve = tuple("abcdefghijkl")
    tied = Ballots(twelve, tuple(frozenset(o) for o in twelve), (4,) * 12, 2)
    found = standings(tied)
    assert all(one.candidate and one.word == "open" and one.rank == 1 for one in found)


@given(ballots())
@settings(max_examples=40)
def test_the_candidates_are_the_head_of_the_list_and_never_part_a_tie(given_ones: Ballots) -> None:
    found = standings(given_ones, draws=300)
    numbers = [one.approval.n for one in found]
    assert numbers == sorted(numbers, reverse=True)
    inside = [one.approval.n for one in found if one.candidate]
    outside = [one.approval.n for one in found if not one.candidate]
    assert len(inside) >= given_ones.pick
    assert min(inside) > max(outside, default=-1)
    assert all((one.word == "no") == (not one.candidate) for one in found)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (1.0, "clear"),
        (0.9, "clear"),
        (0.89, "likely"),
        (0.6, "likely"),
        (0.59, "open"),
        (0.2, "open"),
        (0.19, "no"),
    ],
)
def test_a_probability_has_a_word(probability: float, said: str) -> None:
    assert word(probability) == said


def test_a_probability_means_what_it_says_in_simulated_bassins() -> None:
    # 200 bassins of 53 respondents whose true priorities are known. Among all options given about the same
    # probability, that part should truly be in the top two; and the candidates should miss fewer of them than
    # the two most picked do.
    rng = np.random.default_rng(20230117)
    pairs = [frozenset(pair) for pair in combinations(NINE, 2)]
    said, true, kept, picked = [], [], [], []
    for _ in range(200):
        taste = rng.gamma(3, size=9)
        truth = rng.dirichlet(
            [6 * taste[NINE.index(a)] * taste[NINE.index(b)] / 9 for a, b in map(sorted, pairs)]
        )
        counts = tuple(int(n) for n in rng.multinomial(53, truth))
        shares = {o: sum(t for p, t in zip(pairs, truth, strict=True) if o in p) for o in NINE}
        best = sorted(NINE, key=lambda o: -shares[o])[:2]
        sample = Ballots(NINE, tuple(pairs), counts, 2)
        found = top_k_probability(sample, draws=500)
        said += [found[o] for o in NINE]
        true += [o in best for o in NINE]
        kept += [o in candidates(sample, found) for o in best]
        most = sorted(NINE, key=lambda o: -approval(sample)[o].n)[:2]
        picked += [o in most for o in best]
    probability, outcome = np.array(said), np.array(true)
    for low, high in [(0, 0.05), (0.05, 0.2), (0.2, 0.6), (0.6, 0.9), (0.9, 1.01)]:
        group = (probability >= low) & (probability < high)
        assert group.sum() >= 50
        assert outcome[group].mean() == pytest.approx(probability[group].mean(), abs=0.09)
    assert np.mean(kept) > np.mean(picked) + 0.1
    assert np.mean(kept) > 0.8
