"""What the page of the dots posts, read field by field."""

from collections.abc import Sequence

from app.kit.forms import FieldReader, Posted
from app.meetings.votes.record import VoteWish
from app.meetings.votes.rules import MOST_DOTS, MOST_EACH, MOST_VOTERS


def read_vote(posted: Posted, actions: Sequence[str]) -> VoteWish:
    """Read the dots of a room over these actions; an action left blank has none.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    voters = reader.integer("voters", low=1, high=MOST_VOTERS)
    each = reader.integer(
        "dots_each", low=1, high=MOST_EACH, required="Say how many dots each person could put."
    )
    dots = {code: reader.integer(f"dots.{code}", low=0, high=MOST_DOTS) or 0 for code in actions}
    reader.check()
    return VoteWish(voters, each or 1, dots, _edition(reader))


def read_edition(posted: Posted) -> int:
    """Return the edition that a form was made of; a broken number is none of ours."""
    return _edition(FieldReader(posted))


def _edition(reader: FieldReader) -> int:
    return reader.integer("edition", low=0, high=999_999_999) or 0
