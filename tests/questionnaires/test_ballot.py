import pytest

from app.questionnaires.ballot import Ballot, BallotOption, fill_ballots
from app.questionnaires.compile import compile_form
from app.questionnaires.errors import BallotError
from app.questionnaires.lint import lint
from app.questionnaires.workbook import Workbook
from tests.questionnaires.books import FR, NL, Cells, book, options, row, text

BALLOT = Ballot(
    "priorities",
    2,
    (
        BallotOption("desk", {"fr": "Guichet", "nl": "Loket"}, {"fr": "Un seul guichet", "nl": "Eén loket"}),
        BallotOption("map", {"fr": "Carte", "nl": "Kaart"}, {"fr": "Une carte", "nl": "Een kaart"}),
    ),
)
BALLOTS = {"priorities": BALLOT}


def vote(list_name: str = "actions", name: str = "picks", **cells: str) -> Cells:
    said = {**text("constraint_message", "deux au plus"), "constraint": "count-selected(.) <= 2"}
    extras = {"bx::role": "priority_ballot", "bx::ballot": "priorities"}
    return {**row(f"select_multiple {list_name}", name), **said, **extras, **cells}


def labels(workbook: Workbook, list_name: str = "actions") -> list[tuple[str, str, str]]:
    return [
        (cells["name"], cells[f"label::{FR}"], cells[f"label::{NL}"])
        for cells in workbook.sheet("choices").rows
        if cells["list_name"] == list_name
    ]


def test_it_writes_the_options_as_ordinary_choices() -> None:
    filled = fill_ballots(book([vote()]), BALLOTS)

    assert labels(filled) == [("desk", "Guichet", "Loket"), ("map", "Carte", "Kaart")]
    assert lint(filled) == []
    assert [choice.name for choice in compile_form(filled).questions["picks"].choices] == ["desk", "map"]


def test_it_writes_the_plain_text_where_the_question_asks_for_it() -> None:
    filled = fill_ballots(book([vote(bx__x="")]), BALLOTS)
    plain = fill_ballots(book([{**vote(), "bx::ballot_text": "plain"}]), BALLOTS)

    assert labels(filled) != labels(plain)
    assert labels(plain) == [("desk", "Un seul guichet", "Eén loket"), ("map", "Une carte", "Een kaart")]


def test_it_says_how_many_may_be_picked() -> None:
    filled = fill_ballots(book([vote()]), BALLOTS)

    assert filled.sheet("survey").rows[0]["bx::max"] == "2"


def test_it_leaves_the_pick_aside_for_a_question_of_one_choice() -> None:
    first = row("select_one actions", "first", bx__ballot="priorities")

    assert "bx::max" not in fill_ballots(book([first]), BALLOTS).sheet("survey").rows[0]


def test_filling_twice_changes_nothing() -> None:
    once = fill_ballots(book([vote()], options()), BALLOTS)

    assert fill_ballots(once, BALLOTS) == once


def test_filling_again_follows_a_ballot_that_changed() -> None:
    shorter = Ballot("priorities", 2, BALLOT.options[:1])

    assert labels(fill_ballots(fill_ballots(book([vote()]), BALLOTS), {"priorities": shorter})) == [
        ("desk", "Guichet", "Loket")
    ]


def test_it_keeps_the_list_s_own_rows_after_the_options_and_other_lists_where_they_are() -> None:
    choices = [*options(), *options("actions", ["unknown"]), *options("sizes", ["small"])]

    filled = fill_ballots(book([vote()], choices), BALLOTS)

    assert [cells["name"] for cells in filled.sheet("choices").rows] == [
        "red", "green", "desk", "map", "unknown", "small"
    ]  # fmt: skip


def test_two_questions_may_share_one_list_of_one_ballot() -> None:
    filled = fill_ballots(book([vote(), vote(name="again")]), BALLOTS)

    assert len(labels(filled)) == 2


def test_a_workbook_that_asks_no_ballot_stays_the_same() -> None:
    workbook = book([row("text", "a")])

    assert fill_ballots(workbook, BALLOTS) is workbook


@pytest.mark.parametrize(
    ("survey", "place", "reason"),
    [
        (
            [vote(**{"bx::ballot": "nope"})],
            (2, "bx::ballot"),
            "'nope' does not exist; the known ones are: priorities",
        ),
        (
            [row("text", "a", bx__ballot="priorities")],
            (2, "type"),
            "only select_one, select_multiple and rank",
        ),
        (
            [row("select_one", "a", bx__ballot="priorities")],
            (2, "type"),
            "only select_one, select_multiple and rank",
        ),
        (
            [vote(), vote(name="b", **{"bx::ballot_text": "plain"})],
            (3, "bx::ballot"),
            "another ballot or wording",
        ),
        ([vote(**{"bx::max": "3"})], (2, "bx::max"), "bx::max is 3, but the ballot 'priorities' has 2"),
    ],
)
def test_it_refuses_a_ballot_that_cannot_be_filled(
    survey: list[Cells], place: tuple[int, str], reason: str
) -> None:
    with pytest.raises(BallotError, match=reason) as caught:
        fill_ballots(book(survey), BALLOTS)

    assert (caught.value.row, caught.value.column) == place
