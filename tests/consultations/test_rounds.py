"""Adding, removing and putting back rounds, in any order, from pages of any age."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consultations.errors import ChangedFormError
from app.consultations.rounds import Change, change_rounds, read_change
from app.questionnaires.repeats import listed, removed_rounds, rounds
from tests.factories.rounds import household

FORM = household()
LIMIT = FORM.repeats["people"].limit
PRESSES = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "restore", "type"]), st.sampled_from(["", *"abcdefgh"])),
    max_size=40,
)


@given(PRESSES)
def test_whatever_is_pressed_nothing_typed_is_lost_while_its_round_can_be_put_back(
    presses: list[tuple[Any, str]],
) -> None:
    answers: dict[str, Any] = {}
    typed: dict[str, str] = {}
    for number, (verb, one) in enumerate(presses):
        if verb == "type":
            if one in rounds(answers, "people"):
                answers[f"name@{one}"] = typed[f"name@{one}"] = str(number)
            continue
        before = listed(answers, "people")
        try:
            changed = change_rounds(FORM, answers, {}, Change(verb, "people", one))
        except ChangedFormError:
            assert listed(answers, "people") == before
            continue
        answers = changed.answers
        assert (changed.problem is not None) == (
            verb != "remove"
            and len(rounds({"people": before}, "people")) == LIMIT
            and listed(answers, "people") == before
            and changed.one not in rounds(answers, "people")
        )
    there, removed = rounds(answers, "people"), removed_rounds(answers, "people")
    assert len(set(there + removed)) == len(there + removed)
    assert len(there) <= LIMIT
    for key, value in typed.items():
        if key.partition("@")[2] in there + removed:
            assert answers[key] == value
        else:
            assert key not in answers, "what can be put back no more is not kept either"


@pytest.mark.parametrize(
    ("button", "change"),
    [
        ("add:people", Change("add", "people", "")),
        ("add:people@k7", Change("add", "people", "k7")),
        ("remove:people@k7", Change("remove", "people", "k7")),
        ("restore:my.people-2@k7", Change("restore", "my.people-2", "k7")),
        ("remove:people", None),
        ("add:people@K7", None),
        ("add:people@", None),
        ("next", None),
        ("lang:nl", None),
        ("rank:add:needs:parks", None),
        ("rank:add:needs@k7:parks", None),
    ],
)
def test_the_buttons_are_read(button: str, change: Change | None) -> None:
    assert read_change(button) == change
