"""Data that is both file and screen.

The database is the truth; files fill in what nobody has changed since.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base


class Seeded:
    """Mixin of tables that files fill.

    `seed_hash` is the hash of the content as last loaded, None for rows made by hand.
    """

    seed_hash: Mapped[str | None] = mapped_column(String(64), default=None)


def content_hash(values: Mapping[str, Any]) -> str:
    """Return the hash of a row's content, whatever the order of its columns."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode()).hexdigest()


def seed(session: Session, model: type[Base], key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Bring one row of a file into the database; return whether anything was written.

    A missing row is inserted. A row that still is as it was last loaded takes the new content. A row that
    somebody has changed since is left alone.
    """
    loaded = content_hash(values)
    row: Any = session.get(model, tuple(key.values()) if len(key) > 1 else next(iter(key.values())))
    if row is None:
        session.add(model(**key, **values, seed_hash=loaded))
        return True
    current = content_hash({name: getattr(row, name) for name in values})
    if row.seed_hash != current or current == loaded:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.seed_hash = loaded
    return True
