"""A matcher with the whole database in hand: it sorts two tables in every way and compares the orders."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import RowMapping, select, text

from app.db import Base, reading

SHUFFLES = 1_000

Order = list[int]
"""People, in the order in which one way of sorting a table puts their rows."""


def orders(model: type[Base], person_of: Callable[[RowMapping], int]) -> list[Order]:
    """Sort a table by every column, and by what its database knows of where and when rows were written."""
    with reading() as session:
        natural = session.execute(select(model.__table__)).mappings().all()
        hidden = ["ctid", "xmin::text::bigint"] if session.get_bind().dialect.name == "postgresql" else []
        rows = [natural, *(sorted(natural, key=lambda row: str(row[name])) for name in natural[0])]
        rows += [
            # The columns are read by the model again: a raw text would give them as the database keeps them.
            session.execute(select(model.__table__).order_by(text(name))).mappings().all()
            for name in hidden
        ]
    return [[person_of(row) for row in sorted_rows] for sorted_rows in rows]


def ranks(found: Sequence[Order]) -> npt.NDArray[np.float64]:
    """Return where each person stands in each order, as numbers of mean 0 and length 1: (orders, people)."""
    places = np.argsort(np.array(found), axis=1).astype(float)
    places -= places.mean(axis=1, keepdims=True)
    centred: npt.NDArray[np.float64] = places / np.linalg.norm(places, axis=1, keepdims=True)
    return centred


def best_match(answers: npt.NDArray[np.float64], contacts: npt.NDArray[np.float64]) -> float:
    """Return the strongest rank correlation (Spearman 1904) between orders of the two tables."""
    return float(np.abs(answers @ contacts.T).max())
