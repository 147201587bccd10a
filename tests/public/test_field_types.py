"""Fields by type and appearance: how they are shown, what they take, how the answer reads afterwards."""

from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Draft
from app.db import reading, transaction
from app.kit import clock
from app.questionnaires.lint import lint
from app.questionnaires.workbook import Workbook
from tests.factories.types import open_book
from tests.questionnaires.books import Cells, book, options, row
from tests.support.visitor import Visitor

END: Cells = {"type": "end_group"}
Asks = Callable[..., Visitor]


@pytest.fixture
def ask(database: str, client: TestClient) -> Asks:  # noqa: ARG001 - it must be there first
    """Put the questions given to somebody, on one page."""

    def ask(*rows: Cells, choices: list[Cells] | None = None) -> Visitor:
        group = row("begin_group", "page", appearance="field-list")
        with transaction() as session:
            open_book(session, book([group, *rows, END], choices or ()))
        visitor = Visitor(client, "essai")
        visitor.begin()
        return visitor

    return ask


def answers() -> dict[str, object]:
    with reading() as session:
        return dict(session.scalars(select(Draft)).one().answers)


@pytest.mark.parametrize(
    ("cells", "typed", "kept", "read"),
    [
        (row("date", "a", appearance="month-year"), "2020-06", "2020-06-01", "juin 2020"),
        (row("date", "a", appearance="month-year"), "6/2020", "2020-06-01", "juin 2020"),
        (row("date", "a", appearance="year"), "1999", "1999-01-01", "1999"),
        (row("date", "a"), "29/02/2020", "2020-02-29", "29 février 2020"),
        (row("dateTime", "a"), "2020-02-29T14:30", "2020-02-29T14:30", "29 février 2020, 14:30"),
        (row("time", "a"), "08:05", "08:05", "08:05"),
        (row("text", "a", appearance="url"), "www.social.brussels/fr", "www.social.brussels/fr",
         "www.social.brussels/fr"),
        (row("text", "a", appearance="numbers"), "02 123 45 67", "02 123 45 67", "02 123 45 67"),
        (row("range", "a", parameters="start=0 end=100 step=5"), "45", 45, "45"),
        (row("range", "a", parameters="start=0 end=10 step=0.1"), "7,50", 7.5, "7.5"),
        (row("acknowledge", "a"), "OK", "OK", "Oui"),
    ],
)  # fmt: skip
def test_it_keeps_and_reads_back(ask: Asks, cells: Cells, typed: str, kept: object, read: str) -> None:
    visitor = ask(cells)
    visitor.press("next", {"a": typed})
    assert answers() == {"a": kept}
    assert f">{read}<" in " ".join(visitor.page.text.split()).replace("> ", ">").replace(" <", "<")
    visitor.go("/nl/c/essai/q/page")
    visitor.press("next")
    assert answers() == {"a": kept}, "shown again and posted unchanged, it is the same answer"


@pytest.mark.parametrize(
    ("cells", "typed"),
    [
        (row("date", "a", appearance="month-year"), "13/2020"),
        (row("date", "a", appearance="month-year"), "juin"),
        (row("date", "a", appearance="year"), "99"),
        (row("date", "a", appearance="year"), "0000"),
        (row("text", "a", appearance="url"), "chez moi"),
        (row("range", "a", parameters="start=0 end=100 step=5"), "42"),
        (row("range", "a", parameters="start=0 end=100 step=5"), "beaucoup"),
        (row("range", "a", parameters="start=0 end=100 step=5"), "1e309"),
    ],
)
def test_it_refuses_kindly_and_keeps_what_was_typed(ask: Asks, cells: Cells, typed: str) -> None:
    visitor = ask(cells)
    visitor.press("next", {"a": typed})
    assert visitor.page.status_code == 422
    assert f'value="{typed}"' in visitor.page.text
    assert answers() == {}


def test_a_default_is_computed_when_the_answer_is_begun(ask: Asks) -> None:
    rows = [
        row("date", "day", default="today()"),
        row("text", "start", default="Jette"),
        row("text", "copy", default="concat(${start}, ' (', 1 + 1, ')')"),
        row("select_one colours", "colour", default="concat('pur', 'ple')"),
    ]
    with clock.set_to(clock.at_brussels(date(2023, 1, 20), 23)):
        ask(*rows, choices=options())
    assert answers() == {"day": "2023-01-20", "start": "Jette", "copy": "Jette (2)"}


def test_a_question_that_is_read_only_shows_its_answer_and_takes_none(ask: Asks) -> None:
    visitor = ask(row("select_one colours", "a", default="red", read_only="yes"), row("text", "b"),
                  choices=options())  # fmt: skip
    assert ">red<" in visitor.page.text
    assert "a" not in visitor.form.names
    form = visitor.form
    form.names["a"] = []
    visitor.post(form, {"a": "green"}, "next")
    assert answers() == {"a": "red"}


def test_questions_with_the_same_options_are_a_table_of_ordinary_fields(ask: Asks) -> None:
    visitor = ask(
        row("select_one colours", "a"), row("select_one colours", "b"), row("text", "c"),
        row("select_one colours", "d"), choices=options(),
    )  # fmt: skip
    assert visitor.page.text.count('class="matrix-head"') == 1
    for name in ("a", "b", "d"):
        assert visitor.form.names[name] == ["red", "green"]
        assert f'<label for="{name}"' in visitor.page.text, "each option keeps its words"


@pytest.mark.parametrize("word", ["horizontal", "columns-3", "quick", "no-calendar", "w2", "likert"])
def test_an_appearance_of_other_tools_is_no_mistake(word: str) -> None:
    cells = row("date", "a", appearance=word) if word == "no-calendar" else (
        row("select_one colours", "a", appearance=word)
    )  # fmt: skip
    workbook: Workbook = book([cells], options() if word != "no-calendar" else ())
    assert [str(found) for found in lint(workbook)] == []


def test_a_seed_that_is_a_number_gives_everybody_the_same_order() -> None:
    from app.questionnaires.compile import compile_form  # noqa: PLC0415
    from app.questionnaires.logic import draw_orders  # noqa: PLC0415

    names = [f"o{number}" for number in range(12)]
    same = compile_form(book([row("select_one colours", "a", parameters="randomize=true seed=7")],
                             options(names=names)))  # fmt: skip
    own = compile_form(
        book([row("select_one colours", "a", parameters="randomize=true")], options(names=names))
    )
    assert draw_orders(same, "one") == draw_orders(same, "other") != {"a": names}
    assert draw_orders(own, "one") != draw_orders(own, "other")
