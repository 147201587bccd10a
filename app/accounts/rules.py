"""Who may do what: the table of rights, the member who asks, and how long an account rests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args

Role = Literal["admin", "analyst", "facilitator", "partner"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)

_EVERYBODY: Final[frozenset[Role]] = frozenset(ROLES)
_TEAM: Final[frozenset[Role]] = frozenset({"admin", "analyst", "facilitator"})
_ADMIN: Final[frozenset[Role]] = frozenset({"admin"})
_FIELD: Final[frozenset[Role]] = frozenset({"admin", "facilitator"})
_STUDY: Final[frozenset[Role]] = frozenset({"admin", "analyst"})

RIGHTS: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "enter": _EVERYBODY,
        "read_figures": _EVERYBODY,
        "read_small_numbers": _STUDY,
        "read_attendance": _TEAM,
        "type_answers": _TEAM,
        "manage_meetings": _FIELD,
        "write_minutes": _TEAM,
        "invite_to_meetings": _TEAM,
        "manage_consultations": _STUDY,
        "export_answers": _STUDY,
        "manage_contacts": _STUDY,
        "manage_requests": _TEAM,
        "manage_information": _STUDY,
        "clear_comments": _STUDY,
        "note_changes": _TEAM,
        "record_choice": _STUDY,
        "publish": _STUDY,
        "read_outbox": _ADMIN,
        "read_looks": _ADMIN,
        "manage_users": _ADMIN,
    }
)
"""The roles that hold each right. `enter` is being signed in at all: the overview and one's own language.

A partner, such as the administration that pays for a programme, reads figures without small numbers and does
nothing else. Attendance counts people by name, so it is for those who work with them.
"""

FREE_ATTEMPTS: Final = 8
"""Wrong passwords in a row before an account rests."""
SHORTEST_REST: Final = timedelta(minutes=1)
LONGEST_REST: Final = timedelta(hours=1)
_DOUBLINGS: Final = 6
"""After six doublings a minute is more than an hour: larger powers are never computed."""

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200


@dataclass(frozen=True)
class Member:
    """Somebody of the team who has signed in, as routes and templates see them."""

    id: int
    name: str
    email: str
    role: Role
    language: Literal["fr", "nl"]
    bassins: frozenset[str]
    """Codes of the bassins that a facilitator works for; other roles need none."""

    def may(self, right: str) -> bool:
        """Say whether this member holds `right`.

        Raises:
            KeyError: no such right exists, so that a misspelt one cannot open or close a door.
        """
        return self.role in RIGHTS[right]

    def may_see(self, bassin_code: str | None) -> bool:
        """Say whether this member may see what belongs to a bassin, as the registrations of its meetings do.

        None is the whole Region. A facilitator sees the bassins they work for, and nothing that belongs to
        the whole Region; the other roles see everything.
        """
        if self.role != "facilitator":
            return True
        return bassin_code is not None and bassin_code in self.bassins

    def sees(self, bassin_codes: Iterable[str]) -> list[str]:
        """Return those of `bassin_codes` that this member may see, in the order given."""
        return [code for code in bassin_codes if self.may_see(code)]


def rest_after(failures: int) -> timedelta | None:
    """Return how long an account refuses to be tried after `failures` wrong passwords in a row, or None.

    The eighth makes it rest for a minute; each one after that doubles the rest, up to an hour.
    """
    if failures < FREE_ATTEMPTS:
        return None
    doublings = min(failures - FREE_ATTEMPTS, _DOUBLINGS)
    return min(SHORTEST_REST * (1 << doublings), LONGEST_REST)


def local_staff_path(address: str | None) -> str | None:
    """Return `address` when it is a page of the team on this site, else None.

    Only such an address is followed after signing in: any other could lead to a copy of our pages elsewhere.
    """
    if not address or not (address == "/staff" or address.startswith(("/staff/", "/staff?"))):
        return None
    if not address.isprintable() or "\\" in address or "//" in address.partition("?")[0]:
        return None
    if address.startswith(("/staff/sign-", "/staff/language")):
        return None
    return address


def password_problem(password: str) -> str | None:
    """Return what is wrong with a password that somebody chose, as a message id with its values, or None.

    Length is all that is asked: rules about digits and signs make passwords forgotten, not strong.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "Please choose a password of at least %(shortest)s characters. Several words make a good one."
    if len(password) > LONGEST_PASSWORD:
        return "Please choose a password of at most %(longest)s characters."
    if not password.isprintable():
        return "Please choose a password of letters, digits, signs and spaces."
    return None
