"""Signing in.

The attempt is counted before the password is checked, and forgiven when it was right: however many guesses
arrive together, no more than eight are looked at before the account rests. Counting goes by account and never
by network address, since a whole team may share one.
"""

from dataclasses import dataclass

from sqlalchemy import or_, select, update

from app.accounts.audit import record
from app.accounts.models import StaffUser
from app.accounts.passwords import check_password, place_to_check
from app.accounts.rules import rest_after
from app.accounts.sessions import open_session
from app.db import transaction
from app.kit import clock


@dataclass(frozen=True)
class _Attempt:
    user_id: int
    password_hash: str


def sign_in(email: str, password: str) -> str | None:
    """Return the token of a new session, or None when this address and password open nothing.

    None says no more than that: an unknown address, a closed account, a resting one and a wrong password take
    the same path and the same time. This use case has two transactions of its own, because the slow check of
    the password must stand between them and hold no lock.

    Raises:
        BusyError: too many passwords are being checked; nothing was counted.
    """
    with place_to_check():
        attempt = _begin_attempt(email.strip().lower())
        right, new_hash = check_password(password, attempt.password_hash if attempt else None)
    if attempt is None or not right:
        return None
    return _succeed(attempt, new_hash)


def _begin_attempt(email: str) -> _Attempt | None:
    """Count an attempt; return what to check it against, or None when the account may not be tried."""
    now = clock.now()
    with transaction() as session:
        tried = session.execute(
            update(StaffUser)
            .where(
                StaffUser.email == email,
                StaffUser.active,
                or_(StaffUser.locked_until.is_(None), StaffUser.locked_until <= now),
            )
            .values(failures=StaffUser.failures + 1)
            .returning(StaffUser.id, StaffUser.password_hash, StaffUser.failures)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        # One line for every attempt, so that an unknown address costs a write as well. The address itself
        # stays out: people type passwords into the wrong field.
        record(
            session, session.scalar(select(StaffUser.id).where(StaffUser.email == email)), "try_sign_in", ""
        )
        if tried is None:
            return None
        rest = rest_after(tried.failures)
        if rest is not None:
            session.execute(update(StaffUser).where(StaffUser.id == tried.id).values(locked_until=now + rest))
        return _Attempt(tried.id, tried.password_hash)


def _succeed(attempt: _Attempt, new_hash: str | None) -> str | None:
    with transaction() as session:
        # Asked once more, under the lock: the account may have been closed or its password changed meanwhile.
        still = session.scalar(
            update(StaffUser)
            .where(
                StaffUser.id == attempt.user_id,
                StaffUser.active,
                StaffUser.password_hash == attempt.password_hash,
            )
            .values(failures=0, locked_until=None, password_hash=new_hash or attempt.password_hash)
            .returning(StaffUser.id)
            .execution_options(synchronize_session=False)
        )
        if still is None:
            return None
        record(session, attempt.user_id, "sign_in", "")
        return open_session(session, attempt.user_id)
