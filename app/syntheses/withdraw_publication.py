"""Take a choice back from the public page, to correct it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import lock_row
from app.programmes.queries import BallotView
from app.syntheses.errors import NoChoiceError, NotPublishedError
from app.syntheses.models import Choice


def withdraw_publication(session: Session, of: BallotView, bassin_code: str, *, user_id: int) -> None:
    """Turn a published choice into a draft again.

    Its figures are kept, unseen: what people have once read must not differ by a few answers from what they
    read next.

    Raises:
        NoChoiceError: nothing was recorded.
        NotPublishedError: it is a draft already.
    """
    key = session.scalars(
        select(Choice.id).where(Choice.programme_code == of.programme_code, Choice.bassin_code == bassin_code)
    ).one_or_none()
    choice = lock_row(session, Choice, key) if key is not None else None
    if choice is None:
        raise NoChoiceError("This bassin has not recorded a choice yet.")
    if choice.status != "published":
        raise NotPublishedError("This choice is not public.")
    choice.status = "draft"
    choice.published_at = None
    session.flush()
    record(session, user_id, "withdraw_choice", f"choice:{of.programme_code}/{bassin_code}")
