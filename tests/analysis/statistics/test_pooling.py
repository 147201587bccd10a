"""Meetings counted together, against somebody who has every number shown, the sizes, and the rule itself."""

from collections.abc import Iterator
from itertools import permutations, product

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.statistics.pooling import (
    Counted,
    Pooled,
    Together,
    pool,
    pool_places,
    total_of,
    what_may_be_shown,
)

OPTIONS = ("no", "so-so", "yes")
Rows = list[tuple[int, ...]]

# Small numbers are what matters; now and then everybody says the same.
rows_of: st.SearchStrategy[Rows] = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 4)),
        st.integers(0, 8).map(lambda n: (0, 0, n)),
    ),
    min_size=1,
    max_size=6,
)


def shown(rows: Rows) -> Pooled:
    return pool([Counted(sum(row), dict(zip(OPTIONS, row, strict=True))) for row in rows])


def others_that_look_alike(rows: Rows, place: int, hidden: list[int]) -> Iterator[Rows]:
    """Yield tables in which as many people answered each meeting, and the hidden one at `place` otherwise."""
    for one in range(len(OPTIONS)):
        for two in range(len(OPTIONS)):
            if one == two or not rows[place][one]:
                continue
            moved = [list(row) for row in rows]
            moved[place][one] -= 1
            moved[place][two] += 1
            yield [tuple(row) for row in moved]
            for other in hidden:
                if other != place and rows[other][two]:
                    swapped = [list(row) for row in moved]
                    swapped[other][two] -= 1
                    swapped[other][one] += 1
                    yield [tuple(row) for row in swapped]
    for order in permutations(range(len(OPTIONS))):
        yield [tuple(row[k] for k in order) if n in hidden else row for n, row in enumerate(rows)]


@given(rows_of)
def test_whoever_has_all_that_is_shown_and_knows_the_rule_cannot_tell_what_a_hidden_meeting_said(
    rows: Rows,
) -> None:
    page = shown(rows)
    sizes = [sum(row) for row in rows]
    hidden = [place for place in range(len(rows)) if place not in page.alone]
    for place, one in page.alone.items():
        assert one.base == sizes[place] >= 5
    for place in hidden:
        if sizes[place]:
            assert any(
                other[place] != rows[place] and shown(other) == page
                for other in others_that_look_alike(rows, place, hidden)
            ), (rows, place, page)


Region = tuple[Rows, ...]


def shown_everywhere(region: Region) -> tuple[list[Pooled], Together]:
    """Return what a reader of every page has: each bassin's, and the total over the bassins."""
    bassins = [shown(rows) for rows in region]
    named = {str(number): one for number, one in enumerate(bassins)}
    sums = {
        str(number): total_of([Counted(sum(row), dict(zip(OPTIONS, row, strict=True))) for row in rows])
        for number, rows in enumerate(region)
    }
    return bassins, pool_places(named, sums)


def other_regions(region: Region, bassins: list[Pooled], mine: tuple[int, int]) -> Iterator[Region]:
    """Yield regions in which as many answered each meeting, and the hidden one at `mine` otherwise."""
    number, place = mine
    hidden = [n for n in range(len(region[number])) if n not in bassins[number].alone]
    for rows in others_that_look_alike(region[number], place, hidden):
        yield (*region[:number], rows, *region[number + 1 :])
    # Somebody here and somebody in another bassin said what the other one did.
    for other, rows in enumerate(region):
        for there, (one, two) in product(range(len(rows)), permutations(range(len(OPTIONS)), 2)):
            can = region[number][place][one] and rows[there][two]
            if can and other != number and there not in bassins[other].alone:
                copy = [[list(row) for row in each] for each in region]
                copy[number][place][one] -= 1
                copy[number][place][two] += 1
                copy[other][there][two] -= 1
                copy[other][there][one] += 1
                yield tuple([tuple(row) for row in each] for each in copy)
    for order in permutations(range(len(OPTIONS))):
        yield tuple(
            rows if one.total else [tuple(row[k] for k in order) for row in rows]
            for rows, one in zip(region, bassins, strict=True)
        )


