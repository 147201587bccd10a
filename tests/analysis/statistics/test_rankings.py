"""Places, points by place and duels against a count person by person; points and scales by hand."""

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.statistics.intervals import wilson
from app.analysis.statistics.rankings import (
    Orders,
    condorcet_probability,
    condorcet_winner,
    duels,
    placings,
)
from app.analysis.statistics.ratings import Points, Rated, above_the_middle, points


@st.composite
def orders(draw: st.DrawFn) -> Orders:
    options = tuple("abcde"[: draw(st.integers(1, 5))])
    one = st.permutations(options).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda cut: tuple(order[:cut]))
    )
    given_ones = draw(st.lists(st.tuples(one, st.integers(0, 9)), max_size=8))
    return Orders(options, tuple(o for o, _ in given_ones), tuple(n for _, n in given_ones))


@given(orders())
def test_places_points_and_duels_are_those_counted_person_by_person(given_ones: Orders) -> None:
    people = [o for o, n in zip(given_ones.orders, given_ones.counts, strict=True) for _ in range(n) if o]
    options = given_ones.options
    assert given_ones.base == len(people)
    assert given_ones.blank == sum(given_ones.counts) - len(people)
    for placing in placings(given_ones):
        where = [o.index(placing.option) if placing.option in o else None for o in people]
        assert placing.places == tuple(where.count(place) for place in range(len(options)))
        assert placing.unranked == where.count(None)
        assert placing.first(2) == sum(1 for place in where if place in {0, 1})
        assert placing.share(2) == wilson(placing.first(2), len(people))
        # What is behind counts one, what is as good as it (left out by the same person) counts one half.
        score = sum(
            sum((_place(o, x) > _place(o, placing.option)) + (_place(o, x) == _place(o, placing.option)) / 2
                for x in options if x != placing.option)
            for o in people
        )  # fmt: skip
        assert placing.points == pytest.approx(score / len(people) if people else 0)
    winners = set(options)
    for duel in duels(given_ones):
        assert duel.wins == sum(_place(o, duel.one) < _place(o, duel.other) for o in people)
        assert duel.losses == sum(_place(o, duel.one) > _place(o, duel.other) for o in people)
        if duel.wins <= duel.losses:
            winners.discard(duel.one)
    assert condorcet_winner(given_ones) == (next(iter(winners)) if len(options) > 1 and winners else None)


def _place(order: tuple[str, ...], option: str) -> int:
    return order.index(option) if option in order else 99


def test_where_majorities_go_round_in_a_circle_nobody_wins() -> None:
    # Condorcet (1785): sixty people whose majorities go round in a circle, a before b before c before a.
    sixty = Orders(
        tuple("abc"),
        (("a", "b", "c"), ("b", "c", "a"), ("b", "a", "c"), ("c", "a", "b"), ("c", "b", "a")),
        (23, 17, 2, 10, 8),
    )
    assert condorcet_winner(sixty) is None
    paradox = Orders(tuple("abc"), (tuple("abc"), tuple("bca"), tuple("cab")), (9, 9, 9))
    assert condorcet_winner(paradox) is None
    assert [one.points for one in placings(paradox)] == [1, 1, 1]
    assert sum(condorcet_probability(paradox).values()) < 0.8


@settings(max_examples=30)
@given(orders())
def test_the_probability_of_winning_every_duel_is_a_probability_of_the_data_alone(given_ones: Orders) -> None:
    found = condorcet_probability(given_ones, draws=300)
    assert set(found) == set(given_ones.options)
    assert all(0 <= p <= 1 for p in found.values())
    assert sum(found.values()) <= 1 + 1e-9
    turned = Orders(given_ones.options[::-1], given_ones.orders[::-1], given_ones.counts[::-1])
    assert condorcet_probability(turned, draws=300) == found


def test_few_people_who_agree_are_not_certainty_and_many_are() -> None:
    def sure(n: int) -> float:
        return condorcet_probability(Orders(tuple("abc"), (tuple("abc"),), (n,)))["a"]

    assert 0.4 < sure(1) < 0.9
    assert sure(1) < sure(4) < sure(40)
    assert sure(40) > 0.99


def test_very_many_different_orders_cost_no_more_and_say_the_same() -> None:
    chance = Random(3)  # noqa: S311 - invented orders, the same at each run
    every = [tuple(order) for order in permutations("abcdefgh")]
    some = tuple(chance.sample(every, 12_000))
    found = condorcet_probability(Orders(tuple("abcdefgh"), some, (1,) * len(some)))
    assert sum(found.values()) <= 1
    ahead = tuple(("a", *(o for o in order if o != "a")) for order in some)
    tally: dict[tuple[str, ...], int] = {}
    for order in ahead:
        tally[order] = tally.get(order, 0) + 1
    assert condorcet_probability(Orders(tuple("abcdefgh"), tuple(tally), tuple(tally.values())))["a"] == 1


@pytest.mark.parametrize(
    ("options", "given_ones", "counts"),
    [
        (("a", "a"), (), ()),
        (("a",), (("b",),), (1,)),
        (("a", "b"), (("a", "a"),), (1,)),
        (("a",), (("a",),), (-1,)),
        (("a",), (("a",),), ()),
    ],
)
def test_it_refuses_orders_that_nobody_could_have_given(
    options: tuple[str, ...], given_ones: tuple[tuple[str, ...], ...], counts: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"option|order"):
        Orders(options, given_ones, counts)


def test_points_and_scales_are_said_as_numbers_of_people() -> None:
    assert points({0: 4, 3: 1, 10: 2}) == Points(base=7, gave=3, median=0, total=23)
    assert points({2: 2, 8: 2}).median == 2
    assert points({}) == Points(base=0, gave=0, median=None, total=0)
    assert points({0: 5}).share.low == 0
    with pytest.raises(ValueError, match="negative"):
        points({-1: 2})
    five = {"1": 1, "3": 2, "4": 3, "5": 4, "no_opinion": 9, "_asked": 19, "_answered": 19}
    assert above_the_middle(five, ("1", "2", "3", "4", "5", "no_opinion")) == Rated(7, 10)
    assert above_the_middle({"3": 1, "2": 1}, ("1", "2", "3", "4")) == Rated(1, 2)
    assert above_the_middle({"yes": 4}, ("yes", "no")) == Rated(0, 0)
    assert above_the_middle({}, ("1", "2")).share is None
