"""What a phone has noted arrives in any order, any number of times, and stands once."""

from collections.abc import Callable
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.consultations.models import Draft
from app.consultations.queries import consultation_by_code
from app.consultations.start import start_draft
from app.consultations.sync import Device, Edit, keep_edits
from app.consultations.sync import typed_values as values_of
from app.db import transaction
from app.kit.tokens import make_token
from app.questionnaires.queries import form_of_version
from tests.factories.answers import make_consultation

TEXTS = {"change_nearby": ["Un banc.", "Deux bancs.", "Trois bancs.", ""]}
PICKS = {
    "profile": [["carer"], ["inhabitant"], []],
    "priorities": [["helpdesk"], ["helpdesk", "outreach"], []],
    **{name: [[text] if text else [] for text in texts] for name, texts in TEXTS.items()},
}


def typed_values(session: Session, draft: Draft) -> dict[str, list[str]]:
    return values_of(draft, form_of_version(session, draft.questionnaire_version_id))


@pytest.fixture
def draft(database: str) -> UUID:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        make_consultation(session, "citoyens")
        return start_draft(session, consultation_by_code(session, "citoyens"), "fr").id


@st.composite
def typing(draw: st.DrawFn) -> list[Edit]:
    """What one phone notes, in the order of typing."""
    keys = draw(st.lists(st.sampled_from(sorted(PICKS)), min_size=1, max_size=8))
    return [Edit(key, draw(st.sampled_from(PICKS[key])), n) for n, key in enumerate(keys, start=1)]


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[Edit], list[list[Edit]]]:
    """What was typed, and the same in messages that come twice, late and in any order."""
    typed = draw(typing())
    more = draw(st.lists(st.sampled_from(typed), max_size=6))
    shuffled = draw(st.permutations([*typed, *more]))
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
    parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    # A phone sends the newest of each field, so a message has each field once.
    return typed, [
        sorted({e.key: e for e in sorted(part, key=lambda e: e.number)}.values(), key=lambda e: e.key)
        for part in parts
    ]


@settings(
    max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(came=arrivals())
def test_a_queue_replayed_reordered_and_doubled_is_what_was_typed_last(
    draft: UUID, came: tuple[list[Edit], list[list[Edit]]]
) -> None:
    typed, messages = came
    expected = {edit.key: edit.values for edit in typed}
    with transaction() as session:
        for message in messages:
            keep_edits(session, draft, "fr", Device("phone", 0), edits=message)
        row = session.get_one(Draft, draft)
        kept = typed_values(session, row)
        assert {key: kept.get(key, []) for key in expected} == expected
        assert row.others == {}, "one device has nothing to set aside"
        assert row.reached == [], "an edit is no progress"
        session.rollback()


def test_of_two_devices_the_edit_that_comes_last_stands_and_the_other_is_set_aside(draft: UUID) -> None:
    with transaction() as session:
        seen = session.get_one(Draft, draft).version
        for device, text in (("one", "Un banc."), ("two", "Un arbre.")):
            keep_edits(session, draft, "fr", Device(device, seen), edits=[Edit("change_nearby", [text], 1)])
        # The first message of the first device comes once more.
        keep_edits(session, draft, "fr", Device("one", seen), edits=[Edit("change_nearby", ["Un banc."], 1)])
        row = session.get_one(Draft, draft)
        assert typed_values(session, row)["change_nearby"] == ["Un arbre."]
        assert row.others == {"change_nearby": [["Un banc."]]}


def test_what_was_seen_before_it_was_changed_is_not_set_aside(draft: UUID) -> None:
    with transaction() as session:
        first = keep_edits(
            session, draft, "fr", Device("one", 0), edits=[Edit("change_nearby", ["Un banc."], 1)]
        )
        second = keep_edits(
            session, draft, "fr", Device("two", first.draft.version),
            edits=[Edit("change_nearby", ["Un arbre."], 1)],
        )  # fmt: skip
        assert not second.has_news
        assert second.draft.others == {}


def test_one_edit_that_cannot_be_taken_leaves_the_others_alone(draft: UUID) -> None:
    edits = [
        Edit("profile", ["martian"], 1),
        Edit("age", ["30-44"], 2),
        Edit("nothing_here", ["x"], 3),
        Edit("change_nearby", ["x" * 6_000], 4),
    ]
    with transaction() as session:
        synced = keep_edits(session, draft, "fr", Device("phone", 0), edits=edits)
        assert sorted(synced.refused) == ["nothing_here", "profile"]
        kept = typed_values(session, synced.draft)
    assert kept["age"] == ["30-44"]
    assert kept["change_nearby"] == ["x" * 6_000], "what cannot stand is kept as typed"


def test_a_page_counts_as_gone_through_only_when_nothing_on_it_is_wrong(draft: UUID) -> None:
    with transaction() as session:
        device = Device("phone", 0)
        edits = [Edit("commune", ["jette"], 1)]
        synced = keep_edits(
            session, draft, "fr", device, edits=edits, done=["page_commune", "page_bassin", "nowhere"]
        )
        assert synced.draft.reached == ["page_commune"]
        synced = keep_edits(
            session, draft, "fr", device, edits=[Edit("bassin", ["nord"], 2)], done=["page_bassin"]
        )
        assert synced.draft.reached == ["page_commune", "page_bassin"]
        assert typed_values(session, synced.draft) == {"commune": ["jette"], "bassin": ["nord"]}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"device": ""}, 400),
        ({"device": "../x"}, 400),
        ({"seen": "-1"}, 400),
        ({"numbers": "change_nearby"}, 400),
        ({"numbers": "change_nearby:1e9"}, 400),
        ({"numbers": ":1 :2 a:b:3"}, 200),
        ({"draft": "0" * 43}, 404),
        ({"done": "page_bassin " * 50}, 200),
        ({"change_nearby": ["a", "b"]}, 200),
        ({"change_nearby": "🧑‍🦽 \u202e مرحبا"}, 200),
    ],
)
def test_no_message_makes_the_service_stumble(
    draft: UUID, make_client: Callable[[], TestClient], changes: dict[str, str | list[str]], status: int
) -> None:
    fields = {
        "draft": make_token("draft", draft), "device": "phone", "seen": "0", "numbers": "change_nearby:1",
        "change_nearby": "Un banc.",
    }  # fmt: skip
    answer = make_client().post("/nl/c/citoyens/sync", data={**fields, **changes})
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
