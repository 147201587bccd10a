"""Which part of which list of people a page is about."""

from sqlalchemy.orm import Session

from app.contacts.campaigns import Part
from app.contacts.queries import all_lists, sectors_of
from app.kit.errors import InvalidError, Message, Problem
from app.kit.forms import FieldReader, Posted
from app.kit.localized import LANGUAGES, is_language


def chosen_part(session: Session, asked: Posted) -> Part | None:
    """Read which part of which list is meant; None where no list is chosen.

    Raises:
        InvalidError: there is no such list, language or sector.
    """
    reader = FieldReader(asked)
    chosen = reader.choice("list", [str(one.id) for one in all_lists(session)])
    language = reader.choice("language", list(LANGUAGES))
    reader.check()
    if not chosen:
        return None
    sector = reader.choice("sector", sectors_of(session, int(chosen)))
    reader.check()
    return Part(int(chosen), language if is_language(language) else None, sector or None)


def must_have(part: Part | None) -> Part:
    """Return the part that was chosen.

    Raises:
        InvalidError: none was.
    """
    if part is None:
        raise InvalidError([Problem("list", Message("Choose a list."))])
    return part
