"""Give an account another password."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.accounts.create_user import check_new_password
from app.accounts.models import StaffUser
from app.accounts.passwords import hash_password
from app.accounts.sessions import close_all_sessions
from app.kit.errors import NotFoundError
from app.kit.forms import FieldReader, Posted


def change_password(session: Session, *, email: str, password: str, by: int | None = None) -> None:
    """Change the password of an account, end its sessions everywhere, and let it be tried again at once.

    `by` is the id of who asked, None for the command line.

    Raises:
        InvalidError: the password is too short, too long or not printable.
        NotFoundError: the address has no account.
    """
    reader = FieldReader(Posted({}))
    check_new_password(reader, password)
    reader.check()
    password_hash = hash_password(password)
    user_id = session.scalar(
        update(StaffUser)
        .where(StaffUser.email == email.strip().lower())
        .values(password_hash=password_hash, failures=0, locked_until=None)
        .returning(StaffUser.id)
        .execution_options(synchronize_session="fetch")
    )
    if user_id is None:
        raise NotFoundError("There is no account with this address.")
    # The row is locked from here on, so a sign-in with the old password is either swept away or refused.
    close_all_sessions(session, user_id)
    record(session, by, "change_password", f"user:{user_id}")
