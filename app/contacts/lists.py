"""Make, change and erase lists of people."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.contacts.errors import NoSuchListError
from app.contacts.models import ContactList
from app.contacts.rules import LONGEST_KEEPING
from app.db import lock_row
from app.kit import clock
from app.kit.forms import FieldReader, Posted

_LONGEST_NAME = 120


@dataclass(frozen=True)
class ListForm:
    """What the form of a list says."""

    name: str
    kept_until: date


def read_list(posted: Posted) -> ListForm:
    """Read the form of a list.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    name = reader.text("name", longest=_LONGEST_NAME, required="Give the list a name.")
    today = clock.today()
    latest = today + LONGEST_KEEPING
    try:
        kept_until = date.fromisoformat(posted.text("kept_until"))
    except ValueError:
        kept_until = today
    if not today < kept_until <= latest:
        reader.problem(
            "kept_until", "Choose a day between tomorrow and %(latest)s: nobody is kept for longer.",
            latest=latest.strftime("%d/%m/%Y"),
        )  # fmt: skip
    reader.check()
    return ListForm(name, kept_until)


def make_list(session: Session, form: ListForm, *, invented: bool = False) -> int:
    """Make an empty list; return its id."""
    made = ContactList(name=form.name, kept_until=form.kept_until, invented=invented)
    session.add(made)
    session.flush()
    return made.id


def revise_list(session: Session, list_id: int, form: ListForm) -> None:
    """Change the name of a list and the day until which it is kept.

    Raises:
        NoSuchListError: it was erased.
    """
    found = lock_row(session, ContactList, list_id)
    if found is None:
        raise NoSuchListError
    found.name, found.kept_until = form.name, form.kept_until
    session.flush()


def erase_list(session: Session, list_id: int) -> None:
    """Erase a list with everybody in it, their invitations and the uploads that wait.

    Links that were sent stop working; what was answered stays, since nothing joins the two.

    Raises:
        NoSuchListError: it was erased.
    """
    if lock_row(session, ContactList, list_id) is None:
        raise NoSuchListError
    session.execute(delete(ContactList).where(ContactList.id == list_id))
    session.expire_all()
