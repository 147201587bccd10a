"""Signed-in browsers: opened at sign-in, closed at sign-out, over after half a day whatever happens."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import StaffSession
from app.kit import clock
from app.kit.tokens import fingerprint, random_token

LIFETIME: Final = timedelta(hours=12)
"""A working day. It is not prolonged by use, so that a stolen cookie dies the same evening."""


def open_session(session: Session, user_id: int) -> str:
    """Open a session and return the token for the cookie: 256 random bits, which the database never sees.

    Sessions that are over, of anybody, are swept away on the way.
    """
    now = clock.now()
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = random_token()
    session.add(StaffSession(fingerprint=fingerprint(token), user_id=user_id, expires_at=now + LIFETIME))
    session.flush()
    return token


def close_session(session: Session, token: str) -> None:
    """Close the session of one browser, if it is open."""
    session.execute(delete(StaffSession).where(StaffSession.fingerprint == fingerprint(token)))


def close_all_sessions(session: Session, user_id: int) -> None:
    """Close the sessions of somebody in every browser."""
    session.execute(delete(StaffSession).where(StaffSession.user_id == user_id))
