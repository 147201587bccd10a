"""*never lost* and *bad input* in repeats: rounds removed in another window, and what we never gave out."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Draft
from app.consultations.sync import Device, Edit, keep_edits
from app.db import transaction
from tests.support.rounds import add, at_the_list, button, here, kept, rounds
from tests.support.visitor import Visitor


@pytest.fixture
def visitor(database: str, client: TestClient) -> Visitor:  # noqa: ARG001 - it must be there first
    """Somebody at the list of people, which is empty."""
    return at_the_list(client)


def test_what_is_typed_into_a_round_that_another_window_removed_is_kept(visitor: Visitor) -> None:
    one = add(visitor, "Zoé", "40")
    other = Visitor(visitor.client, "essai")
    other.go(f"/fr/c/essai/q/name@{one}")
    visitor.press(button(visitor, "remove"))
    page = other.press("next", {f"name@{one}": "Zoë"})

    assert page.status_code == 422
    assert "entre-temps" in page.text
    assert kept()[f"name@{one}"] == "Zoë"
    other.press(button(other, "restore"))
    assert "Zoë" in other.page.text
    assert rounds() == [one]


@pytest.mark.parametrize("press", ["back", "later", "lang:nl", "add:people"])
def test_whatever_is_pressed_on_the_page_of_a_removed_round_leads_somewhere(
    visitor: Visitor, press: str
) -> None:
    one = add(visitor, "Zoé", "40")
    other = Visitor(visitor.client, "essai")
    other.go(f"/fr/c/essai/q/name@{one}")
    visitor.press(button(visitor, "remove"))
    page = other.press(press, {f"name@{one}": "Zoë"})

    assert page.status_code in {200, 422}
    assert kept()[f"name@{one}"] == "Zoë"


def test_the_address_of_a_round_that_is_gone_leads_to_the_list(visitor: Visitor) -> None:
    for gone in ("name@gone", "more@", "name@<b>"):
        visitor.go(f"/fr/c/essai/q/{gone}")
        assert visitor.form.action.endswith("/q/people")
    visitor.go("/fr/c/essai/q/use@r9")
    assert here(visitor) == "last", "rounds that are counted have no list, so what follows is shown"


def test_no_more_can_be_added_than_the_limit(visitor: Visitor) -> None:
    for _ in range(4):
        visitor.press("add:people")
        visitor.go("/fr/c/essai/q/people")
    assert "add:people" not in visitor.page.text
    assert "maximum" in visitor.page.text
    page = visitor.press("add:people")

    assert page.status_code == 422
    assert "plus de 4" in page.text
    assert len(rounds()) == 4


@pytest.mark.parametrize(
    "press",
    [
        "add:street", "add:room", "add:nothing", "add:", "add", "remove:people", "remove:people@gone",
        "restore:people@gone", "remove:room@r1", "add:people@", "add:people@A;B", "add:people@" + "a" * 13,
        "move:people@x",
    ],
)  # fmt: skip
def test_a_button_that_we_never_gave_out_changes_nothing(visitor: Visitor, press: str) -> None:
    add(visitor, "Zoé", "40")
    before = kept()
    page = visitor.press(press)

    assert page.status_code == 400
    assert "modifié" in page.text
    assert kept() == before


@pytest.mark.parametrize(
    "field", ["people", "name", "name@gone", "age@{one}", "place@{one}", "street", "name@{one}@{one}"]
)
def test_a_field_that_the_page_does_not_have_changes_nothing(visitor: Visitor, field: str) -> None:
    one = add(visitor, "Zoé", "40")
    visitor.go(f"/fr/c/essai/q/name@{one}")
    before = kept()
    form = visitor.form
    form.fields.append((field.format(one=one), "x"))
    page = visitor.post(form, {}, "next")

    assert page.status_code == 400
    assert kept() == before


def test_what_a_phone_noted_in_a_round_is_kept_also_after_it_was_removed(visitor: Visitor) -> None:
    one = add(visitor, "Zoé", "40")
    visitor.press(button(visitor, "remove"))
    edits = [Edit(f"name@{one}", ["Zoë"], 1), Edit("name@gone", ["x"], 2)]
    with transaction() as session:
        draft_id = session.scalars(select(Draft.id)).one()
        synced = keep_edits(session, draft_id, "fr", Device("phone", -1), edits=edits)
        assert list(synced.refused) == ["name@gone"]

    assert kept()[f"name@{one}"] == "Zoë"
