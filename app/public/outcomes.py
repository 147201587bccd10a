"""How a registration ended, carried in the address of the page that says it.

The page is the same for an address that is registered already: who comes to a meeting is nobody's business.
So it holds nothing of the person and no link, and what it says is signed, not looked up.
"""

from datetime import UTC, datetime

from app.kit.localized import Lang
from app.kit.tokens import sign, unsign
from app.meetings.errors import NoSuchRegistrationError
from app.meetings.models import RegistrationStatus, WaitsFor
from app.meetings.register import Outcome, Standing

_STATES: tuple[RegistrationStatus, ...] = ("held", "confirmed", "waiting", "offered", "candidate")
_REASONS: tuple[WaitsFor, ...] = ("", "full", "ceiling", "kept")


def address_of(lang: Lang, code: str, outcome: Outcome, *, by_mail: bool) -> str:
    """Return the page to show after a registration: the private one, unless everything goes by mail."""
    if outcome.token is not None and not by_mail:
        return f"/{lang}/m/{code}/r/{outcome.token}"
    return _sent_page(lang, code, outcome)


def _sent_page(lang: Lang, code: str, outcome: Outcome) -> str:
    """Return the page that says how a registration ended, and that the rest is in a mail."""
    standing = outcome.standing
    until = int(standing.expires_at.timestamp()) if standing.expires_at else 0
    said = f"{standing.status}-{standing.waits_for}-{until}-{standing.place}"
    return f"/{lang}/m/{code}/sent/{sign(_purpose(code), said)}"


def read_outcome(code: str, signed: str) -> Standing:
    """Return what such an address says.

    Raises:
        NoSuchRegistrationError: it is not one of ours.
    """
    said = unsign(_purpose(code), signed)
    if said is None:
        raise NoSuchRegistrationError
    status, reason, until, place = said.split("-")
    return Standing(
        status=next(state for state in _STATES if state == status),
        waits_for=next(each for each in _REASONS if each == reason),
        expires_at=datetime.fromtimestamp(int(until), UTC) if int(until) else None,
        place=int(place),
    )


def _purpose(code: str) -> str:
    return f"registered:{code}"
