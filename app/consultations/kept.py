"""Read sums over the cubes once, and not again until something is counted anew.

A cube fills up with the number of answers until every combination of its columns is there: summing it then
takes a hundred times as long as when a few hundred people had answered, on every page and for each reader.
Whoever writes to the cubes leaves a random stamp beside them (`cubes.py`). As long as the stamps are the
same, so are the sums, and what was read is given again.
"""

from collections import OrderedDict
from collections.abc import Collection, Hashable, Sequence
from threading import Lock
from typing import Any, Final

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from app.consultations.models import CubeStamp
from app.db import is_writing

_KEPT: Final = 256
"""How many results of statements are remembered."""
_MOST_ROWS: Final = 20_000
"""Longer ones are not: what is remembered must not fill the memory."""
_STAMPS: Final = "stamps of the cubes"
_rows: OrderedDict[Hashable, Sequence[Any]] = OrderedDict()
_lock = Lock()


def rows_of_cubes(
    session: Session, consultation_ids: Collection[int], what: Hashable, statement: Executable
) -> Sequence[Any]:
    """Return the rows of a statement on the cubes of some consultations, those remembered if they still hold.

    `what` tells the statement from all others on the same consultations. A session that writes sees what
    nobody else does yet: it always asks the database.
    """
    ids = tuple(sorted(consultation_ids))
    stamps = None if is_writing(session) else _stamps(session, ids)
    if stamps is None:
        return session.execute(statement).all()
    key = (session.get_bind().engine.url, what, ids, stamps)
    with _lock:
        found = _rows.get(key)
        if found is not None:
            _rows.move_to_end(key)
            return found
    found = session.execute(statement).all()
    if len(found) <= _MOST_ROWS:
        with _lock:
            _rows[key] = found
            while len(_rows) > _KEPT:
                _rows.popitem(last=False)
    return found


def _stamps(session: Session, ids: tuple[int, ...]) -> Hashable:
    """Return the stamps of some consultations; one of which nothing was counted yet has none.

    They are read before the rows: at worst the rows are newer than the stamps, and are read once more. They
    are read once for each transaction, in one statement.
    """
    transaction = session.get_transaction()
    known = session.info.get(_STAMPS)
    if known is None or transaction is None or known[0] is not transaction:
        found: dict[int, list[tuple[int, int]]] = {}
        for consultation_id, slot, stamp in session.execute(
            select(CubeStamp.consultation_id, CubeStamp.slot, CubeStamp.stamp).order_by(
                CubeStamp.consultation_id, CubeStamp.slot
            )
        ):
            found.setdefault(consultation_id, []).append((slot, stamp))
        known = session.info[_STAMPS] = (
            session.get_transaction(), {key: tuple(stamps) for key, stamps in found.items()},
        )  # fmt: skip
    return tuple(known[1].get(key, ()) for key in ids)
