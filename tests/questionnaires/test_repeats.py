from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.questionnaires import logic
from app.questionnaires.compile import compile_form
from app.questionnaires.lint import lint
from app.questionnaires.logic import State
from app.questionnaires.model import Page
from app.questionnaires.repeats import every_round, repeat_of_page, unrolled
from app.questionnaires.values import Answer
from app.questionnaires.xlsx import read_xlsx, write_xlsx
from app.questionnaires.yaml_file import read_workbook
from app.questionnaires.yaml_writer import write_yaml
from tests.factories.rounds import END, household, household_book
from tests.questionnaires.books import book, options, row
from tests.questionnaires.mistakes_in_repeats import R

MOMENT = datetime(2023, 1, 12, 10, 15, tzinfo=ZoneInfo("Europe/Brussels"))
TWO: dict[str, Answer] = {
    "people": ["k7", "-x1", "c2"],
    "name@k7": "Zoé", "age@k7": 40, "help@k7": ["nurse"],
    "name@x1": "Removed", "age@x1": 1000,
    "name@c2": "Ali", "age@c2": 12, "school@c2": "Athénée",
    "rooms": 1,
}  # fmt: skip


def settled(answers: dict[str, Answer]) -> State:
    return logic.settle(household(), answers, MOMENT, "fr")


def test_the_questionnaire_of_these_tests_passes_the_lint() -> None:
    assert [str(found) for found in lint(household_book()) if found.level == "error"] == []


def test_a_repeat_keeps_its_questions_and_pages_to_itself() -> None:
    form = household()

    assert list(form.questions) == ["street", "people", "total", "crowd", "rooms", "room", "last"]
    assert [page.name for page in form.pages] == ["street", "people", "rooms", "room", "last"]
    assert [page.name for page in form.every_page] == [
        "street", "name", "more", "people", "rooms", "use", "last",
    ]  # fmt: skip
    assert (form.repeats["people"].limit, form.repeats["room"].limit) == (4, 50)


def test_each_round_has_pages_and_questions_of_its_own() -> None:
    state = settled(TWO)

    assert [page.name for page in logic.open_pages(state)] == [
        "street", "name@k7", "more@k7", "name@c2", "more@c2", "people", "rooms", "use@r1", "last",
    ]  # fmt: skip
    assert [q.name for q in logic.shown_questions(_page(state, "more@k7"), state)] == ["age@k7", "help@k7"]
    assert [q.name for q in logic.shown_questions(_page(state, "more@c2"), state)] == ["age@c2", "school@c2"]


def test_an_expression_in_a_round_sees_the_answers_of_its_own_round() -> None:
    state = settled(TWO)

    assert state.form.questions["age@c2"].label["fr"] == "Âge de ${name@c2}"
    assert logic.fill(state.form.questions["age@c2"].label["fr"], state) == "Âge de Ali"
    assert logic.fill(_page(state, "more@k7").label["fr"], state) == "De Zoé"
    assert (state.answers["place@k7"], state.answers["place@c2"]) == ("1", "2")


def test_indexed_repeat_reads_another_round() -> None:
    state = settled(TWO)

    assert (state.answers["running@k7"], state.answers["running@c2"]) == ("40", "52")


def test_outside_all_the_rounds_are_seen() -> None:
    state = settled(TWO)

    assert state.answers["total"] == "52", "what was removed counts no more"
    assert logic.fill(state.form.questions["crowd"].label["fr"], state) == "2 : Zoé, Ali"
    assert "crowd" not in settled({**TWO, "people": ["k7"]}).asked


def test_what_is_left_blank_is_no_number_among_others() -> None:
    answers = {key: value for key, value in TWO.items() if key != "age@k7"}

    assert settled(answers).answers["total"] == "12"


