"""What screens read of lists and of the people in them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.contacts.errors import NoSuchListError
from app.contacts.models import Contact, ContactList, Invitation
from app.kit.localized import Lang

PER_PAGE: Final = 50
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_ESCAPE: Final = "\\"


@dataclass(frozen=True)
class ListView:
    """A list and how many people are in it."""

    id: int
    name: str
    kept_until: date
    invented: bool
    people: int


@dataclass(frozen=True)
class ContactView:
    """Somebody of a list."""

    id: UUID
    list_id: int
    name: str
    email: str
    language: Lang
    organisation: str
    sector: str
    bounced: bool
    no_mail: bool


@dataclass(frozen=True)
class ListCounts:
    """What there is to know of a list at a glance."""

    without_address: int
    bounced: int
    no_mail: int


def all_lists(session: Session) -> list[ListView]:
    """Return every list by name. One statement."""
    rows = session.execute(
        select(ContactList, func.count(Contact.id))
        .outerjoin(Contact, Contact.list_id == ContactList.id)
        .group_by(ContactList.id)
        .order_by(ContactList.name, ContactList.id)
    )
    return [_list_view(row, people) for row, people in rows]


def one_list(session: Session, list_id: int) -> ListView:
    """Return a list. Two statements.

    Raises:
        NoSuchListError: it was erased, or never was.
    """
    row = session.get(ContactList, list_id)
    if row is None:
        raise NoSuchListError
    people = session.scalar(select(func.count()).where(Contact.list_id == list_id))
    return _list_view(row, people or 0)


def counts_of(session: Session, list_id: int) -> ListCounts:
    """Count whom of a list no mail reaches. One statement."""
    found = session.execute(
        select(
            func.count().filter(Contact.email == ""),
            func.count().filter(Contact.bounced),
            func.count().filter(Contact.no_mail),
        ).where(Contact.list_id == list_id)
    ).one()
    return ListCounts(*found)


def people_of(session: Session, list_id: int, words: str, number: int) -> tuple[list[ContactView], int]:
    """Return the people of page `number` (from 1) by name, and the number of pages. Two statements.

    Each of `words` must stand in the name, the organisation, the address or the sector.
    """
    asked = select(Contact).where(Contact.list_id == list_id)
    for word in words.split()[:5]:
        # The database would take these signs of a word for wildcards.
        safe = "".join(_ESCAPE + sign if sign in f"%_{_ESCAPE}" else sign for sign in word)
        columns = (Contact.name, Contact.organisation, Contact.email, Contact.sector)
        asked = asked.where(or_(*(column.ilike(f"%{safe}%", escape=_ESCAPE) for column in columns)))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    rows = session.scalars(
        asked.order_by(func.lower(Contact.name), func.lower(Contact.organisation), Contact.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return [_view(row) for row in rows], max(1, ceil(total / PER_PAGE))


def one_contact(session: Session, list_id: int, contact_id: UUID) -> ContactView:
    """Return somebody of a list.

    Raises:
        NoSuchListError: they were erased, or never were in this list.
    """
    row = session.get(Contact, contact_id)
    if row is None or row.list_id != list_id:
        raise NoSuchListError
    return _view(row)


def by_address(session: Session, email: str) -> list[tuple[ContactView, str]]:
    """Return everywhere an address stands, with the name of the list. One statement."""
    rows = session.execute(
        select(Contact, ContactList.name)
        .join(ContactList, ContactList.id == Contact.list_id)
        .where(Contact.email == email.lower())
        .order_by(ContactList.name)
    )
    return [(_view(row), name) for row, name in rows]


def sectors_of(session: Session, list_id: int) -> list[str]:
    """Return the sectors that a list names, blank left out. One statement."""
    rows = session.scalars(
        select(Contact.sector).where(Contact.list_id == list_id, Contact.sector != "").distinct()
    )
    return sorted(rows, key=str.casefold)


def slips_of(session: Session, consultation_id: int) -> list[tuple[ContactView, UUID]]:
    """Return whoever was invited on paper, by name, each with the invitation. One statement.

    Those who have answered are among them: who has, is not to be seen.
    """
    rows = session.execute(
        select(Contact, Invitation.id)
        .join(Invitation, Invitation.contact_id == Contact.id)
        .where(Invitation.consultation_id == consultation_id, Contact.email == "")
        .order_by(func.lower(Contact.name), func.lower(Contact.organisation), Contact.id)
    )
    return [(_view(row), invitation_id) for row, invitation_id in rows]


def as_csv(session: Session, list_id: int) -> str:
    """Return a list as a CSV file that can be imported again, and in which no cell is a formula."""
    rows = session.scalars(
        select(Contact).where(Contact.list_id == list_id).order_by(Contact.name, Contact.id)
    )
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["name", "email", "language", "organisation", "sector"])
    for row in rows:
        writer.writerow(_harmless([row.name, row.email, row.language, row.organisation, row.sector]))
    return out.getvalue()


def _harmless(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _list_view(row: ContactList, people: int) -> ListView:
    return ListView(row.id, row.name, row.kept_until, row.invented, people)


def _view(row: Contact) -> ContactView:
    return ContactView(
        row.id, row.list_id, row.name, row.email, row.language, row.organisation, row.sector, row.bounced,
        row.no_mail,
    )  # fmt: skip
