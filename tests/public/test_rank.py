"""Putting options in order with buttons, without scripts."""

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.consultations.models import Draft, Response
from app.db import reading, transaction
from app.questionnaires.ranking import Move, moved, read_move
from tests.factories.types import open_book
from tests.questionnaires.books import book, options, row
from tests.support.visitor import Visitor

NAMES = ["parks", "trams", "homes", "shops"]
NEEDS = "needs"


@pytest.fixture
def visitor(database: str, client: TestClient) -> Visitor:  # noqa: ARG001 - it must be there first
    rows = [
        {"type": "begin_group", "name": "g", "appearance": "field-list"},
        row("rank wishes", NEEDS),
        row("text", "why"),
        {"type": "end_group"},
    ]
    with transaction() as session:
        open_book(session, book(rows, options("wishes", NAMES)))
    visitor = Visitor(client, "essai")
    visitor.begin()
    return visitor


def order() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Draft)).one().answers.get(NEEDS, []))


def press(visitor: Visitor, *buttons: str) -> None:
    for button in buttons:
        verb, option = button.split()
        value = f"rank:{verb}:{NEEDS}:{option}"
        assert ("go", value) in visitor.form.buttons
        visitor.press(value)


def test_each_press_is_kept_and_the_order_is_sent(visitor: Visitor) -> None:
    press(visitor, "add homes", "add trams", "add parks", "up parks", "down homes", "drop trams")
    assert order() == ["parks", "homes"]
    visitor.press("next", {"why": "Parce que"})
    assert visitor.page.text.index(">parks<") < visitor.page.text.index(">homes<")
    visitor.send()
    with reading() as session:
        assert session.scalars(select(Response)).one().answers[NEEDS] == ["parks", "homes"]


def test_a_press_keeps_what_was_typed_beside_it(visitor: Visitor) -> None:
    visitor.press(f"rank:add:{NEEDS}:shops", {"why": "Le soir"})
    assert "Le soir" in visitor.page.text
    assert order() == ["shops"]


def test_another_order_of_the_same_options_is_a_change(visitor: Visitor) -> None:
    press(visitor, "add homes", "add trams")
    visitor.press("next", {NEEDS: ["trams", "homes"]})
    assert order() == ["trams", "homes"]


@pytest.mark.parametrize(
    "button", [f"rank:add:{NEEDS}:castles", "rank:add:why:parks", f"rank:push:{NEEDS}:parks", "rank:"]
)
def test_a_button_that_we_never_gave_changes_nothing(visitor: Visitor, button: str) -> None:
    press(visitor, "add homes")
    visitor.press(button)
    assert visitor.page.status_code in {200, 400}
    assert order() == ["homes"]


def test_an_option_that_was_never_offered_is_refused(visitor: Visitor) -> None:
    press(visitor, "add homes")
    visitor.press("next", {NEEDS: ["homes", "castles"]})
    assert visitor.page.status_code == 422
    assert order() == ["homes"]


@given(st.permutations(NAMES), st.integers(0, 4), st.sampled_from(["add", "drop", "up", "down"]),
       st.sampled_from(NAMES))  # fmt: skip
def test_a_press_never_loses_or_doubles_another_option(
    names: list[str], ranked: int, verb: str, option: str
) -> None:
    before = names[:ranked]
    after = moved(before, Move(verb, NEEDS, option), NAMES)
    assert len(after) == len(set(after))
    assert [name for name in after if name != option] == [name for name in before if name != option]
    assert (option in after) == (verb == "add" or (option in before and verb != "drop"))


def test_a_field_of_an_instance_keeps_its_name() -> None:
    assert read_move("rank:up:needs@a1b2:parks") == Move("up", "needs@a1b2", "parks")
