"""Answering a questionnaire with repeats, without scripts: add, fill in, remove, put back, check, send."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import PageVisit, Response, Tally
from app.consultations.rebuild import differences
from app.db import reading
from tests.support.forms import Form, forms_of
from tests.support.rounds import add, at_the_list, button, here, kept, rounds
from tests.support.visitor import Visitor


@pytest.fixture
def visitor(database: str, client: TestClient) -> Visitor:  # noqa: ARG001 - it must be there first
    """Somebody at the list of people, which is empty."""
    return at_the_list(client)


def test_each_person_is_added_filled_in_and_seen_in_the_list(visitor: Visitor) -> None:
    assert here(visitor) == "people"
    zoe, ali = add(visitor, "Zoé", "40"), add(visitor, "Ali", "12")

    assert rounds() == [zoe, ali]
    assert kept()[f"name@{zoe}"] == "Zoé"
    assert visitor.page.text.index("Zoé") < visitor.page.text.index("Ali")
    assert f'href="name@{zoe}"' in visitor.page.text


def test_the_page_of_a_round_says_whose_it_is(visitor: Visitor) -> None:
    one = add(visitor, "Zoé", "40")
    page = visitor.go(f"/fr/c/essai/q/more@{one}")

    assert "<h1>De Zoé</h1>" in page.text
    assert "Âge de Zoé" in page.text
    assert "Les personnes\u00a0– 1" in page.text


def test_nobody_at_all_is_an_answer(visitor: Visitor) -> None:
    visitor.press("next")
    visitor.press("next", {"rooms": "0"})
    visitor.press("next")
    visitor.send()

    with reading() as session:
        assert session.scalars(select(Response)).one().answers == {
            "street": "Rue Haute", "people": [], "total": "0", "rooms": 0, "room": [],
        }  # fmt: skip


def test_what_is_typed_is_kept_when_somebody_is_added_from_the_page_of_another(visitor: Visitor) -> None:
    one = add(visitor, "Zoé", "40")
    visitor.go(f"/fr/c/essai/q/name@{one}")
    visitor.press("add:people", {f"name@{one}": "Zoë"})

    assert kept()[f"name@{one}"] == "Zoë"
    assert len(rounds()) == 2
    assert here(visitor) == f"name@{rounds()[1]}"


def test_what_was_removed_can_be_put_back_in_its_place(visitor: Visitor) -> None:
    zoe, ali = add(visitor, "Zoé", "40"), add(visitor, "Ali", "12")
    visitor.press(button(visitor, "remove"))
    assert here(visitor) == "people"
    assert rounds() == [f"-{zoe}", ali]
    assert button(visitor, "restore") == f"restore:people@{zoe}"

    visitor.press(button(visitor, "restore"))
    assert rounds() == [zoe, ali]
    assert kept()[f"age@{zoe}"] == 40
    assert "restore:" not in visitor.page.text


def test_what_was_removed_is_not_sent(visitor: Visitor) -> None:
    zoe, ali = add(visitor, "Zoé", "40"), add(visitor, "Ali", "12")
    visitor.press(f"remove:people@{zoe}")
    visitor.press("next")
    visitor.press("next", {"rooms": "0"})
    visitor.press("next")
    visitor.send()

    with reading() as session:
        answers = session.scalars(select(Response)).one().answers
    assert answers["people"] == [ali]
    assert not [key for key in answers if key.endswith(zoe)]


def test_a_round_is_left_without_being_filled_in(visitor: Visitor) -> None:
    visitor.press(button(visitor, "add"))
    one = here(visitor).partition("@")[2]
    page = visitor.press("next")
    assert page.status_code == 422, "the name is required"
    visitor.press(f"remove:people@{one}")

    assert here(visitor) == "people"
    assert "restore:" not in visitor.page.text, "nothing was typed, so there is nothing to put back"


def test_pressing_twice_adds_and_removes_once(visitor: Visitor) -> None:
    form, press = visitor.form, button(visitor, "add")
    for _ in range(2):
        visitor.post(form, {}, press)
    (one,) = rounds()
    visitor.go("/fr/c/essai/q/people")
    form, press = visitor.form, button(visitor, "remove")
    for _ in range(2):
        visitor.post(form, {}, press)
        assert visitor.page.status_code == 200
    assert rounds() == [f"-{one}"]


def test_two_windows_that_add_at_once_keep_both(visitor: Visitor) -> None:
    other = Visitor(visitor.client, "essai")
    other.go(visitor.address)
    visitor.press(button(visitor, "add"))
    other.press(button(other, "add"))

    assert len(set(rounds())) == 2
    assert here(visitor) != here(other)


def test_an_old_page_never_opens_what_was_filled_in_since(visitor: Visitor) -> None:
    """Whoever goes back and presses Add again wants another one."""
    form, press = visitor.form, button(visitor, "add")
    one = add(visitor, "Zoé", "40")
    visitor.post(form, {}, press)

    assert len(rounds()) == 2
    assert not here(visitor).endswith(one)


def test_a_round_answers_for_itself_at_the_check_and_can_be_changed_from_there(visitor: Visitor) -> None:
    zoe, ali = add(visitor, "Zoé", "40"), add(visitor, "Ali", "12")
    visitor.press("next")
    visitor.press("next", {"rooms": "1"})
    visitor.press("next")
    visitor.press("next")
    text = visitor.page.text
    assert text.index("Les personnes<") < text.index("Les personnes\u00a0– 1"), "their list comes first"
    assert text.index("Les personnes\u00a0– 1") < text.index("Zoé") < text.index("Les personnes\u00a0– 2")
    assert f'href="/fr/c/essai/q/more@{ali}?to=check#age@{ali}"' in text

    visitor.go("/fr/c/essai/q/people?to=check")
    visitor.press(button(visitor, "add"))
    three = here(visitor).partition("@")[2]
    visitor.press("next", {f"name@{three}": "Mia"})
    assert here(visitor) == f"more@{three}", "what is new is shown before everything is checked"
    visitor.press("next", {f"age@{three}": "1"})
    visitor.press("next")
    assert visitor.address.endswith("/check")
    assert rounds() == [zoe, ali, three]


def test_the_rounds_are_counted_where_an_expression_says_how_many(visitor: Visitor) -> None:
    visitor.press("next")
    visitor.press("next", {"rooms": "2"})
    assert here(visitor) == "use@r1"
    assert visitor.form.values()["use@r1"] == ["bureau"], "what the author filled in is there"
    assert "remove:" not in visitor.page.text
    visitor.press("next", {"use@r1": "cuisine", "size@r1": "huge"})
    visitor.press("back")
    visitor.go("/fr/c/essai/q/rooms")
    visitor.press("next", {"rooms": "0"})
    assert here(visitor) == "last"
    visitor.press("back")
    visitor.press("next", {"rooms": "1"})
    assert visitor.form.values()["use@r1"] == ["cuisine"], "it comes back with its answers"


def test_it_is_sent_read_corrected_and_withdrawn(visitor: Visitor) -> None:
    zoe, ali = add(visitor, "Zoé", "40"), add(visitor, "Ali", "12")
    visitor.press("next")
    visitor.press("next", {"rooms": "0"})
    visitor.press("next")
    visitor.send()
    assert "Zoé" in visitor.page.text
    code = visitor.receipt()

    visitor.page = visitor.client.post("/fr/my-answer", data={"code": code})
    visitor.follow()
    assert "Les personnes\u00a0– 2" in visitor.page.text
    correct = next(f for f in _forms(visitor) if f.action.endswith("/correct"))
    visitor.post(correct, {})
    visitor.go("/fr/c/essai/q/people?to=check")
    visitor.press(f"remove:people@{ali}")
    visitor.press("next")
    visitor.send()
    with reading() as session:
        sent = session.scalars(select(Response)).one()
        assert (sent.answers["people"], sent.answers["total"]) == ([zoe], "40")
        assert list(differences(session)) == []

    visitor.client.post("/fr/my-answer", data={"code": code})
    visitor.go("/fr/my-answer/withdraw")
    visitor.post(next(f for f in _forms(visitor) if f.action.endswith("/withdraw")), {})
    with reading() as session:
        assert session.scalars(select(Response)).all() == []
        assert list(differences(session)) == []


def test_what_is_answered_in_rounds_counts_in_no_tally_of_people(visitor: Visitor) -> None:
    add(visitor, "Zoé", "40")
    visitor.press("next")
    visitor.press("next", {"rooms": "0"})
    visitor.press("next")
    visitor.send()

    with reading() as session:
        counted = set(session.scalars(select(Tally.question)))
        visits = {page: n for page, n in session.execute(select(PageVisit.page, PageVisit.n)) if n}
    assert counted == {"street", "rooms", "last"}
    assert visits == dict.fromkeys(["street", "name", "more", "people", "rooms", "last", ":sent"], 1)


def _forms(visitor: Visitor) -> list[Form]:
    return list(forms_of(visitor.page).values())
