"""Bring a file of people into a list: uploaded, looked at, confirmed; or nothing at all."""

from dataclasses import asdict
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contacts.errors import NoSuchListError
from app.contacts.models import Contact, ContactImport, ContactList, NoMail
from app.contacts.no_mail import fingerprint_of
from app.contacts.rules import MOST_CONTACTS, Column
from app.contacts.sorting import Person, Sorted, sort_rows
from app.contacts.tables import Table
from app.db import lock_row
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.localized import Lang

_AT_ONCE = 500
Columns = dict[Column, int]


def keep_upload(session: Session, list_id: int, table: Table) -> UUID:
    """Keep a table until it is confirmed, a day at most; return the id under which it is found.

    Raises:
        NoSuchListError: there is no such list.
    """
    if session.get(ContactList, list_id) is None:
        raise NoSuchListError
    upload = ContactImport(
        id=uuid4(),
        list_id=list_id,
        cells={"header": table.header, "rows": [[number, cells] for number, cells in table.rows]},
        created_at=clock.now(),
    )
    session.add(upload)
    session.flush()
    return upload.id


def upload_of(session: Session, list_id: int, upload_id: UUID) -> Table:
    """Return an upload that waits.

    Raises:
        NoSuchListError: it was confirmed, given up, or a day has passed.
    """
    upload = session.get(ContactImport, upload_id)
    if upload is None or upload.list_id != list_id:
        raise NoSuchListError
    return Table(upload.cells["header"], [(number, cells) for number, cells in upload.cells["rows"]])


def sort_upload(
    session: Session, list_id: int, upload_id: UUID, columns: Columns, usual_language: Lang | None
) -> Sorted:
    """Say what a confirmation would do, row by row. Two statements.

    Raises:
        NoSuchListError: see `upload_of`.
    """
    table = upload_of(session, list_id, upload_id)
    there = {
        Person(0, name, email, "fr", organisation, "").key
        for name, email, organisation in session.execute(
            select(Contact.name, Contact.email, Contact.organisation).where(Contact.list_id == list_id)
        )
    }
    return sort_rows(table.rows, columns, there, usual_language=usual_language)


def confirm_upload(
    session: Session, list_id: int, upload_id: UUID, columns: Columns, usual_language: Lang | None
) -> int:
    """Add everybody who is new, and drop the upload; return how many were added.

    It all happens in the caller's transaction, under the list's lock: everybody is added or nobody.

    Raises:
        NoSuchListError: see `upload_of`; so it is for whoever confirms a second time.
        ConflictError: the list would become too long.
    """
    if lock_row(session, ContactList, list_id) is None:
        raise NoSuchListError
    found = sort_upload(session, list_id, upload_id, columns, usual_language)
    before = session.scalars(select(Contact.id).where(Contact.list_id == list_id)).all()
    if len(before) + len(found.new) > MOST_CONTACTS:
        raise ConflictError("A list holds %(most)s people at most. Make another one.", most=MOST_CONTACTS)
    refused = _who_refused(session, [person.email for person in found.new if person.email])
    session.add_all(
        Contact(
            id=uuid4(), list_id=list_id, no_mail=person.email in refused,
            **{name: value for name, value in asdict(person).items() if name != "row"},
        )
        for person in found.new
    )  # fmt: skip
    session.delete(session.get_one(ContactImport, upload_id))
    session.flush()
    return len(found.new)


def give_up_upload(session: Session, list_id: int, upload_id: UUID) -> None:
    """Drop an upload. Harmless when it is gone."""
    upload = session.get(ContactImport, upload_id)
    if upload is not None and upload.list_id == list_id:
        session.delete(upload)
        session.flush()


def _who_refused(session: Session, emails: list[str]) -> set[str]:
    """Return the addresses whose owners once asked us not to write."""
    by_print = {fingerprint_of(email): email for email in emails}
    ids = list(by_print)
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        some = session.scalars(select(NoMail.id).where(NoMail.id.in_(ids[start : start + _AT_ONCE])))
        found |= {by_print[one] for one in some}
    return found