small_rows = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)),
        st.integers(0, 6).map(lambda n: (0, 0, n)),
    ),
    min_size=1,
    max_size=3,
)


@given(st.lists(small_rows, min_size=2, max_size=3).map(tuple))
def test_the_total_of_the_bassins_tells_nothing_more_of_a_hidden_meeting_than_the_bassins_do(
    region: Region,
) -> None:
    bassins, together = shown_everywhere(region)
    shown_places = {str(number) for number, one in enumerate(bassins) if one.total is not None}
    assert shown_places <= set(together.inside)
    for number, rows in enumerate(region):
        for place, row in enumerate(rows):
            if sum(row) and place not in bassins[number].alone:
                assert any(
                    other[number][place] != row and shown_everywhere(other) == (bassins, together)
                    for other in other_regions(region, bassins, (number, place))
                ), (region, number, place, together)


@given(
    st.lists(st.integers(0, 12), max_size=7).flatmap(
        lambda sizes: st.tuples(st.just(sizes), st.sets(st.integers(0, max(0, len(sizes) - 1))))
    )
)
def test_the_total_minus_the_meetings_shown_is_nobody_or_five_people_of_two_meetings(
    given_: tuple[list[int], set[int]],
) -> None:
    sizes, never = given_
    may = what_may_be_shown(sizes, never)
    rest = [n for place, n in enumerate(sizes) if n and place not in may.alone]
    assert not may.alone & never
    assert all(sizes[place] >= 5 for place in may.alone)
    if may.total:
        assert not rest or (len(rest) >= 2 and sum(rest) >= 5)
    else:
        assert not may.alone
        assert sum(sizes) < 5 or len(rest) == 1


def test_the_smallest_further_meeting_goes_into_the_total_with_the_one_that_has_few() -> None:
    assert what_may_be_shown([20, 3, 7]).alone == {0}
    assert what_may_be_shown([20, 3, 7]).total
    assert what_may_be_shown([20, 3, 2]).alone == {0}
    assert not what_may_be_shown([2, 2]).total
    assert not what_may_be_shown([]).total
    alike = [
        Counted(9, {"no": 4, "yes": 5}),
        Counted(3, {"no": 0, "yes": 3}),
        Counted(2, {"no": 0, "yes": 2}),
    ]
    assert pool(alike).withheld == "alike"
    assert pool([*alike, Counted(1, {"no": 1, "yes": 0})]).total == Counted(15, {"no": 5, "yes": 10})


def test_bassins_with_few_answers_are_in_the_total_together_or_not_at_all() -> None:
    large, two, three = (
        Counted(9, {"no": 4, "yes": 5}),
        Counted(2, {"yes": 2}),
        Counted(3, {"no": 1, "yes": 2}),
    )
    few = Pooled({}, None, "few")
    places = {"a": Pooled({}, large, ""), "b": few, "c": few}
    assert pool_places(places, {"a": large, "b": two, "c": three}).total == Counted(14, {"no": 5, "yes": 9})
    assert pool_places(places, {"a": large, "b": two, "c": two}).inside == ("a",), "four people are too few"
    alone = {"a": Pooled({}, large, ""), "b": few}
    assert pool_places(alone, {"a": large, "b": three}).total == large, "one bassin beside would be seen"
    alike = Counted(3, {"no": 0, "yes": 3})
    assert pool_places(places, {"a": large, "b": two, "c": alike}).inside == ("a",)
    assert pool_places(places, {"a": large, "b": two, "c": three}, may_add=False).inside == ("a",)
    assert pool_places({"b": few}, {"b": two}).total is None
    several = Counted(5, {"time": 5, "words": 2})
    assert pool([several, Counted(0, {})]).total == several, "it stands alone"
    both = [Counted(3, {"time": 3, "words": 2}), Counted(2, {"time": 2, "words": 0})]
    assert pool(both).withheld == "alike", "each of them picked one of the options"
