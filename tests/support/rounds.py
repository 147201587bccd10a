"""Somebody who fills in the questionnaire with repeats, without scripts."""

from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Draft
from app.db import reading, transaction
from tests.factories.rounds import household_book
from tests.factories.types import open_book
from tests.support.visitor import Visitor


def at_the_list(client: TestClient) -> Visitor:
    """Put the questionnaire to people; return somebody who stands at the list of people, still empty."""
    with transaction() as session:
        open_book(session, household_book())
    visitor = Visitor(client, "essai")
    visitor.begin()
    visitor.press("next", {"street": "Rue Haute"})
    return visitor


def kept() -> dict[str, object]:
    """What the draft holds."""
    with reading() as session:
        return session.scalars(select(Draft)).one().answers


def rounds() -> list[str]:
    """The rounds that the draft lists, the removed ones behind a dash."""
    found = kept().get("people", [])
    assert isinstance(found, list)
    return found


def button(visitor: Visitor, verb: str, number: int = 0) -> str:
    """The value of the button of this verb on the page, the first unless `number` says otherwise."""
    return [value for _, value in visitor.form.buttons if value.startswith(f"{verb}:")][number]


def here(visitor: Visitor) -> str:
    """The name of the page."""
    return visitor.address.partition("/q/")[2].partition("?")[0].partition("#")[0]


def add(visitor: Visitor, name: str, age: str) -> str:
    """Add somebody from the list and come back to it; gives the id of the round."""
    visitor.press(button(visitor, "add"))
    one = here(visitor).partition("@")[2]
    visitor.press("next", {f"name@{one}": name})
    visitor.press("next", {f"age@{one}": age})
    if here(visitor) != "people":
        # The age has brought a question on the same page.
        visitor.press("next")
    assert here(visitor) == "people"
    return one
