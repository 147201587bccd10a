"""Invented members of the team."""

from app.accounts.create_user import create_user
from app.db import transaction

PASSWORD = "un mot de passe assez long"


def give_account(
    email: str = "ada@example.be",
    *,
    role: str = "admin",
    bassins: tuple[str, ...] = (),
    language: str = "fr",
    password: str = PASSWORD,
) -> int:
    """Create an account and return its id."""
    with transaction() as session:
        return create_user(
            session, email=email, name="Ada Peeters", role=role, language=language,
            password=password, bassins=bassins,
        ).id  # fmt: skip
