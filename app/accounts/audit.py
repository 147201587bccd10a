"""The trace of what staff did."""

from sqlalchemy.orm import Session

from app.accounts.models import AuditLine
from app.kit import clock


def record(
    session: Session,
    user_id: int | None,
    verb: str,
    target: str,
    *,
    automatic: bool = False,
    to_the_day: bool = False,
) -> None:
    """Note in the caller's transaction that somebody did `verb` to `target`.

    `verb` is a word or two such as `publish_meeting` (at most 60 characters). `target` names a row, such as
    `meeting:nord-2` (at most 200), and never holds content: what is erased must not live on here.
    `user_id` is None for the command line and for visitors; `automatic` marks what the service did by itself.
    `to_the_day` keeps the day and no hour (it says noon in Brussels), for what visitors do to their answers.
    """
    at = clock.at_brussels(clock.today(), 12) if to_the_day else clock.now()
    session.add(AuditLine(at=at, user_id=user_id, verb=verb, target=target, automatic=automatic))
    session.flush()
