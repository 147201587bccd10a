"""Minutes are written by several people at once, nothing is lost, and readers see what was published."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import InvalidError
from app.meetings.minutes.errors import (
    ChangedMeanwhileError,
    ItemChangedError,
    ItemRemovedError,
    NoSuchItemError,
    NoSuchMinutesError,
    NoSuchRevisionError,
    OpeningChangedError,
)
from app.meetings.minutes.queries import public_minutes, published_minutes, revisions
from app.meetings.minutes.review import (
    ask_for_review,
    forget_earlier,
    publish,
    purge_revisions,
    take_back,
)
from app.meetings.minutes.write import (
    add_items,
    bring_back,
    move_item,
    remove_item,
    restore,
    save_item,
    save_opening,
)
from tests.accounts.people import give_account
from tests.factories.minutes import (
    INTRODUCTION,
    ITEM,
    NOTHING,
    READY,
    content_of,
    give_minutes,
    view_of,
    words,
)
from tests.meetings.factories import committed_meeting, seated

A, B, C = (UUID(int=n) for n in (1, 2, 3))
CODE = "nord-1"


@pytest.fixture
def meeting(database: str) -> int:  # noqa: ARG001 - it must be there first
    give_account("admin@example.be", role="admin")
    return committed_meeting()


def save(meeting: int, item: UUID, text: str, seen: int, *, after: UUID | None = None) -> None:
    with transaction() as session:
        save_item(session, meeting, item, words(text), seen=seen, user_id=1, after=after)


def texts() -> list[str]:
    return [item.words.texts["fr"] for item in content_of(CODE).items]


def test_who_saves_over_somebody_elses_words_is_told_and_changes_nothing(meeting: int) -> None:
    save(meeting, A, "un", 0)
    save(meeting, A, "deux", 1)
    with pytest.raises(ItemChangedError) as told:
        save(meeting, A, "trois", 1)
    assert told.value.theirs.words.texts["fr"] == "deux"
    assert texts() == ["deux"]
    save(meeting, A, "deux", 1)
    assert view_of(CODE).revision == 2, "what stands there already is no conflict and no revision"
    save(meeting, A, "trois", told.value.theirs.revision)
    assert texts() == ["trois"]
    with pytest.raises(ItemChangedError), transaction() as session:
        remove_item(session, meeting, A, seen=2, user_id=1)
    with transaction() as session:
        remove_item(session, meeting, A, seen=3, user_id=1)
    with pytest.raises(ItemRemovedError):
        save(meeting, A, "quatre", 3)
    with transaction() as session:
        save_opening(session, meeting, INTRODUCTION, NOTHING, seen=0, user_id=1)
    with pytest.raises(OpeningChangedError) as opened, transaction() as session:
        save_opening(session, meeting, NOTHING, NOTHING, seen=0, user_id=1)
    assert opened.value.theirs.introduction == INTRODUCTION
    save(committed_meeting(code="nord-2"), A, "ailleurs", 0)
    with pytest.raises(NoSuchItemError):
        save(meeting, A, "ici", 0)


def test_a_crowd_that_begins_at_once_keeps_every_item_once(meeting: int) -> None:
    def press(number: int) -> None:
        save(meeting, UUID(int=100 + number // 2), f"mot {number // 2}", 0)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(press, range(16)))
    view = view_of(CODE)
    assert sorted(texts()) == sorted(f"mot {n}" for n in range(8))
    assert view.revision == 8
    with reading() as session:
        assert [line.number for line in revisions(session, meeting)] == list(range(8, 0, -1))


def test_every_earlier_state_can_be_brought_back_also_item_by_item(meeting: int) -> None:
    save(meeting, A, "a", 0)
    save(meeting, C, "c", 0)
    save(meeting, B, "b", 0, after=A)
    assert texts() == ["a", "b", "c"]
    with transaction() as session:
        move_item(session, meeting, C, place=3, by=-1, user_id=1)
        move_item(session, meeting, C, place=3, by=-1, user_id=1)
    assert texts() == ["a", "c", "b"], "pressed twice it moves once"
    with pytest.raises(ChangedMeanwhileError), transaction() as session:
        move_item(session, meeting, A, place=3, by=-1, user_id=1)
    with transaction() as session:
        last = remove_item(session, meeting, C, seen=2, user_id=1)
    save(meeting, B, "bb", 3)
    with transaction() as session:
        bring_back(session, meeting, C, number=last, user_id=1)
        bring_back(session, meeting, C, number=last, user_id=1)
    assert texts() == ["a", "c", "bb"], "what others wrote meanwhile stays"
    with pytest.raises(ChangedMeanwhileError), transaction() as session:
        restore(session, meeting, 3, seen=6, user_id=1)
    with transaction() as session:
        restore(session, meeting, 3, seen=7, user_id=1)
    assert texts() == ["a", "b", "c"]
    with pytest.raises(ItemChangedError):
        save(meeting, B, "von gestern", 6)
    with transaction() as session:
        restore(session, meeting, 7, seen=8, user_id=1)
        assert add_items(session, meeting, [(A, words("x")), (ITEM, words("d"))], user_id=1) == 1
    assert texts() == ["a", "c", "bb", "d"]
    with pytest.raises(NoSuchRevisionError), transaction() as session:
        restore(session, meeting, 99, seen=10, user_id=1)


def test_the_gate_names_each_text_that_is_missing_in_its_language(meeting: int) -> None:
    with pytest.raises(NoSuchMinutesError), transaction() as session:
        publish(session, meeting, seen=0, checked=True, user_id=1)
    with transaction() as session:
        save_opening(
            session, meeting, {"fr": "Bonjour", "nl": ""}, {"fr": "", "nl": "Tien"}, seen=0, user_id=1
        )
        save_item(session, meeting, A, words("Un lit", ""), seen=0, user_id=1)
        save_item(session, meeting, B, words(ready=("nl",)), seen=0, user_id=1)
    with pytest.raises(InvalidError) as told, transaction() as session:
        publish(session, meeting, seen=3, checked=True, user_id=1)
    assert [(one.field, one.message.text("nl")) for one in told.value.problems] == [
        ("opening", "De inleiding ontbreekt in het Nederlands."),
        ("opening", "De dag in enkele woorden: de tekst in het Frans ontbreekt."),
        (f"item-{A}", "Item 1 heeft geen tekst in het Nederlands."),
        (f"item-{B}", "Item 2 is in het Frans niet aangeduid als klaar."),
    ]
    assert not view_of(CODE).is_public


def test_readers_see_what_was_published_until_it_is_published_again_or_taken_back(meeting: int) -> None:
    give_minutes(CODE)
    save(meeting, ITEM, "Deux lits", 2)

    def read() -> str:
        with reading() as session:
            assert published_minutes(session, [meeting]) == {meeting}
            return public_minutes(session, CODE).content.items[0].words.texts["fr"]

    assert (read(), view_of(CODE).status) == ("Un lit", "draft")
    with transaction() as session:
        ask_for_review(session, meeting, user_id=1)
    with pytest.raises(ChangedMeanwhileError), transaction() as session:
        publish(session, meeting, seen=2, checked=False, user_id=1)
    with transaction() as session:
        publish(session, meeting, seen=3, checked=False, user_id=1)
    assert (read(), view_of(CODE).status) == ("Deux lits", "published")
    with transaction() as session:
        take_back(session, meeting, user_id=1)
    with reading() as session:
        assert published_minutes(session, [meeting]) == set()
        assert len(revisions(session, meeting)) == 3
        with pytest.raises(NoSuchMinutesError):
            public_minutes(session, CODE)


def test_a_name_is_warned_of_and_published_only_when_somebody_has_checked(meeting: int) -> None:
    seated(name="Noor Claes")
    give_minutes(CODE, public=False)
    with transaction() as session:
        save_item(session, meeting, ITEM, words("Noor l’a dit", ready=READY), seen=2, user_id=1)
    with pytest.raises(InvalidError) as told, transaction() as session:
        publish(session, meeting, seen=3, checked=False, user_id=1)
    assert [one.field for one in told.value.problems] == ["checked"]
    with transaction() as session:
        publish(session, meeting, seen=3, checked=True, user_id=1)
    assert view_of(CODE).published_revision == 3


def test_earlier_states_are_forgotten_on_request_and_after_six_months(meeting: int) -> None:
    give_minutes(CODE)
    for number in range(3, 6):
        save(meeting, ITEM, f"état {number}", number - 1)
    with transaction() as session:
        assert purge_revisions(session) == 0
        with clock.set_to(clock.now() + timedelta(days=184)):
            assert purge_revisions(session) == 3
    with reading() as session:
        assert [line.number for line in revisions(session, meeting)] == [5, 2]
    save(meeting, ITEM, "état 6", 5)
    with transaction() as session:
        assert forget_earlier(session, meeting, user_id=1) == 1
    with reading() as session:
        assert [line.number for line in revisions(session, meeting)] == [6, 2]
        assert public_minutes(session, CODE).content.items[0].words.texts["fr"] == "Un lit"
