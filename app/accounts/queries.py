"""What screens and guards read about accounts."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import StaffSession, StaffUser
from app.accounts.rules import Member
from app.kit import clock
from app.kit.tokens import fingerprint


def as_member(user: StaffUser) -> Member:
    """Return the read model of an account whose bassins are loaded."""
    return Member(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        language=user.language,
        bassins=frozenset(row.bassin_code for row in user.bassins),
    )


def member_of_session(session: Session, token: str) -> Member | None:
    """Return who signed in with the cookie `token`; None when it is unknown, too old or closed."""
    user = session.scalars(
        select(StaffUser)
        .join(StaffSession, StaffSession.user_id == StaffUser.id)
        .where(
            StaffSession.fingerprint == fingerprint(token),
            StaffSession.expires_at > clock.now(),
            StaffUser.active,
        )
        .options(selectinload(StaffUser.bassins))
    ).one_or_none()
    return None if user is None else as_member(user)


def member_by_id(session: Session, user_id: int) -> Member | None:
    """Return a member of the team; None when the account is gone or closed."""
    user = session.scalars(
        select(StaffUser)
        .where(StaffUser.id == user_id, StaffUser.active)
        .options(selectinload(StaffUser.bassins))
    ).one_or_none()
    return None if user is None else as_member(user)
