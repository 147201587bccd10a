"""Close an account without forgetting what it did."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.models import StaffUser
from app.accounts.sessions import close_all_sessions
from app.kit.errors import NotFoundError


def deactivate(session: Session, *, email: str, by: int | None = None) -> None:
    """Close an account: it cannot sign in any more, and whoever is signed in with it no longer is.

    `by` is the id of who asked, None for the command line. Closing a closed account changes nothing.

    Raises:
        NotFoundError: the address has no account.
    """
    user_id = session.scalar(
        update(StaffUser)
        .where(StaffUser.email == email.strip().lower())
        .values(active=False)
        .returning(StaffUser.id)
        .execution_options(synchronize_session="fetch")
    )
    if user_id is None:
        raise NotFoundError("There is no account with this address.")
    close_all_sessions(session, user_id)
    record(session, by, "deactivate_user", f"user:{user_id}")
