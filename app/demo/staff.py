"""The people of the demonstration who can sign in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.accounts.create_user import create_user
from app.accounts.rules import Role
from app.kit import clock
from app.kit.localized import Lang

PASSWORD = "demonstration-2023"  # noqa: S105 - printed by the command: it protects nothing
_CREATED_ON = date(2022, 9, 1)


@dataclass(frozen=True)
class DemoUser:
    """Somebody who can sign in to the demonstration."""

    email: str
    name: str
    role: Role
    language: Lang
    bassins: tuple[str, ...] = ()


ADMIN = DemoUser("admin@example.org", "Alix Exemple", "admin", "fr")
USERS = (
    ADMIN,
    DemoUser("analyst@example.org", "Noor Voorbeeld", "analyst", "nl"),
    DemoUser("nord@example.org", "Sacha Exemple", "facilitator", "fr", ("nord",)),
    DemoUser("centre-ouest@example.org", "Robin Voorbeeld", "facilitator", "nl", ("centre-ouest",)),
    DemoUser("partner@example.org", "Charlie Exemple", "partner", "fr"),
)


def create_staff(session: Session) -> int:
    """Create the accounts and return the id of the administrator."""
    ids = {}
    with clock.set_to(clock.at_brussels(_CREATED_ON, 9)):
        for user in USERS:
            created = create_user(
                session,
                email=user.email,
                name=user.name,
                role=user.role,
                language=user.language,
                password=PASSWORD,
                bassins=user.bassins,
            )
            ids[user.email] = created.id
    return ids[ADMIN.email]
