"""The dots of a room: typed in, checked, corrected, removed, and never added to what people answered."""

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.accounts.history import history
from app.analysis.rooms import room_panels, rooms_of
from app.analysis.sight import EVERYTHING, PROTECTED
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import InvalidError
from app.meetings.cancel_meeting import cancel_meeting
from app.meetings.minutes.review import publish
from app.meetings.minutes.write import save_item
from app.meetings.queries import staff_meeting
from app.meetings.votes.errors import NoVoteError, NoVoteYetError, VoteChangedError
from app.meetings.votes.queries import vote_of
from app.meetings.votes.record import VoteWish, clear_votes, record_votes
from tests.factories.minutes import ITEM, give_minutes, words
from tests.meetings.factories import AFTER, committed_meeting
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of

PROGRAMME = "adc-2022-2023"
CODE = "nord-1"
PAGE = f"/staff/meetings/{CODE}/votes"


@pytest.fixture
def meeting(database: str) -> int:  # noqa: ARG001 - it must be there first
    give_members()
    return committed_meeting()


def record(meeting_id: int, wish: VoteWish) -> bool:
    with clock.set_to(AFTER), transaction() as session:
        return record_votes(session, meeting_id, wish, user_id=1)


def test_dots_are_kept_checked_corrected_and_removed_by_whoever_has_seen_the_last_state(
    meeting: int,
) -> None:
    with transaction() as session, pytest.raises(NoVoteYetError):
        record_votes(session, meeting, VoteWish(None, 2, {"helpdesk": 1}), user_id=1)
    for wish, field in (
        (VoteWish(7, 3, {"helpdesk": 22}), "dots.helpdesk"),
        (VoteWish(7, 3, {"helpdesk": 20, "outreach": 2}), "voters"),
        (VoteWish(7, 3, {"helpdesk": 0}), "dots.bassin-dashboard"),
    ):
        with pytest.raises(InvalidError) as refused:
            record(meeting, wish)
        assert [problem.field for problem in refused.value.problems] == [field]

    assert not record(meeting, VoteWish(7, 3, {"helpdesk": 19, "outreach": 2}))
    with pytest.raises(VoteChangedError):
        record(meeting, VoteWish(None, 3, {"outreach": 5}))
    assert record(meeting, VoteWish(None, 2, {"outreach": 500}, edition=1))
    with reading() as session:
        vote = vote_of(session, meeting)
        assert vote is not None
        assert (vote.voters, vote.dots_each, vote.total, vote.dots["outreach"]) == (None, 2, 500, 500)
        assert len(vote.dots) == 9
        assert vote.edition == 2
        assert vote.entered_by

    with transaction() as session, pytest.raises(VoteChangedError):
        clear_votes(session, meeting, edition=1)
    with transaction() as session:
        clear_votes(session, meeting, edition=2)
    with transaction() as session, pytest.raises(NoVoteError):
        clear_votes(session, meeting, edition=2)
    with reading() as session:
        assert vote_of(session, meeting) is None


def test_rooms_count_groups_and_dots_apart_and_only_what_anybody_may_read(meeting: int) -> None:
    other = committed_meeting(code="sud-1", bassin_code="sud")
    committed_meeting(code="sud-2", bassin_code="sud")
    cancelled = committed_meeting(code="sud-3", bassin_code="sud")
    with clock.set_to(AFTER), reading() as session:
        assert room_panels(session, PROGRAMME, lang="fr", sight=EVERYTHING) == ()
    record(meeting, VoteWish(6, 2, {"helpdesk": 9, "outreach": 2}))
    record(other, VoteWish(10, 1, {"outreach": 10}))
    record(cancelled, VoteWish(None, 1, {"coming-home": 77}))
    give_minutes(CODE, public=False)
    with clock.set_to(AFTER - timedelta(hours=2)), transaction() as session:
        cancel_meeting(session, cancelled, {"fr": "", "nl": ""})
        named = words(kind="obstacle", action=f"{PROGRAMME}/outreach")
        save_item(session, meeting, ITEM, named, seen=2, user_id=1)
    give_minutes("sud-1", UUID(int=8))

    with clock.set_to(AFTER + timedelta(days=1)), reading() as session:
        found = rooms_of(session, PROGRAMME, sight=EVERYTHING)
        protected = rooms_of(session, PROGRAMME, sight=PROTECTED)
        south = rooms_of(session, PROGRAMME, sight=EVERYTHING, bassin="sud")
        groups, dots = room_panels(session, PROGRAMME, lang="nl", sight=PROTECTED)
        hidden = [
            row.dots
            for bassin in ("nord", "sud")
            if (row := rooms_of(session, PROGRAMME, sight=PROTECTED, bassin=bassin).row("outreach"))
        ]
    by_code = {row.action.code: row for row in found.rows}
    assert (found.groups, found.silent, found.rooms, found.dots, found.voters) == (1, 2, 2, 21, 16)
    assert by_code["outreach"].dots == 12
    assert by_code["outreach"].groups == 0, "minutes that nobody may read yet say nothing"
    assert (south.rooms, south.dots, south.groups, south.silent) == (1, 10, 1, 1)
    assert protected.row("outreach") == by_code["outreach"]
    assert hidden == [None, None], "the two of Nord are not the Region's twelve less the ten of Sud"
    assert dots.total is not None
    assert dots.total.cells == ("21",)
    assert "1 groep" in groups.basis or "één groep" in groups.basis


