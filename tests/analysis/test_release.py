"""What a published page may not let anyone work out who knows every rule and adds up every row."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.priorities import ActionRow
from app.analysis.release import protected, release
from app.analysis.statistics.intervals import wilson
from app.db import transaction
from app.programmes.queries import ActionView
from tests.factories.answers import answer, make_consultation
from tests.factories.voices import ACTIONS, PROGRAMME, citizen

TODAY = date(2023, 6, 12)
THRESHOLD = 5


def rows_of(numbers: list[int], base: int) -> list[ActionRow]:
    """Return rows with these counts, as the live figures would be."""
    blank = {"fr": "", "nl": ""}
    found = []
    for code, n in zip(ACTIONS, numbers, strict=True):
        low, high = wilson(n, base)
        view = ActionView(code, "network", blank, blank, blank, blank, invented=True)
        found.append(ActionRow(view, n, n / base, low, high, 0.5, "open", candidate=True, rank=1, tied=False))
    return found


def hidden_at_most(row: list[tuple[int, Any]], total: int) -> int | None:
    """Return the most that a hidden cell could hold for who knows the total, None if nothing is hidden."""
    if all(shown is not None for _, shown in row):
        return None
    return total - sum(n for n, shown in row if shown is not None)


@settings(max_examples=300)
@given(st.data())
def test_no_small_cell_can_be_read_or_worked_out_from_the_sums(data: st.DataObject) -> None:
    base = data.draw(st.integers(1, 60))
    numbers = data.draw(st.lists(st.integers(0, base), min_size=9, max_size=9))
    profiles = dict.fromkeys(("inhabitant", "beneficiary", "carer"), 0)
    left = base
    for code in ("inhabitant", "beneficiary"):
        profiles[code] = data.draw(st.integers(0, left))
        left -= profiles[code]
    profiles["carer"] = left
    french = data.draw(st.integers(0, base))
    blanks = data.draw(st.integers(0, 9))
    page = protected(rows_of(numbers, base), base, blanks, profiles, {"fr": french, "nl": base - french})

    assert page["base"] is None or page["base"] >= THRESHOLD
    assert page["blanks"] not in range(1, THRESHOLD)
    people = [
        [(profiles[part["code"]], part["n"]) for part in page["profiles"]],
        [({"fr": french, "nl": base - french}[part["code"]], part["n"]) for part in page["languages"]],
    ]
    chosen = [(n, action["share"]) for n, action in zip(numbers, page["actions"], strict=False)]
    for row, total in ((people[0], base), (people[1], base), (chosen, sum(numbers))):
        assert all(shown is None or n == 0 or n >= THRESHOLD for n, shown in row)
        ceiling = hidden_at_most(row, total)
        if ceiling is not None:
            assert sum(shown is None for _, shown in row) > 1
            assert ceiling >= THRESHOLD
    for action in page["actions"]:
        assert (action["share"] is None) == (action["word"] is None) == (action["low"] is None)
    if page["actions"]:
        assert all(base - n >= THRESHOLD for n in numbers)


def test_shares_under_a_base_of_thirty_are_steps_of_five() -> None:
    page = protected(
        rows_of([11, 9, 6, 7, 5, 0, 0, 0, 0], 23), 23, 0, {"inhabitant": 23}, {"fr": 23, "nl": 0}
    )
    for action in page["actions"]:
        assert all(action[name] % 5 == 0 for name in ("share", "low", "high"))
        assert action["low"] <= action["share"] <= action["high"]


def test_a_second_release_does_not_tell_what_the_few_new_people_said(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session)
        for place in range(12):
            answer(
                session,
                "citoyens",
                "fr" if place < 6 else "nl",
                citizen("nord", "helpdesk", ACTIONS[place % 2]),
            )
        first = release(session, PROGRAMME, "nord", TODAY)
        answer(session, "citoyens", "fr", citizen("nord", "outreach"))
        assert release(session, PROGRAMME, "nord", TODAY, before=first) == first


def test_figures_that_were_withheld_can_come_once_enough_people_have_answered(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session)
        for _ in range(4):
            answer(session, "citoyens", "fr", citizen("nord", "helpdesk", "outreach"))
        first = release(session, PROGRAMME, "nord", TODAY)
        (line,) = first["consultations"]
        assert (line["withheld"], line["base"], line["profiles"], line["actions"]) == ("few", None, [], [])
        for place in range(8):
            answer(session, "citoyens", "nl", citizen("nord", *ACTIONS[place : place + 2]))
        (line,) = release(session, PROGRAMME, "nord", TODAY, before=first)["consultations"]
        assert (line["withheld"], line["base"]) == ("", 12)


def test_a_closed_consultation_without_answers_here_says_so(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session, closes=timedelta(days=-1))
        make_consultation(session, "professionnels")
        (line,) = release(session, PROGRAMME, "sud", TODAY)["consultations"]
    assert (line["code"], line["withheld"], line["closed"]) == ("citoyens", "none", True)
