"""Keep the dots of a room, correct them, or remove them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.db import lock_row
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.meetings.errors import NoSuchMeetingError
from app.meetings.models import Meeting
from app.meetings.votes.errors import NoBallotHereError, NoVoteError, NoVoteYetError, VoteChangedError
from app.meetings.votes.models import DotCount, DotVote
from app.meetings.votes.rules import Excess, excesses, may_vote
from app.programmes.queries import ballot


@dataclass(frozen=True)
class VoteWish:
    """The dots of a room as somebody read them from the wall. An action that is left out has none."""

    voters: int | None
    """How many people had dots; None where nobody counted them."""
    dots_each: int
    dots: Mapping[str, int]
    """By the code of the action."""
    edition: int = 0
    """The edition that its author has seen, 0 where there was none."""


def record_votes(
    session: Session, meeting_id: int, wish: VoteWish, *, user_id: int | None, invented: bool = False
) -> bool:
    """Keep the dots of a room in place of those that were there; say whether there were any.

    Raises:
        NoSuchMeetingError: there is no such meeting.
        NoVoteYetError: it has not begun, or is cancelled.
        NoBallotHereError: its programme has no ballot.
        InvalidError: there is no dot at all, or there are more than the people were given.
        VoteChangedError: somebody kept others meanwhile; nothing is changed.
    """
    meeting = lock_row(session, Meeting, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError
    if not may_vote(meeting.status, clock.local(meeting.starts_at).date(), clock.today()):
        raise NoVoteYetError
    asked = ballot(session, meeting.programme_code)
    if asked is None:
        raise NoBallotHereError
    _check(wish, asked.actions[0].code)
    row = _kept(session, meeting_id)
    if (row.edition if row else 0) != wish.edition:
        raise VoteChangedError
    was_there = row is not None
    if row is None:
        row = DotVote(meeting_id=meeting_id, counts=[], edition=0)
        session.add(row)
    row.programme_code, row.ballot_code = asked.programme_code, asked.code
    row.voters, row.dots_each, row.invented = wish.voters, wish.dots_each, invented
    row.entered_by_id, row.entered_at = user_id, clock.now()
    kept = {count.action_code: count for count in row.counts}
    row.counts = [
        kept.get(action.code) or DotCount(action_code=action.code, programme_code=asked.programme_code)
        for action in asked.actions
    ]
    for count in row.counts:
        count.dots = wish.dots.get(count.action_code, 0)
    row.edition += 1
    session.flush()
    return was_there


def clear_votes(session: Session, meeting_id: int, *, edition: int) -> None:
    """Remove the dots of a room.

    Raises:
        NoSuchMeetingError: there is no such meeting.
        NoVoteError: no dots were kept.
        VoteChangedError: they are not those that this person looked at.
    """
    if lock_row(session, Meeting, meeting_id) is None:
        raise NoSuchMeetingError
    row = _kept(session, meeting_id)
    if row is None:
        raise NoVoteError
    if row.edition != edition:
        raise VoteChangedError
    session.delete(row)
    session.flush()


def _kept(session: Session, meeting_id: int) -> DotVote | None:
    return session.scalars(
        select(DotVote).where(DotVote.meeting_id == meeting_id).options(selectinload(DotVote.counts)),
        execution_options={"populate_existing": True},
    ).one_or_none()


def _check(wish: VoteWish, first_action: str) -> None:
    if not any(wish.dots.values()):
        message = Message("Type in the dots of at least one action.")
        raise InvalidError([Problem(f"dots.{first_action}", message)])
    found = excesses(wish.voters, wish.dots_each, wish.dots)
    if found:
        raise InvalidError([_problem(excess, wish) for excess in found])


def _problem(excess: Excess, wish: VoteWish) -> Problem:
    values = {"voters": wish.voters, "each": wish.dots_each, "most": excess.most, "found": excess.found}
    if excess.action:
        return Problem(
            f"dots.{excess.action}",
            Message(
                "%(found)s is more than all the dots there were: %(voters)s people with %(each)s each"
                " make %(most)s.",
                values,
            ),
        )
    return Problem(
        "voters",
        Message(
            "The actions have %(found)s dots together, but %(voters)s people with %(each)s each make"
            " %(most)s. Please count again.",
            values,
        ),
    )