def test_only_the_rounds_that_are_there_are_sent() -> None:
    kept = logic.kept_answers(settled(TWO))

    assert kept["people"] == ["k7", "c2"]
    assert not [key for key in kept if key.endswith("@x1")]
    assert [key for key in kept if key.endswith("@c2")] == [
        "name@c2", "age@c2", "school@c2", "place@c2", "running@c2",
    ]  # fmt: skip
    assert logic.kept_answers(settled({}))["people"] == [], "nobody was added: that is an answer too"


@pytest.mark.parametrize(
    ("typed", "rounds"),
    [
        (2, ["r1", "r2"]), (0, []), (-3, []), (None, []), ("many", []),
        (99, [f"r{place}" for place in range(1, 51)]),
    ],
)  # fmt: skip
def test_an_expression_says_how_many_rounds_there_are(typed: Answer | None, rounds: list[str]) -> None:
    state = settled({} if typed is None else {"rooms": typed})

    assert state.answers["room"] == rounds
    assert [key for key in state.form.questions if key.startswith("use@")] == [f"use@{one}" for one in rounds]


def test_rounds_that_are_counted_come_back_with_their_answers() -> None:
    typed: dict[str, Answer] = {"rooms": 2, "use@r1": "cuisine", "use@r2": "salon"}

    assert "use@r2" not in logic.kept_answers(settled({**typed, "rooms": 1}))
    assert logic.kept_answers(settled(typed))["use@r2"] == "salon"


def test_a_hidden_repeat_empties_its_rounds() -> None:
    form = compile_form(
        book(
            [row("integer", "n"), {**row("begin_repeat", "r"), "relevant": "${n} > 0"}, row("text", "a"), END]
        )
    )
    answers: dict[str, Answer] = {"r": ["k7"], "a@k7": "x"}

    assert logic.kept_answers(logic.settle(form, answers, MOMENT, "fr")) == {}
    assert logic.kept_answers(logic.settle(form, {**answers, "n": 1}, MOMENT, "fr")) == {"n": 1, **answers}


def test_the_number_of_pages_is_not_known_while_rounds_can_be_added() -> None:
    state = settled(TWO)

    assert not logic.length_is_known(state, "name@k7")
    assert not logic.length_is_known(state, "people")
    assert logic.length_is_known(state, "last")


def test_every_round_that_was_there_or_may_come_to_be_is_known() -> None:
    every = every_round(household(), TWO)

    assert every["people"] == ["k7", "x1", "c2"]
    assert every["room"] == [f"r{place}" for place in range(1, 51)]


@pytest.mark.parametrize(
    ("name", "repeat"), [("street", ""), ("street@x", ""), ("more", ""), ("more@x", "people")]
)
def test_the_repeat_of_a_page_is_known_by_its_name(name: str, repeat: str) -> None:
    found = repeat_of_page(household(), name)

    assert (found.name if found else "") == repeat


def test_whatever_stands_in_the_place_of_the_rounds_is_survived() -> None:
    for odd in ("k7", 3, None, [], ["", "-"], [None], {"a": 1}):
        assert unrolled(household(), {"people": odd}).questions, odd


def test_a_condition_on_any_round_is_not_taken_for_impossible() -> None:
    """Of two rounds one may be red and the other green."""
    both = "${a} = 'red' and ${a} = 'green'"
    survey = [R, row("select_one colours", "a"), END, row("note", "n", relevant=both)]

    assert "unreachable" not in {found.code for found in lint(book(survey, options()))}
    inside = [R, row("select_one colours", "a"), row("note", "n", relevant=both), END]
    assert "unreachable" in {found.code for found in lint(book(inside, options()))}


def test_a_repeat_survives_every_file(tmp_path: Path) -> None:
    workbook = household_book()
    file = tmp_path / "household.yaml"
    file.write_text(write_yaml(workbook), encoding="utf-8")

    assert read_workbook(file) == workbook
    assert read_xlsx(write_xlsx(workbook)) == workbook


def _page(state: State, name: str) -> Page:
    return next(page for page in state.form.pages if page.name == name)
