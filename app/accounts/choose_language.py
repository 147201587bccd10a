"""Remember the language in which a member works."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import StaffUser
from app.kit.localized import Lang


def choose_language(session: Session, user_id: int, language: Lang) -> None:
    """Keep `language` as the one of this member's pages, in this and every other browser."""
    session.execute(update(StaffUser).where(StaffUser.id == user_id).values(language=language))