def test_a_group_counts_once_for_an_action_and_under_each_kind_with_its_bassin(meeting: int) -> None:
    named = {kind: words(kind=kind, action=f"{PROGRAMME}/outreach") for kind in ("obstacle", "proposal")}
    give_minutes(CODE, public=False)
    with transaction() as session:
        for number, item in enumerate([*named.values(), named["obstacle"]], 20):
            save_item(session, meeting, UUID(int=number), item, seen=0, user_id=1)
        publish(session, meeting, seen=5, checked=False, user_id=1)
    with clock.set_to(AFTER), reading() as session:
        row = rooms_of(session, PROGRAMME, sight=PROTECTED).row("outreach")
        panel = room_panels(session, PROGRAMME, lang="fr", sight=PROTECTED)[0]
    assert row is not None
    assert (row.groups, row.bassins) == (1, ("nord",))
    assert dict(row.kinds) == {"existing_practice": 0, "concertation": 0, "proposal": 1, "obstacle": 1}
    line = next(line for line in panel.lines if line.label == row.action.name["fr"])
    assert line.cells[-1] == "Bassin Nord"
    assert len(line.cells) == len(line.values) == len(panel.columns)
    assert "%" not in "".join(cell for each in panel.lines for cell in each.cells)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_types_dots_in_is_told_what_is_wrong_and_keeps_what_was_typed(
    meeting: int, client: TestClient
) -> None:
    member = sign_in(client, "nord@example.be")
    early = member.get(PAGE)
    assert PAGE not in [form.action for form in forms_of(early).values()]
    assert "à partir du jour de la rencontre" in unescape(early.text)
    with clock.set_to(AFTER):
        member = sign_in(client, "nord@example.be")
        form = next(form for form in forms_of(member.get(PAGE)).values() if form.action == PAGE)
        typed = form.values() | {"voters": "7", "dots_each": "3", "dots.helpdesk": "12"}
        wrong = member.post(PAGE, data=typed | {"dots.outreach": "beaucoup"})
        assert wrong.status_code == 422
        assert 'href="#dots.outreach"' in wrong.text
        assert 'value="beaucoup"' in wrong.text
        assert 'value="12"' in wrong.text
        assert member.post(PAGE, data=typed).status_code == 303
        late = member.post(PAGE, data=typed | {"dots.helpdesk": "13"})
        assert late.status_code == 409
        assert "Quelqu’un a modifié ces gommettes" in unescape(late.text)
        assert 'value="13"' in late.text
        assert member.post(PAGE, data=typed | {"edition": "1", "dots.helpdesk": "13"}).status_code == 303
        assert "13" in member.get(PAGE).text
        assert member.post(f"{PAGE}/clear", data={"edition": "1"}).status_code == 409
        assert member.post(f"{PAGE}/clear", data={"edition": "2"}).status_code == 303
    with reading() as session:
        verbs = [step.verb for step in history(session, f"meeting:{CODE}")]
        assert verbs[-3:] == ["record_votes", "correct_votes", "clear_votes"]
        assert staff_meeting(session, CODE).id == meeting
